"""What somebody wrote about food, read for the kitchen; nothing of it is dropped.

English, German, French and Spanish. What is not surely read is kept in its own words, and an
allergy that is not in the list is called by what was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from api.insight.diet_words import (
    ALLERGENS,
    ALLERGIC,
    AVOIDED,
    DIETS,
    EATEN,
    FILLERS,
    NEGATED_DIET,
    NO,
    NOTHING,
)

_PARTS = re.compile(r"[,;/&+\n\r.()|•]+|\s+(?:and|und|et|y|e|sowie|plus|also|auch)\s+|\s[-–]\s")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class DietRead:
    """What a text says.

    Attributes
    ----------
    diets
        Names of `diet_words.DIETS`.
    avoided
        Allergens that are avoided for whatever reason; names, or the words that were written.
    allergic
        Those of them that are called an allergy.
    unclear
        The text as it was written where some of it could not be read; else "".
    """

    diets: frozenset[str] = frozenset()
    avoided: frozenset[str] = frozenset()
    allergic: frozenset[str] = frozenset()
    unclear: str = ""


@lru_cache(maxsize=4096)
def read_diet(text: str) -> DietRead:
    """Read a text; an empty one says nothing."""
    words = " ".join(text.split())
    diets: set[str] = set()
    avoided: set[str] = set()
    allergic: set[str] = set()
    unclear = False
    # "allergic to nuts, eggs and milk": what follows is of the kind of what went before.
    before = ""
    bare = _bare(text)
    for part in () if NOTHING.fullmatch(bare.strip()) else _PARTS.split(bare):
        part = " ".join(part.split())
        if not part or NOTHING.fullmatch(part):
            continue
        read = _read_part(part, before)
        diets |= read.diets
        avoided |= read.avoided
        allergic |= read.allergic
        unclear = unclear or bool(read.unclear)
        before = "allergic" if read.allergic or ALLERGIC.search(part) else before
        before = "" if read.diets and not read.avoided else before
    short = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    return DietRead(
        frozenset(diets), frozenset(avoided), frozenset(allergic), short if unclear else ""
    )


def _read_part(part: str, before: str) -> DietRead:
    """Read a statement; its ``unclear`` is what is left over."""
    calls_it_so = bool(ALLERGIC.search(part))
    refuses = calls_it_so or bool(NO.search(part)) or before == "allergic"
    found = [name for name, words in ALLERGENS.items() if words.search(part)]
    if (EATEN.search(part) and not refuses) or NEGATED_DIET.search(part):
        return DietRead(unclear=part)
    rest = part
    diets = set()
    for name, pattern in DIETS.items():
        if pattern.search(rest):
            diets.add(name)
            rest = pattern.sub(" ", rest)
    # Said as a diet: "gluten-free" alone makes nobody allergic.
    said_as_diet = {AVOIDED[name] for name in diets if name in AVOIDED and not calls_it_so}
    said_as_diet -= _coeliac(part)
    avoided = {name for name in found if name not in said_as_diet}
    if "lactose-free" in diets and not ALLERGENS["milk"].search(rest):
        avoided.discard("milk")
    for name in found:
        rest = ALLERGENS[name].sub(" ", rest)
    left = [w for w in NO.sub(" ", ALLERGIC.sub(" ", rest)).split() if not FILLERS.fullmatch(w)]
    says_more = bool(left) or calls_it_so
    left = [word for word in left if any(letter.isalpha() for letter in word)]
    allergy = calls_it_so or before == "allergic"
    if allergy and left and not found and not diets:
        avoided.add(" ".join(left))
        left = []
    allergic = avoided if allergy else {name for name in avoided if name in _coeliac(part)}
    unclear = " ".join(left) or ("" if diets or avoided or not says_more else part)
    # Allergens that are only named may be liked as well as feared.
    if avoided and not refuses and not allergic:
        unclear = unclear or part
    return DietRead(frozenset(diets), frozenset(avoided), frozenset(allergic), unclear)


def _coeliac(part: str) -> set[str]:
    return {"gluten"} if re.search(r"co?elia[cq]|zoliak", part) else set()


def _bare(text: str) -> str:
    """Write a text without accents, case and hyphens."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.sub(r"(?<=\w)[-‐‑_](?=\w)", " ", plain).replace("’", "'")
