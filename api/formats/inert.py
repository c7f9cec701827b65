"""Text that no spreadsheet runs: the one place that every table we write goes through."""

from __future__ import annotations

import unicodedata

_STARTS = frozenset("=+-@\t\r\n")


def inert(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Full-width and small forms are typed by East Asian keyboards, and some programs read them as
    the others; so is what stands behind spaces or letters that nobody sees.
    """
    return f"'{cell}" if cell[:1] in _STARTS or _acts(cell) else cell


def _acts(cell: str) -> bool:
    for letter in cell:
        if letter.isspace() or unicodedata.category(letter) in ("Cf", "Cc", "Mn"):
            continue
        return unicodedata.normalize("NFKC", letter)[:1] in _STARTS
    return False
