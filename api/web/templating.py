"""The Jinja environment: whole pages, the blocks htmx swaps, and mails, from ``templates/``.

A template sees the fields of its page's frozen dataclass and those of the `Frame`, nothing else;
a name it misses is an error, not an empty string.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2_fragments import render_block
from markupsafe import Markup

from api.web import wording
from api.web.once import one_time_token
from api.web.prose import prose
from api.web.prose_text import prose_text

_PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = _PACKAGE / "_templates"
TEMPLATES = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "templates"
STATIC = TEMPLATES / "static"


@dataclass(frozen=True, slots=True)
class Place:
    """The event a page belongs to, as far as the header must know."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the page: name, the event in view, and what they are in it."""

    name: str
    place: Place | None = None
    attends: bool = False
    role: str = ""
    """What they are in its team: owner, editor, door or viewer; empty for who is in none."""

    @property
    def organises(self) -> bool:
        """Whether they are in the event's team."""
        return bool(self.role)

    @property
    def owns(self) -> bool:
        """Whether they may say who is in the team, and everything else."""
        return self.role == "owner"

    @property
    def edits(self) -> bool:
        """Whether they may change the event."""
        return self.role in ("owner", "editor")

    @property
    def tends(self) -> bool:
        """Whether they may report and repair on the day."""
        return self.role in ("owner", "editor", "door")

    @property
    def reads(self) -> bool:
        """Whether they may read the organisers' pages."""
        return self.role in ("owner", "editor", "viewer")


@dataclass(frozen=True, slots=True)
class Flash:
    """One message shown once, at the top of the next page."""

    text: str
    kind: Literal["done", "note", "problem"] = "done"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed on a page and not sent, for nobody was signed in any more."""

    page: str
    file: bool
    """Whether there was a file, which cannot be kept."""
    texts: tuple[tuple[str, str], ...] | None = None
    """Field and text where its form is not there any more; None where they stand in it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has around it.

    Parameters
    ----------
    path
        The request's path, for the current place in the navigation.
    viewer
        None for a visitor who has not signed in.
    csrf_token
        Goes into each form's hidden field and htmx's header ``x-csrf-token``.
    flashes
        Messages to show once.
    outbox
        Whether to link the developer's mailbox in the footer.
    kept
        What was typed here before and could not be sent.
    """

    path: str
    viewer: Viewer | None = None
    csrf_token: str = ""
    flashes: tuple[Flash, ...] = field(default=())
    outbox: bool = False
    kept: Kept | None = None


def _values(page: object) -> dict[str, Any]:
    if isinstance(page, Mapping):
        return dict(page)
    if dataclasses.is_dataclass(page):
        return {f.name: getattr(page, f.name) for f in dataclasses.fields(page)}
    raise TypeError(f"a page's context is a dataclass, not {type(page).__name__}")


def context_of(frame: Frame, page: object) -> dict[str, Any]:
    """Both sets of fields side by side; a name in both is a mistake and raises."""
    outer, inner = _values(frame), _values(page)
    if clash := outer.keys() & inner.keys():
        raise ValueError(f"names of the frame used by a page: {', '.join(sorted(clash))}")
    return outer | inner


@cache
def static(name: str) -> str:
    """Address of a file under ``static/``, changed whenever its content changes."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@cache
def _icon_paths(name: str) -> str:
    (folder,) = (STATIC / "vendor").glob("lucide-static-*")
    drawing = (folder / f"{name}.svg").read_text(encoding="utf-8")
    match = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    if match is None:
        raise ValueError(f"{name}.svg holds no drawing")
    return re.sub(r"\s*\n\s*", "", match[1])


def icon(name: str, label: str = "") -> Markup:
    """Draw a Lucide icon as inline SVG, silent beside a word; with a label it speaks for itself."""
    voice = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    return Markup(  # noqa: S704 - the paths come from a vendored file
        f'<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" '
        f'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" '
        f'stroke-linejoin="round" focusable="false" {voice}>{_icon_paths(name)}</svg>'
    )


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Build the one environment: HTML escaped by default, undefined names refused."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(wording.FILTERS, prose=prose, prose_text=prose_text)
    made.globals.update(icon=icon, static=static, one_time_token=one_time_token)
    return made


def render_page(template: str, frame: Frame, page: object) -> str:
    """Render a whole page.

    Parameters
    ----------
    template
        Path below ``templates/``, such as ``"matches/matches.html"``.
    page
        The page's frozen dataclass (or a mapping), whose fields the template's header lists.

    Raises
    ------
    jinja2.UndefinedError
        The template uses a name that neither gives.
    """
    return environment().get_template(template).render(context_of(frame, page))


def render_fragment(template: str, block: str, frame: Frame, page: object) -> str:
    """Render one ``{% block %}`` of a page, for htmx to swap; the context is the whole page's."""
    fragment: str = render_block(environment(), template, block, context_of(frame, page))
    return fragment


def render_mail(name: str, mail: object) -> tuple[str, str]:
    """Render a mail as text and HTML: ``NAME.txt`` and ``NAME.html`` with the same context."""
    values = _values(mail)
    text, html = (
        environment().get_template(f"{name}.{kind}").render(values) for kind in ("txt", "html")
    )
    return text, html
