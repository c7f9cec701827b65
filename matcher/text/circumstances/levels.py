"""Levels in words: what somebody pursues, and how far on they are, from paces, grades and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from matcher.text.folding import folded


class Level(NamedTuple):
    """What a text tells of pursuits.

    Attributes
    ----------
    pursuits
        Bits, one for each of `PURSUITS` that is spoken of.
    level
        0 (a beginner) to 1 (competing); None where the text does not tell. The scale is the same
        for all pursuits: only people who pursue the same are compared by it.
    """

    pursuits: int
    level: float | None


# What people seek company for and are better or worse at, with the words that tell.
PURSUITS = {
    "running": r"run(?:s|ners?|ning)?|jog\w*|marathons?|parkruns?|couch\s+to\s+5\s?k|c25k",
    "cycling": r"bik(?:es?|ing)|bicycles?|cycl(?:e|es|ing|ists?)|rid(?:es?|ers?|ing)|pedal\w*",
    "swimming": r"sw[ia]m(?:s|mers?|ming)?|pool|lanes?|lido|breaststroke|(?:front\s+)?crawl",
    "climbing": r"climb(?:s|ers?|ing)|belay\w*|boulder\w*|roped?|crag",
    "walking": r"walk(?:s|ers?|ing)|hik(?:es?|ers?|ing)|stroll\w*|rambl(?:e|es|ers|ing)",
    "strength": r"gym|lift(?:s|ers?|ing)|squats?|deadlifts?|bench\s?(?:press|\d+)|weights|"
    r"powerlift\w*|strength",
    "rowing": r"row(?:s|ers?|ing)|sculls?|sculling|erg|kayak\w*|canoe\w*|paddl\w+",
    "rackets": r"tennis|badminton|squash|padel|rackets?",
    "balls": r"football|soccer|basketball|netball|volleyball|hockey|rugby|cricket",
    "bending": r"yoga|pilates|tai\s+chi|stretching",
    "dancing": r"danc(?:e|es|ers?|ing)|tango|salsa|ballroom|ceilidh|swing",
    "tongues": r"tandem|conversation\s+practice|language\s+exchange|speak\w*|vocabulary|grammar",
    "music": r"choirs?|sing(?:s|ers?|ing)?|piano|guitar|violin|cello|duets?|bands?|jam(?:s|ming)?",
    "boards": r"chess|go\s+club|bridge|board\s+games?",
}
_PURSUITS = tuple(re.compile(rf"\b(?:{words})\b") for words in PURSUITS.values())
_PLACE = {name: place for place, name in enumerate(PURSUITS)}

# Measures, from what a beginner to what a competitor has: 0 and 1 on the scale.
_RUN = (450.0, 215.0)  # seconds a kilometre
_SWIM = (160.0, 75.0)  # seconds a hundred metres
_RIDE = (14.0, 36.0)  # kilometres an hour
_MILE = 1.609344
# Nobody trains as fast as they race.
_RACED = 1.05
_RACES = {"marathon": 42.195, "half": 21.0975, "parkrun": 5.0}
_NUMBERS = {"four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_TIME = r"(?:\d{1,2}[:.][0-5]\d|\d{1,2}|four|five|six|seven|eight|nine|ten)"
_TO = r"\s*(?:-|–|to|or|and)\s*"
_RANGE = rf"(?P<low>{_TIME})(?:\s*min(?:ute)?s?\.?)?(?:{_TO}(?P<high>{_TIME}))?"
_PACE = re.compile(
    rf"\b{_RANGE}(?:\s*(?:min(?:ute)?s?\.?|ish|pace))*\s*"
    r"(?:/|per\s+|a\s+|the\s+|an\s+|min(?:ute)?\s+)?\s*"
    r"(?P<unit>km(?!\s*(?:/|an|per)?\s*h)|k\b|kilomet(?:re|er)s?|miles?|mi\b|100\s?m?\b|hundred)",
)
_LENGTH = re.compile(
    rf"\b(?P<unit>100\s?(?:m\b|met(?:re|er)s?)|hundred)\s+in\s+(?:about\s+|around\s+)?{_RANGE}",
)
# "Reps at 4:00-4:20", "28 km at 4:50", "5:25ish": a pace, without saying of what.
_BARE = re.compile(
    rf"\b(?P<low>[2-9]:[0-5]\d)(?:{_TO}(?P<high>[2-9]:[0-5]\d)(?!\d)|\s*ish\b|\s+(?:pace|or\s+so)\b)"
    r"|\bkm\s+at\s+(?:about\s+|around\s+)?(?P<at>[2-9]:[0-5]\d)\b",
)
_AFOOT = re.compile(r"\b(?:\w*run\w*|\d*\s?km?|reps|marathon|jog\w*|pace)\b")
# "First half marathon in 1:55", "17:20 for 5k", "sub-18 5k": a race tells a pace.
_RACE = r"(?P<race>half|marathon|parkrun|(?P<km>5|10)\s?k)\b(?:[\s-]marathon)?"
_TAKEN = (
    r"(?:(?P<hours>[1-5]:[0-5]\d)(?!\d|\s*(?:/|per|a\s+k))|(?P<minutes>\d{2}(?::[0-5]\d)?)"
    r"(?=\s*(?:min|for|5\s?k|10\s?k|to\s+\d\d\s*min)))"
)
_RACED_IN = (
    re.compile(rf"\b{_RACE}[^.;\n]{{0,30}}?\b{_TAKEN}"),
    re.compile(rf"\b{_TAKEN}[^.;\n\d]{{0,12}}?\b{_RACE}"),
)
_SPEED = re.compile(
    r"\b(?P<low>\d{2}(?:\.\d)?)(?:\s*(?:-|–|to|or)\s*(?P<high>\d{2}(?:\.\d)?))?\s*\+?\s*"
    r"(?P<unit>km\s*/\s*h|kmh|kph|km\s+(?:an|per)\s+hour|mph|miles\s+an\s+hour)",
)
_ROPE = re.compile(r"\b(?P<figure>[3-9])(?P<letter>[abc])(?P<plus>\+?)(?!\w)")
_BLOC = re.compile(r"\bV(?P<figure>\d{1,2})\b")
_TONGUE = re.compile(r"\b(?P<letter>[ABC])(?P<figure>[12])\b")
_WORDS = tuple(
    (re.compile(rf"\b(?:{words})\b"), level)
    for words, level in (
        (
            r"couch\s+to\s+5\s?k|c25k|(?:total|absolute|complete)\s+beginners?|never\s+(?:\w+ed|run|swum|ridden)|"
            r"clueless|from\s+scratch|first\s+steps|run\s*/\s*walk|walking\s+half",
            0.03,
        ),
        (
            r"beginners?|newbies?|novices?|new\s+to|just\s+(?:started|starting|bought|begun)|"
            r"start(?:ing)?\s+(?:out|gym|running)|learn(?:ing|ed)?\s+(?:to|the|front|machines)|"
            r"unfit|slow\s+lane",
            0.1,
        ),
        (
            r"slow(?:ly)?|gentle|gently|easy|relaxed|unhurried|plod(?:ding)?|no\s+racers|"
            r"leisurely|stroll(?:ing)?|level\s+walks?|no\s+hills|flat",
            0.22,
        ),
        (r"intermediate|moderate|steady|returning|coming\s+back|improver", 0.48),
        (r"brisk|keen|club|regular(?:ly)?|advanced|hill\s+days?|experienced", 0.68),
        (
            r"fast|hard|strong|heavy|heav(?:y|ier)\s+lifting|deadlifts?|race-?\s?pace|racer|"
            r"racing\s+licen[cs]e|chain\s?gang|intervals?|reps|speed\s*work|sub-\d+|"
            r"cat(?:egory)?\s+[123]|masters|compet(?:e|ing|itive)|projecting|elite|powerlift\w*",
            0.88,
        ),
    )
)
_NOT = re.compile(r"\b(?:not|no|never|isn't|don't|nothing)\s+(?:\w+\s+(?:or\s+)?)?$")

# Letters before a word that are looked at for what turns it round.
_NEAR = 60


@lru_cache(maxsize=1 << 14)
def level_of(text: str) -> Level:
    """Read what somebody pursues and how far on they are.

    What is measured (a pace, a speed, a climbing grade, a language level) goes before words, and
    words before nothing.
    """
    written = folded(text)
    text = written.lower()
    found = [*_measured(text), *_graded(written)]
    measured = [(name, min(max(value, 0.0), 1.0)) for name, value in found]
    bits = 0
    for name, place in _PLACE.items():
        if _PURSUITS[place].search(text) or any(name == one for one, _ in measured):
            bits |= 1 << place
    if measured:
        return Level(bits, sum(value for _, value in measured) / len(measured))
    said = [
        level
        for pattern, level in _WORDS
        for match in pattern.finditer(text)
        if not _NOT.search(text, max(match.start() - _NEAR, 0), match.start())
    ]
    # Of many words the lowest tells most: everybody would like to be fast.
    return Level(bits, (min(said) + sum(said) / len(said)) / 2 if said else None)


def _measured(text: str) -> Iterator[tuple[str, float]]:
    for pattern in (_PACE, _LENGTH):
        for match in pattern.finditer(text):
            yield from _paced(match)
    yield from _run(text)
    for match in _SPEED.finditer(text):
        speed = (float(match["low"]) + float(match["high"] or match["low"])) / 2
        speed *= _MILE if match["unit"].startswith("m") else 1
        yield "cycling", _placed(speed, _RIDE)
    for match in _ROPE.finditer(text):
        figure, letter = int(match["figure"]), "abc".index(match["letter"])
        yield "climbing", (figure + letter / 3 + (0.17 if match["plus"] else 0) - 3.5) / 4.5


def _graded(text: str) -> Iterator[tuple[str, float]]:
    """Read grades that are told by their capital letters."""
    for match in _BLOC.finditer(text):
        yield "climbing", (int(match["figure"]) + 1) / 10
    for match in _TONGUE.finditer(text):
        yield "tongues", ("ABC".index(match["letter"]) * 2 + int(match["figure"]) - 1) / 5


def _paced(match: re.Match[str]) -> Iterator[tuple[str, float]]:
    low, high = match["low"], match["high"] or match["low"]
    unit = match["unit"]
    # "5 km" is a distance; "5 min km" and "six minutes a km" are paces.
    if not re.search(r"[:.]", low + high) and "min" not in match.group():
        return
    seconds = (_seconds(low) + _seconds(high)) / 2
    if unit.startswith(("100", "hundred")):
        if 55 <= seconds <= 300:
            yield "swimming", _placed(seconds, _SWIM)
        return
    yield from _afoot(seconds / (_MILE if unit.startswith("mi") else 1))


def _run(text: str) -> Iterator[tuple[str, float]]:
    if not _AFOOT.search(text):
        return
    for match in _BARE.finditer(text):
        low = match["low"] or match["at"]
        yield from _afoot((_seconds(low) + _seconds(match["high"] or low)) / 2)
    for pattern in _RACED_IN:
        for match in pattern.finditer(text):
            length = float(match["km"] or 0) or _RACES[match["race"]]
            hours = match["hours"]
            taken = 60 * _seconds(hours) if hours else _seconds(match["minutes"])
            yield from _afoot(_RACED * taken / length)


def _afoot(seconds: float) -> Iterator[tuple[str, float]]:
    if 150 <= seconds <= 600:
        yield "running", _placed(seconds, _RUN)


def _seconds(said: str) -> float:
    """Read minutes and seconds; of hours and minutes a sixtieth."""
    if said in _NUMBERS:
        return 60.0 * _NUMBERS[said]
    minutes, _, seconds = said.replace(".", ":").partition(":")
    return 60.0 * int(minutes) + float(seconds or 0)


def _placed(value: float, scale: tuple[float, float]) -> float:
    first, last = scale
    return (value - first) / (last - first)
