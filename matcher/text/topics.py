"""Topics: names and pastimes in people's words, told exactly enough to be said of two at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.text.circumstances.hours import PARTS, WIDTH, hours_of
from matcher.text.circumstances.levels import PURSUITS, level_of
from matcher.text.common_words import COMMON

_LISTED = re.compile(r"\S+")
# A name: capitals that go on from small letters, so that none merely begins a sentence.
_NAME = re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Ý][\w'’&-]*\w(?: [A-ZÀ-Ý][\w'’&-]*\w)*")
_SHORT_NAME = re.compile(r"(?<![\w-])[A-Z]{3,6}(?![\w-])")
_NO_NAMES = frozenset(
    _LISTED.findall(
        "i'm i’m i've i’ve i'd i’d i'll i’ll monday tuesday wednesday thursday friday saturday "
        "sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays mon tue wed thu "
        "fri sat sun january february march april may june july august september october "
        "november december christmas easter asap faq ceo cto cfo etc mrs"
    )
)
# Where the head of a pastime ends ("the crossword in the Sunday paper").
_TAIL = re.compile(
    r"\s+(?:with|without|of|in|on|at|for|to|by|from|as|that|which|who|when|where|while|after|before|"
    r"if|and|or|but|about|over|under|than|then|not|because|since|until|till|near|round|around|"
    r"through|into|out|off|up|down)\b.*|[(,;:.!?–—].*"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_MOST = 3
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# In the order of `matcher.text.circumstances.hours.PARTS`.
_PARTS = ("mornings", "mornings", "lunch times", "afternoons", "evenings")
_EARLY = "early {} mornings"
# Days and parts of the day named side by side are read as all of the one at all of the other.
_PIECES = re.compile(r"[.,;!?\n]|\s(?:or|and|&|\+)\s")
# Without such a word "evenings" are read as those of working days, but nobody said so.
_WORKING = re.compile(r"week|work|mon|tue|wed|thu|fri|office|school", re.IGNORECASE)
_PURSUED = {
    "strength": "strength training",
    "rowing": "rowing or paddling",
    "rackets": "racket sports",
    "balls": "ball games",
    "bending": "yoga or stretching",
    "tongues": "speaking a language",
    "boards": "board games",
}
_NO_PASTIMES = COMMON | frozenset(
    _LISTED.findall(
        "anything everything things stuff time times people person friend friends year years "
        "month months week weeks day days weekend weekends evening evenings morning mornings "
        "night nights hour hours kind kinds sort sorts lots bits love badly well mine yours own "
        "work home life children kids family good bad old new first last best worst long short "
        "hobby hobbies interests interest else too again beginner level mostly sometimes "
        "kilometres miles way ways side end part place places need needs offer offers show "
        "shows help getting going being test tests"
    )
)
# Words for a pastime that mean something else among needs and offers ("running a shop").
_ELSEWHERE = frozenset(
    _LISTED.findall(
        "running run reading read writing drawing building making growing training talking "
        "listening watching light play work rest study drive drives change"
    )
)


def names_in(text: str) -> Iterator[tuple[str, str]]:
    """Find places, standards and other names in a statement.

    Returns
    -------
    iterator of tuple of str
        What the name is compared by, and the name as written.
    """
    _, *words = _WORD.findall(text) or [""]
    if 3 * sum(word[0].isupper() for word in words) > 2 * len(words):
        # Titles and lists of names have capitals everywhere.
        return
    for found in dict.fromkeys((*_NAME.findall(text), *_SHORT_NAME.findall(text))):
        if found.casefold() not in _NO_NAMES and found.casefold() not in COMMON:
            yield found.casefold(), found


def pastimes_in(text: str) -> Iterator[tuple[str, str]]:
    """Find what each of some interests is about; see `pastime_in`."""
    for part in re.split(r"[,;&]|\band\b", text):
        if found := pastime_in(part):
            yield found


def pastime_in(text: str) -> tuple[str, str] | None:
    """Find what an interest is about: the last word before what is only said about it.

    Returns
    -------
    tuple of str, or None
        What it is compared by, and the word as written; None where that is not plain.
    """
    words = _WORD.findall(_TAIL.sub("", text))
    if not 1 <= len(words) <= _MOST:
        return None
    word = words[-1]
    key = word.casefold().removesuffix("s")
    plain = word.casefold() not in _NO_PASTIMES and key not in _NO_PASTIMES
    return (key, word) if plain and len(key) > 2 and not key.endswith("ly") else None


def words_in(text: str) -> Iterator[tuple[str, str]]:
    """Give a statement's words that may be somebody's pastime, as `pastime_in` gives them."""
    for word in _WORD.findall(text):
        key = word.casefold().removesuffix("s")
        if len(key) > 2 and not {key, word.casefold()} & (_NO_PASTIMES | _ELSEWHERE):
            yield key, word


def times_in(text: str) -> Iterator[tuple[str, str]]:
    """Give the parts of the week that a text names: "Sunday mornings", "early weekday mornings".

    Returns
    -------
    iterator of tuple of str
        What the time is compared by, and how it is said.
    """
    named, _ = hours_of(text)
    for piece in _PIECES.split(text):
        bits = hours_of(piece)[0] & named
        places = [at for at in range(WIDTH) if bits >> at & 1]
        parts = {at % len(PARTS) for at in places}
        # "Sunday mornings" may be early ones. Of "all Sunday" no part was named.
        if parts and (len(parts) == 1 or parts == {0, 1}):
            days = {at // len(PARTS) for at in places}
            stated = days != set(range(5)) or _WORKING.search(piece)
            for said in _days_said(days) if stated else ("",):
                time = " ".join(
                    (_EARLY if parts == {0} else f"{{}} {_PARTS[max(parts)]}").format(said).split()
                )
                yield time, time


def _days_said(days: set[int]) -> Iterator[str]:
    """Say on which days; of all nothing need be said."""
    if len(days) == len(_DAYS):
        yield ""
    elif days == set(range(5)):
        yield "weekday"
    elif days == {5, 6}:
        yield "weekend"
    else:
        yield from (_DAYS[day] for day in sorted(days))


def pursuits_in(text: str) -> Iterator[tuple[str, str]]:
    """Give what a text says its author pursues; only where an event is about such things."""
    bits = level_of(text).pursuits
    for place, name in enumerate(PURSUITS):
        if bits >> place & 1:
            yield name, _PURSUED.get(name, name)
