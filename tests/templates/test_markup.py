"""What holds for every template and page as written: no inline code, safe forms, one of each id."""

from __future__ import annotations

import ast
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from api.web.templating import STATIC, TEMPLATES, Frame, environment
from tests.templates.gallery_pages import SHOWN, render

SOURCES = sorted(p for p in TEMPLATES.rglob("*.html"))
WHOLE_PAGES = sorted(
    p.relative_to(TEMPLATES).as_posix()
    for p in SOURCES
    if '{% extends "layout.html" %}' in p.read_text()
)
ROOT = Path(__file__).parents[2]
FRAME = set(Frame.__dataclass_fields__)
GLOBALS = set(environment().globals)
LAYOUT = set(re.findall(r"{% macro (\w+)", (TEMPLATES / "layout.html").read_text()))

# What tutorials write for htmx 2 and htmx 4 ignores without a word.
HTMX_2 = re.compile(
    r"hx-ext=|(?<!-)\bsse-(connect|swap|close)|hx-on:htmx:[a-z]+[A-Z]|hx-disabled-elt|hx-vars="
    r"|hx-params=|hx-disinherit"
)
INHERITED_ON_BODY = re.compile(r"<body[^>]*\bhx-[a-z]+=")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_source(path: Path) -> None:
    text = path.read_text()
    assert not HTMX_2.search(text), "htmx 2 syntax"
    assert not INHERITED_ON_BODY.search(text), "htmx 4 inherits only what says :inherited"
    # Mails and print sheets stand alone: no policy guards them and their style is inside.
    if path.parent.name not in ("mails", "print"):
        assert " style=" not in text, "style-src 'self' refuses style attributes"
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), "script-src 'self'"
        assert not re.search(r"\son[a-z]+=", text), "script-src 'self'"
        assert not re.search(r"<script[^>]*\b(defer|async)\b", text), "htmx races its extension"
        assert "|safe" not in text, "only the prose filter makes HTML of what people wrote"


def _used(source: str) -> set[str]:
    """Names that a page takes from its context, the frame's aside."""
    parsed = environment().parse(source)
    made = {macro.name for macro in parsed.find_all(nodes.Macro)}
    made |= {name for imported in parsed.find_all(nodes.FromImport) for name in imported.names}
    # Jinja takes the page's own namespaces, where it sets something in them, for given ones.
    made |= {kept.name for kept in parsed.find_all(nodes.NSRef)}
    return meta.find_undeclared_variables(parsed) - made - FRAME - GLOBALS


@cache
def contexts() -> dict[str, tuple[str, set[str]]]:
    """Each page's dataclass, found by its words "Context of TEMPLATE": where, and its fields."""
    found = {}
    for path in sorted((ROOT / "api").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ClassDef):
                continue
            said = re.match(r"Context of ([\w/]+\.html)", ast.get_docstring(node) or "")
            if said:
                fields = {
                    part.target.id
                    for part in node.body
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
                }
                found[said[1]] = (f"{path.relative_to(ROOT)}:{node.name}", fields)
    return found


@pytest.mark.parametrize("template", WHOLE_PAGES)
def test_the_context_is_a_contract(template: str) -> None:
    """A page uses what its header lists, its dataclass has and the gallery gives: exactly."""
    source = (TEMPLATES / template).read_text()
    used = _used(source)
    assert not used & LAYOUT, "the layout's macro of this name would be shown in its place"
    if template in contexts():
        where, fields = contexts()[template]
        assert fields == used, where
    header = source.split("#}")[0]
    unsaid = {name for name in used if not re.search(rf"\b{name}\b", header)}
    assert not unsaid, f"say in the header what these are: {unsaid}"
    shown = [page for name, _, _, page in SHOWN.values() if name == template]
    assert shown, "the gallery does not show this page"
    for page in shown:
        assert set(page) == used


class _Reader(HTMLParser):
    """Collects what the checks below ask about."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.refers: set[str] = set()
        self.forms: list[dict[str, str]] = []
        self.headings: list[str] = []
        self.assets: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.refers.update(given.get(name, "").split())
        if given.get("href", "").startswith("#"):
            self.refers.add(given["href"][1:])
        if tag == "form":
            self.forms.append(given | {"fields": ""})
        elif tag in ("input", "button") and self.forms:
            self.forms[-1]["fields"] += f" {given.get('name', '')}:{given.get('type', '')}"
        elif tag == "h1":
            self.headings.append(tag)
        self.assets += [
            given[name].split("?")[0].removeprefix("/static/")
            for name in ("src", "href")
            if given.get(name, "").startswith("/static/")
        ]


def test_every_dataclass_names_a_page_that_exists() -> None:
    assert not {name for name in contexts() if not (TEMPLATES / name).is_file()}


@pytest.mark.parametrize("name", SHOWN)
def test_page(name: str) -> None:
    reader = _Reader()
    reader.feed(render(name))
    doubled = {key for key in reader.ids if reader.ids.count(key) > 1}
    assert not doubled - ({"now"} if name == "gallery" else set())
    assert reader.refers <= set(reader.ids), reader.refers - set(reader.ids)
    assert len(reader.headings) == 1
    for form in reader.forms:
        assert "submit" in form["fields"], "a form must work without JavaScript"
        if form["method"] == "post":
            assert "csrf:hidden" in form["fields"], form.get("action")
        else:
            assert form["method"] == "get"
    for asset in reader.assets:
        assert (STATIC / asset).is_file(), asset


def test_names_are_escaped() -> None:
    name = "<script>alert(1)</script>"
    pair = {"direction": "gain", "mine": name, "theirs": name, "strength": 1}
    pieces = environment().get_template("_macros/badge.html").module
    why = environment().get_template("_macros/reason.html").module
    for made in (
        pieces.badge(name), pieces.face(name), pieces.empty(name, name), pieces.notice(name),
        why.reason([pair], name), why.reason_line([pair], name),
    ):  # fmt: skip
        assert "<script>" not in str(made)
