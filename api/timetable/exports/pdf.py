"""Printed documents as PDF, and their first page as a picture; one is made at a time."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from typing import Any

from api.timetable.exports.printed import Lists, Printed
from api.web.templating import TEMPLATES

FOLDER = TEMPLATES / "timetable" / "print"
_MOST_ROWS = 6000
"""What half a gigabyte of memory is enough for."""
_PATIENCE = 120
"""Seconds."""
_SHORT = 25
"""Rows that surely fit on a page, so that they are not parted."""
_making = threading.Lock()


class PdfNotPossible(Exception):
    """What makes PDFs is missing or failed; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A file, and the letters in it that no font here has, as one string; boxes stand for them."""

    data: bytes
    lacking: str = ""


def can_print() -> bool:
    """Whether PDFs can be made."""
    return importlib.util.find_spec("typst") is not None


def write_pdf(document: Printed) -> Pdf:
    """Make a PDF, tagged for screen readers (PDF/UA-1) where a font has each of its letters.

    Raises
    ------
    PdfNotPossible
        If typst is not installed, or fails; or there is too much for one file.
    """
    if isinstance(document, Lists) and document.weight > _MOST_ROWS:
        raise PdfNotPossible(
            "This is too much for one PDF. Print it in parts: the page “Print” of the event has "
            "them."
        )
    return _made(document.template, data_of(document))


def write_picture(document: Printed, dots: int = 40) -> bytes:
    """Make a PNG of the first page, with so many dots an inch.

    Raises
    ------
    PdfNotPossible
        If typst is not installed, or fails.
    """
    return _made(document.template, data_of(document), dots).data


def lacking_letters(letters: str) -> str:
    """Give those of some letters that no font here has; "" where nobody can tell."""
    if not letters or not can_print():
        return ""
    return _made("letters", {"title": "Letters", "letters": list(letters)}).lacking


def data_of(document: Printed) -> dict[str, Any]:
    """Give a document as its template reads it."""
    data = asdict(document)
    if isinstance(document, Lists):
        for section, written in zip(document.sections, data["sections"], strict=True):
            written["long"] = section.fresh or len(section.rows) > _SHORT
    return data


def _made(template: str, data: dict[str, Any], picture: int = 0) -> Pdf:
    if not can_print():
        raise PdfNotPossible(
            "No PDF was made: install what makes it (pip install 'confab[pdf]'). The page to "
            "print prints the same from any browser."
        )
    asked = {"folder": str(FOLDER), "template": template, "picture": picture, "data": data}
    command = (sys.executable, "-m", "api.timetable.exports.typesetting")
    try:
        with _making:
            done = subprocess.run(  # noqa: S603 - our own module, by our own interpreter
                command,
                input=json.dumps(asked).encode(),
                capture_output=True,
                timeout=_PATIENCE,
                check=True,
            )
    except (subprocess.SubprocessError, OSError) as error:
        raise PdfNotPossible(
            "No PDF was made: it took too long or failed. Try again when less is going on, or "
            "print the page from your browser."
        ) from error
    head, _, file = done.stdout.partition(b"\n")
    return Pdf(file, json.loads(head)["lacking"])
