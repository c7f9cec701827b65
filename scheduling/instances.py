"""B2B meeting scheduling instances, MiniZinc data (.dzn) in both dialects, to and from Problem.

The problem is that of Bofill et al., JAIR 74 (2022) 263-301: all meetings are given, the fewest
breaks are sought. The JSON format of problems is `api.timetable.formats`.
"""

from __future__ import annotations

import re
from pathlib import Path

from scheduling.problem import Problem
from scheduling.rules import Attendee, GivenMeeting, Objective, Slot, Table

SLOT_MINUTES = 20

# Field names of the English (2022) and the Catalan (2014) dialect.
ENGLISH = {
    "people": "nBusiness",
    "meetings": "nMeetings",
    "tables": "nTables",
    "slots": "nTotalSlots",
    "morning": "nMorningSlots",
    "requested": "requested",
    "forbidden": "forbidden",
    "fixed": "fixed",
    "precedences": "precedences",
}
CATALAN = {
    "people": "nEmpreses",
    "meetings": "nReunions",
    "tables": "nTaules",
    "slots": "nFrangesTotal",
    "morning": "nFrangesMati",
    "requested": "demanades",
    "forbidden": "prohibides",
    "fixed": "fixat",
    "precedences": "precedencies",
}
MORNING, AFTERNOON, EITHER = 1, 2, 3


def read_dzn(path: Path, break_spread: int | None = 2) -> Problem:
    """Read an instance; people, meetings, slots and tables are called "1", "2", ...

    Parameters
    ----------
    break_spread
        The instance's d, which the files do not hold; 2 is the published standard.

    Raises
    ------
    ValueError
        When a field is missing or has the wrong number of entries.
    """
    return parse_dzn(path.read_text(encoding="utf-8", errors="replace"), break_spread)


def parse_dzn(text: str, break_spread: int | None = 2) -> Problem:
    """Read an instance from its text; see `read_dzn`."""
    fields = _fields(text)
    names = CATALAN if CATALAN["people"] in fields else ENGLISH

    def number(name: str) -> int:
        if names[name] not in fields:
            raise ValueError(f"the instance lacks the field {names[name]}")
        return int(fields[names[name]])

    people, count, slots = number("people"), number("meetings"), number("slots")
    morning = number("morning")
    rows = _rows(fields.get(names["requested"], ""))
    forbidden = _sets(fields.get(names["forbidden"], "")) or [set()] * people
    fixed = _numbers(fields.get(names["fixed"], "")) or [0] * count
    earlier = _sets(fields.get(names["precedences"], "")) or [set()] * count
    sizes = {
        "requested": (len(rows), count),
        "forbidden": (len(forbidden), people),
        "fixed": (len(fixed), count),
        "precedences": (len(earlier), count),
    }
    for name, (found, wanted) in sizes.items():
        if found != wanted:
            raise ValueError(f"{names[name]} has {found} entries instead of {wanted}")
    sessions = {MORNING: range(1, morning + 1), AFTERNOON: range(morning + 1, slots + 1)}
    return Problem(
        attendees=tuple(
            Attendee(str(row + 1), available=_open(slots, shut))
            for row, shut in enumerate(forbidden)
        ),
        slots=tuple(
            Slot(str(t), SLOT_MINUTES * (t - 1), SLOT_MINUTES * t) for t in range(1, slots + 1)
        ),
        tables=tuple(Table(str(t)) for t in range(1, number("tables") + 1)),
        meetings=tuple(
            GivenMeeting(
                str(m + 1),
                str(a),
                str(b),
                slots=_allowed(fixed[m], sessions.get(session)),
                after=tuple(str(other) for other in sorted(earlier[m]) if other > 0),
            )
            for m, (a, b, session) in enumerate(rows)
        ),
        objective=Objective(mode="all_meetings", break_spread=break_spread),
    )


def _open(slots: int, shut: set[int]) -> tuple[str, ...] | None:
    """Open slots; 0 in the files is a filler."""
    if not shut - {0}:
        return None
    return tuple(str(t) for t in range(1, slots + 1) if t not in shut)


def _allowed(fixed: int, session: range | None) -> tuple[str, ...] | None:
    if fixed:
        return (str(fixed),)
    return None if session is None else tuple(str(t) for t in session)


def _fields(text: str) -> dict[str, str]:
    bare = re.sub(r"%[^\n]*", "", text)
    return {name: value.strip() for name, value in re.findall(r"(\w+)\s*=\s*([^;]*)(?:;|\Z)", bare)}


def _numbers(value: str) -> list[int]:
    return [int(word) for word in re.findall(r"-?\d+", value)]


def _rows(value: str) -> list[tuple[int, int, int]]:
    flat = _numbers(value)
    if len(flat) % 3:
        raise ValueError("meetings are rows of two people and a session")
    return list(zip(flat[0::3], flat[1::3], flat[2::3], strict=True))


def _sets(value: str) -> list[set[int]]:
    found = re.findall(r"\{([^}]*)\}|(\d+)\s*\.\.\s*(\d+)", value)
    return [
        set(range(int(low), int(high) + 1)) if low else set(_numbers(inside))
        for inside, low, high in found
    ]


def write_dzn(problem: Problem) -> str:
    """Write a problem of given meetings in the English dialect.

    People, meetings and slots become numbers in the problem's order. Each meeting's ``slots``
    becomes a session if it is a prefix or suffix of the slots, or a fixed slot.

    Raises
    ------
    ValueError
        When the problem says more than the format can.
    """
    place = {slot.id: row for row, slot in enumerate(problem.slots, start=1)}
    person = {one.id: row for row, one in enumerate(problem.attendees, start=1)}
    number = {meeting.id: row for row, meeting in enumerate(problem.meetings, start=1)}
    every = set(place.values())
    lists = [every if m.slots is None else {place[s] for s in m.slots} for m in problem.meetings]
    morning = _morning(lists, len(place))
    requested, fixed = [], []
    for meeting, allowed in zip(problem.meetings, lists, strict=True):
        session = EITHER
        if len(allowed) == 1 and len(place) > 1:
            fixed.append(min(allowed))
        else:
            fixed.append(0)
            session = _session(allowed, morning, len(place))
        requested.append(f"|{person[meeting.a]}, {person[meeting.b]}, {session}")
    shut = [
        {0} if one.available is None else {0} | (every - {place[s] for s in one.available})
        for one in problem.attendees
    ]
    after = [{0} | {number[name] for name in meeting.after} for meeting in problem.meetings]
    lines = [
        f"nBusiness = {len(person)};",
        f"nMeetings = {len(number)};",
        f"nTables = {len(problem.tables) or len(person)};",
        f"nTotalSlots = {len(place)};",
        f"nMorningSlots = {morning};",
        "requested = [" + ",\n".join(requested) + "|];",
        "forbidden = [" + ", ".join(map(_set, shut)) + "];",
        "fixed = [" + ", ".join(map(str, fixed)) + "];",
        "precedences = [" + ", ".join(map(_set, after)) + "];",
    ]
    return "\n".join(lines) + "\n"


def _set(numbers: set[int]) -> str:
    return "{" + ",".join(map(str, sorted(numbers))) + "}"


def _morning(lists: list[set[int]], slots: int) -> int:
    """Last slot of the morning, as told by the first meeting that has a session."""
    for allowed in lists:
        if 1 < len(allowed) < slots:
            return max(allowed) if min(allowed) == 1 else min(allowed) - 1
    return slots


def _session(allowed: set[int], morning: int, slots: int) -> int:
    for session, span in (
        (EITHER, range(1, slots + 1)),
        (MORNING, range(1, morning + 1)),
        (AFTERNOON, range(morning + 1, slots + 1)),
    ):
        if allowed == set(span):
            return session
    raise ValueError("a meeting's slots are neither a session nor a single slot")
