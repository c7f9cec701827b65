"""When two written names count as one person's: for identity exactly, for a typing slip nearly."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache

_ACCENTS = re.compile("[\u0300-\u036f]")
# O'Dowd, O’Dowd and ODowd are one; Jean-Luc and Jean Luc are two words.
_APOSTROPHES = re.compile("['’ʼ‘`´]")
_ALIKE = 0.85


@lru_cache(maxsize=2**15)
def name_key(name: str) -> str:
    """Give what is left of a name without case, accents, punctuation and the order of its words.

    Two names with one key are the same name; empty where there is none.
    """
    plain = unicodedata.normalize("NFKD", name)
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", plain)).casefold()
    plain = _APOSTROPHES.sub("", plain)
    # Letters, their marks (no name in Devanagari is whole without) and digits.
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return " ".join(sorted(kept.split())) or plain.strip()


def is_slip(one: str, other: str) -> bool:
    """Whether one name may be the other, corrected: a letter or two, or a word more or less."""
    a, b = name_key(one), name_key(other)
    mine, theirs = set(a.split()), set(b.split())
    if min(len(a), len(b)) >= 3 and (mine <= theirs or theirs <= mine):
        return True
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE
