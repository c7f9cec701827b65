"""Typesetting, in a process of its own: a document as JSON in, a PDF or a picture out.

Typst keeps what it has laid out, hundreds of megabytes for a few hundred pages; they go when the
process ends.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

import typst

# The first that the machine has; letters they lack are taken from any other font there is.
_FAMILIES = ("Noto Sans", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
_MOST_NAMED = 40


def main() -> None:
    """Read ``{"folder", "template", "picture", "data"}``; write a line of JSON, then the file."""
    asked: dict[str, Any] = json.load(sys.stdin)
    fonts = typst.Fonts()
    known = set(fonts.families())
    families = [name for name in _FAMILIES if name in known]
    folder = Path(asked["folder"])

    def made(data: dict[str, Any], **how: Any) -> bytes:
        inputs = {"data": json.dumps(data | {"fonts": families})}
        compiler = typst.Compiler(
            folder / f"{asked['template']}.typ",
            root=folder,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs=inputs,
        )
        pages = compiler.compile(**how)
        # Pictures come one a page.
        return bytes(pages[0] if isinstance(pages, list) else pages or b"")

    lacking = ""
    data = asked["data"] | {"lacking": []}
    if asked["picture"]:
        file = made(data, format="png", ppi=asked["picture"])
    else:
        try:
            file = made(data, pdf_standards=["ua-1"])
        except typst.TypstError as error:
            lacking = _letters(error.diagnostic)
            if not lacking:
                raise
            file = made(data | {"lacking": [_named(letter) for letter in lacking[:_MOST_NAMED]]})
    sys.stdout.buffer.write(json.dumps({"lacking": lacking}).encode() + b"\n" + file)


def _letters(diagnostic: str) -> str:
    """Give the letters that no font has, in order of their code."""
    found = {letter for text in _LACKING.findall(diagnostic) for letter in _plain(text)}
    return "".join(sorted(letter for letter in found if letter.strip()))


def _plain(text: str) -> str:
    """Read what Rust wrote with escapes."""
    escaped = re.compile(r"\\u\{([0-9a-f]+)\}")
    return escaped.sub(lambda found: chr(int(found[1], 16)), text)


def _named(letter: str) -> str:
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '').lower()}".strip()


if __name__ == "__main__":
    main()
