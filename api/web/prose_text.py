"""Text that people wrote, without its Markdown: as it reads in the text part of a mail."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode

from api.web.prose import parse


def prose_text(text: str) -> str:
    """Give CommonMark as plain text: no escapes, no marks; lists keep their dashes and numbers."""
    return "\n\n".join(_blocks(SyntaxTreeNode(parse(text))))


def _blocks(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        if child.type in ("bullet_list", "ordered_list"):
            yield "\n".join(_items(child))
        elif child.type == "blockquote":
            quoted = "\n\n".join(_blocks(child))
            yield "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
        elif child.type in ("fence", "code_block"):
            yield child.content.rstrip("\n")
        elif child.type != "hr":
            yield _inline(child)


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    first = int(node.attrs.get("start", 1))
    for place, item in enumerate(node.children):
        mark = "- " if node.type == "bullet_list" else f"{first + place}. "
        lines = "\n".join(_blocks(item)).split("\n")
        yield mark + ("\n" + " " * len(mark)).join(lines)


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    said = "".join(_inline(child) for child in node.children)
    if node.type == "link":
        address = str(node.attrs.get("href", ""))
        return (
            said
            if address.removeprefix("mailto:") in (said, f"http://{said}")
            else (f"{said} ({address})")
        )
    return said
