"""Fill a form on a finished page with what somebody typed before, by the names of its fields.

Works on the page's HTML, so that it holds for every form there is and every one to come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from api.web.form_data import CSRF, ONCE, STAMP

Fields = Mapping[str, Sequence[str]]
_CHOSEN = {"checkbox": "checked", "radio": "checked", "option": "selected"}
_NOT_TYPED = {"submit", "button", "image", "reset", "file", "hidden"}
_OF_THE_SENDING = {ONCE, STAMP}
"""Hidden fields that go with what was typed: whether it was done, what it was written upon."""


@dataclass(slots=True)
class _Part:
    """A tag of a form and where it stands in the page; for a textarea also its content."""

    tag: str
    kind: str
    name: str
    attributes: dict[str, str | None]
    start: int
    end: int
    content: tuple[int, int] | None = None


@dataclass(slots=True)
class _Form:
    action: str
    parts: list[_Part] = field(default_factory=list)


class _Forms(HTMLParser):
    """Finds a page's forms that are sent by POST."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.forms: list[_Form] = []
        self._open: _Form | None = None
        self._select = ""
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form" and (found.get("method") or "").lower() == "post":
            self._open = _Form(found.get("action") or "")
            self.forms.append(self._open)
        elif self._open is not None and tag in ("input", "textarea", "select", "option", "details"):
            start, name = self._here(), found.get("name") or ""
            if tag == "select":
                self._select = name
            kind = tag if tag != "input" else (found.get("type") or "text").lower()
            end = start + len(self.get_starttag_text() or "")
            name = self._select if tag == "option" else name
            self._open.parts.append(_Part(tag, kind, name, found, start, end))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._open is not None and self._open.parts:
            self._open.parts[-1].content = (self._open.parts[-1].end, self._here())

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def refill(html: str, action: str, fields: Fields) -> str | None:
    """Fill in the form that was sent to an address; None where the page has none such.

    Of several forms with one address it is the one whose hidden fields are the sent ones.
    """
    for form in _Forms(html).forms:
        if (urlsplit(form.action).path or action) == action and _same_hidden(form, fields):
            return _filled(html, form, fields)
    return None


def _same_hidden(form: _Form, fields: Fields) -> bool:
    ours = {CSRF, *_OF_THE_SENDING}
    return all(
        (part.attributes.get("value") or "") in fields.get(part.name, ("",))
        for part in form.parts
        if part.kind == "hidden" and part.name not in ours
    )


def _filled(html: str, form: _Form, fields: Fields) -> str:
    pieces, last = [], 0
    used: dict[str, int] = {}
    for part in form.parts:
        if part.kind == "details":
            pieces += [html[last : part.start], _tag(part, {"open": None})]
            last = part.end
        elif part.kind in _CHOSEN:
            mark, own = _CHOSEN[part.kind], part.attributes.get("value")
            part.attributes.pop(mark, None)
            chosen = ("on" if own is None else own) in fields.get(part.name, ())
            pieces += [html[last : part.start], _tag(part, {mark: None} if chosen else {})]
            last = part.end
        elif part.kind not in _NOT_TYPED or part.name in _OF_THE_SENDING:
            number = used.get(part.name, 0)
            used[part.name] = number + 1
            sent = fields.get(part.name, ())
            if number >= len(sent) or part.kind == "select":
                continue
            if part.content is not None:
                # The first line feed of a textarea does not belong to its text.
                pieces += [html[last : part.content[0]], "\n", escape(sent[number])]
                last = part.content[1]
            else:
                pieces += [html[last : part.start], _tag(part, {"value": sent[number]})]
                last = part.end
    return "".join((*pieces, html[last:]))


def _tag(part: _Part, more: Mapping[str, str | None]) -> str:
    words = [part.tag]
    for name, value in (part.attributes | dict(more)).items():
        words.append(name if value is None else f'{name}="{escape(value)}"')
    return f"<{' '.join(words)}>"
