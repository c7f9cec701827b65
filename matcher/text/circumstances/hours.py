"""Times in words: the parts of the week that a text names ("Sunday mornings", "before work")."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.text.folding import folded

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Early is before work; the day is the hours between breakfast and supper.
PARTS = ("early", "morning", "noon", "afternoon", "evening")
WIDTH = len(DAYS) * len(PARTS)
ALWAYS = (1 << WIDTH) - 1

_WEEK, _END = frozenset(range(5)), frozenset((5, 6))
_ALL = frozenset(range(7))
_SPAN = r"\s*(?:-|–|to|till|until|through)\s*"
_DAY = (
    r"(?:mon(?:days?)?|tue(?:s|sdays?)?|wed(?:s|nesdays?)?|thu(?:rs?|rsdays?)?|fri(?:days?)?|"
    r"sat(?:s|urdays?)?|sun(?:days?)?)"
)
# "I sat on three boards", "sat nav", "lunch in the sun": no day of the week.
_NO_DAY = (
    r"(?!(?:(?<=\bi\s)|(?<=\bwe\s)|(?<=\bhe\s)|(?<=\bthey\s)|(?<=\bwho\s)|(?<=\bhave\s)|(?<=\bhas\s)|"
    r"(?<=\bhad\s)|(?<=\bve\s)|(?<=\balso\s))sat\b|(?<=\bthe\s)sun\b|"
    r"sat(?:[\s-]nav|\s(?:down|through|next|together|beside|as|for|with)|"
    r"\s(?:on|in|at|by|around)\s(?!the\s(?:morning|afternoon|evening)|\d))\b)"
)
# "Early-stage", "early years", "early in May": no time of the day.
_NO_HOUR = (
    r"[-–]\w|\s(?:start-?\s?ups?|stages?|years?|career|adopt\w*|childhood|phases?|modern|access|days|"
    r"versions?|warnings?|interventions?|learn\w*|detection|customers?|users?|music|drafts?|"
    r"feedback|research\w*|educat\w*|invest\w*|funding|rounds?|retire\w*|ideas?|in\s(?!the\s)|"
    r"spring|summer|autumn|winter|(?:in\s)?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)"
    r"\w*|\d|(?:in|on)\s(?:the|our|my|this)\s(?:year|season|project|process|design))"
)
_CLOCK = r"(?:[01]?\d|2[0-3])"
_NAMED_HOUR = "five|six|seven|eight|nine|ten|eleven|twelve"
_HOURS = {name: 5 + number for number, name in enumerate(_NAMED_HOUR.split("|"))}
# Behind a number that counts something and is no hour of the day.
_AMOUNT = (
    r"(?:\s?(?:-|–|to)\s?\d+)?\s*(?:years?|months?|weeks?|days?|hours?|min|km|k\b|miles?|m\b|people|"
    r"lengths?|kids|babies|children|%|€|£|\$|euros?\b|eur\b|pounds?\b|dollars?\b|kg\b|kilos?\b|"
    r"tonn?es?\b|lit(?:re|er)s?\b|per\s?cent|rounds?\b|staff\b|members?\b|seats?\b|beds?\b|"
    r"countries\b|companies\b|suppliers?\b|projects?\b|meetings?\b|others\b|different\b)"
)
_TOKEN = re.compile(
    rf"""\b(?:
    (?P<span>{_DAY}{_SPAN}{_DAY})\b
    |(?P<day>{_NO_DAY}{_DAY})\b\.?
    |(?P<week>week-?\s?days?|mid-?\s?week|
        (?<!times\s)(?<!once\s)(?<!twice\s)(?:in|during|through)\s+the\s+week|work(?:ing)?\s?days|
        school\s?days|week-?\s?nights?)\b
    |(?P<end>week-?\s?ends?)\b
    |(?P<early>before\s+(?:the\s+)?(?:work(?:ing)?|office|breakfast|school|dawn|sunrise|
        (?:the\s+)?house\s+wakes|(?:the\s+)?kids)|early\s+mornings?|early\s+(?:start(?!-?\s?ups?)|runs?|swims?|
        rides?|bird|hours)|crack\s+of\s+dawn|(?:at\s+)?(?:dawn|sunrise)|up\s+at\s+(?:five|six)|
        first\s+thing)\b
    |(?P<evening>(?:early\s+|late\s+)?(?:evenings?|nights?)|after\s+(?:the\s+)?(?:work|office|
        school|dinner|supper|dark|bedtime|kids)|after-work|post-work)\b
    |(?P<noon>lunch\s?-?(?:times?|breaks?|hours?)?|midday|noon|at\s+lunch)\b
    |(?P<afternoon>afternoons?|after\s+lunch)\b
    |(?P<daytime>day-?\s?times?|during\s+the\s+day|school\s+hours|all\s+day|whole\s+days?|
        full\s+days?)\b
    |(?P<morning>mornings?|after\s+breakfast)\b
    |(?P<early_word>early)\b(?!{_NO_HOUR})
    |(?P<clock>(?:(?P<relation>before|by|after|from|past|at|half|round|around|about|til|till|until)
        \s+)?(?:half\s+(?:past\s+)?)?
        (?:(?P<named>{_NAMED_HOUR})|(?P<hour>{_CLOCK})(?:[:.](?P<minute>[0-5]\d))?)
        (?:-?ish\b|\s?h\b)?(?:(?=[ap]\.?m\b)|(?!\w|[.,:/]\d|{_AMOUNT}))
        \s*(?P<half>[ap]\.?m\.?\b|o'clock|in\s+the\s+(?:morning|evening|afternoon))?)
    )""",
    re.VERBOSE,
)
# "Mornings are impossible", "evenings only": what stands beside a time turns it round or closes it.
_NEVER = re.compile(
    r"\b(?:not|no|never|can't|cannot|can’t|except|but\s+not|avoid|nor|isn't|hate|rather\s+than)"
    r"\s+(?:\w+\s+){0,2}$",
)
_IMPOSSIBLE = re.compile(
    r"^\s*(?:(?:is|are)\s+(?:impossible|out|no\s+good|not|hopeless|difficult|hard|taken)|"
    r"(?:don't|doesn't|do\s+not|never|won't)\b)",
)
_CLAUSE = re.compile(r"[.;!?]\s|\n")
# Letters before a time that are looked at for what turns it round.
_NEAR = 60


@lru_cache(maxsize=1 << 14)
def hours_of(text: str) -> tuple[int, int]:
    """Read the times a text names.

    Parameters
    ----------
    text
        What a person wrote, one or many sentences.

    Returns
    -------
    tuple of int
        Bits of `WIDTH` parts of the week, Monday early first: of the times named, and of those
        that expressly do not suit. (0, 0) where no time is named.
    """
    named = shut = 0
    for clause in _CLAUSE.split(folded(text).lower()):
        suits, not_ = _clause_hours(clause)
        named |= suits
        shut |= not_
    return named & ~shut, shut


def parts_of_day(hours: int) -> int:
    """Give the bits of the parts of the day, of any day, from bits of the week."""
    found = 0
    while hours:
        found |= hours & ((1 << len(PARTS)) - 1)
        hours >>= len(PARTS)
    return found


def _clause_hours(clause: str) -> tuple[int, int]:
    runs: list[tuple[bool, set[int], bool]] = []
    for token in _TOKEN.finditer(clause):
        found = _read(token)
        if found is None:
            continue
        is_day, values = found
        before = max(token.start() - _NEAR, 0)
        shut = bool(
            _NEVER.search(clause, before, token.start()) or _IMPOSSIBLE.match(clause[token.end() :])
        )
        if runs and runs[-1][0] is is_day and runs[-1][2] is shut:
            runs[-1][1].update(values)
        else:
            runs.append((is_day, set(values), shut))
    named = shut_bits = 0
    for days, parts, shut in _paired(runs):
        bits = _bits(days, parts)
        named |= 0 if shut else bits
        shut_bits |= bits if shut else 0
    return named, shut_bits


def _paired(runs: list[tuple[bool, set[int], bool]]) -> list[tuple[set[int], set[int], bool]]:
    """Put days and parts that stand next to one another together, in the order they come."""
    found: list[tuple[set[int], set[int], bool]] = []
    at = 0
    while at < len(runs):
        is_day, values, shut = runs[at]
        following = runs[at + 1] if at + 1 < len(runs) else None
        if following is not None and following[0] is not is_day and following[2] is shut:
            days, parts = (values, following[1]) if is_day else (following[1], values)
            found.append((days, parts, shut))
            at += 2
            continue
        days = values if is_day else set()
        found.append((days, set() if is_day else values, shut))
        at += 1
    return found


def _bits(days: set[int], parts: set[int]) -> int:
    if not days:
        # Before and after work and lunch hours are of working days; a morning is of any.
        days = set(_WEEK) if parts <= {0, 2, 4} else set(_ALL)
    parts = parts or set(range(len(PARTS)))
    return sum(1 << (day * len(PARTS) + part) for day in days for part in parts)


def _read(token: re.Match[str]) -> tuple[bool, frozenset[int]] | None:
    """Give (is it a day, which), or None for a number that is no time."""
    kind = token.lastgroup
    said = token.group()
    if token.group("span"):
        first, last = (_day(name) for name in re.findall(_DAY, said))
        return True, frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
    if token.group("day"):
        return True, frozenset({_day(said)})
    if token.group("week"):
        return True, _WEEK
    if token.group("end"):
        return True, _END
    if token.group("clock"):
        return _clock(token)
    if kind == "daytime":
        return False, frozenset({1, 2, 3})
    if kind == "early_word":
        return False, frozenset({0})
    if kind == "morning":
        return False, frozenset({0, 1})
    place = {name: number for number, name in enumerate(PARTS)}
    return (False, frozenset({place[kind]})) if kind in place else None


def _day(name: str) -> int:
    return DAYS.index(name[:3])


def _clock(token: re.Match[str]) -> tuple[bool, frozenset[int]] | None:
    half, relation = token.group("half") or "", token.group("relation") or ""
    named = token.group("named")
    # "5:30" alone is a pace, "six" a number: only what says that it is a time is one.
    bounded = relation in ("before", "after", "from")
    timely = (named and (bounded or relation in ("half", "at"))) or (
        bounded and token.group("minute") is None
    )
    if not half and not timely:
        return None
    hour = _HOURS[named] if named else int(token.group("hour"))
    if "p" in half[:1] or "evening" in half or "afternoon" in half:
        hour += 12 if hour < 12 else 0
    elif not half and hour < {"after": 9, "from": 8}.get(relation, 0):
        hour += 12
    if relation in ("before", "by"):
        hour -= 1
    return False, frozenset({_part(hour)})


def _part(hour: int) -> int:
    for part, end in enumerate((8, 12, 14, 17)):
        if hour < end:
            return part
    return 4
