"""Folding: text in the letters and blanks that patterns reckon with."""

from __future__ import annotations

import re
import unicodedata

_BLANK = re.compile(r"\s+")
# Patterns that ignore case take both for "i", but they do not become "i" in small letters.
_DOTS = str.maketrans("ıİ", "iI")


def folded(text: str) -> str:
    """Write a text in plain forms of its letters, with one blank or one new line at a time.

    Whatever a pattern then finds is in the words that it names ("Frıday" and "ﬁve" are found
    by "friday" and "five"); and patterns that allow for any blanks take time in proportion.
    Small letters are the caller's to make: a pattern that ignores case takes twice as long.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_DOTS)
    return _BLANK.sub(_one, plain)


def _one(blanks: re.Match[str]) -> str:
    return "\n" if "\n" in blanks[0] else " "
