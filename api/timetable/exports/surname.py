"""The part of a name that a list is sorted by, as people are asked for it at a door."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import dropwhile

# They go before a surname and are said with it.
_BEFORE = re.compile(
    r"van|von|vom|de|da|di|du|dell[ao]?|del|der|den|des|dos?|das|l[aeo]|l[ao]s|te[nr]?|zu[mr]?|a[fv]"
    r"|ma?c|nic|n[íi]|ó|ua|uí|bin|ibn|ben|bint|abu|[ae]l|ste?\.?|san|santa",
    re.IGNORECASE,
)
# They go after it, and nobody looks for them.
_AFTER = re.compile(r"(jr|sr|ii|iii|iv|ph\.?d|m\.?d|mba|msc|bsc|obe|mbe)\.?", re.IGNORECASE)
# Chinese, Japanese and Korean: the family's name comes first.
_FIRST = ("CJK UNIFIED", "HANGUL SYLLABLE", "HIRAGANA", "KATAKANA")


@dataclass(frozen=True, slots=True)
class SortedName:
    """A name in three: ``before`` + ``surname`` + ``after``, as it is written."""

    before: str
    surname: str
    after: str

    @property
    def order(self) -> tuple[str, ...]:
        """What to sort by: its initial, then letters without their accents from the first on."""
        rest = f"{self.before} {self.after}".strip().casefold()
        signs = dropwhile(lambda sign: not sign.isalpha(), _bare(self.surname))
        return self.initial, "".join(signs), _bare(rest), self.surname

    @property
    def initial(self) -> str:
        """The letter under which it stands in a list; "#" for none."""
        first = next((letter for letter in _bare(self.surname) if letter.isalpha()), "")
        return first.upper() or "#"


def sorted_name(name: str) -> SortedName:
    """Find the surname: the last word with what belongs to it, or what stands before a comma."""
    if "," in name:
        surname, _, rest = name.partition(",")
        if rest.strip() and not _AFTER.fullmatch(rest.strip()):
            return SortedName("", surname.strip(), f", {rest.strip()}")
    words = name.split()
    if not words:
        return SortedName("", name, "")
    if unicodedata.name(words[0][0], "").startswith(_FIRST):
        return SortedName("", words[0], " ".join(words[1:]))
    end = len(words)
    while end > 1 and _AFTER.fullmatch(words[end - 1]):
        end -= 1
    start = end - 1
    # The first word is a given name, whatever it looks like.
    while start > 1 and _BEFORE.fullmatch(words[start - 1]):
        start -= 1
    parts = (words[:start], words[start:end], words[end:])
    return SortedName(*(" ".join(part) for part in parts))


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
