"""B2B meeting scheduling instances, MiniZinc data (.dzn) in both dialects, as a Problem.

The problem is that of Bofill et al., JAIR 74 (2022) 263-301: all meetings are given, the fewest
breaks are sought. The JSON format of problems is `api.formats.problem`.
"""

from __future__ import annotations

import re
from pathlib import Path

from api.faults import InputFault, InputFaults
from scheduling.problem import (
    Attendee,
    GivenMeeting,
    Objective,
    Problem,
    ProblemFaults,
    Slot,
    Table,
)

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
    InputFaults
        When the file cannot be read, a field is missing or has the wrong number of entries.
    """
    try:
        return parse_dzn(path.read_text(encoding="utf-8", errors="replace"), break_spread)
    except OSError as error:
        fault = InputFault(str(path), "It cannot be read.", "Check the path.")
        raise InputFaults([fault]) from error
    except ProblemFaults as error:
        raise InputFaults(
            InputFault(f"{path.name}, {f.where}", f.what, f.remedy) for f in error.faults
        ) from error
    except ValueError as error:
        fault = InputFault(path.name, f"{error}.", "Correct it, or give a problem.json.")
        raise InputFaults([fault]) from error


def parse_dzn(text: str, break_spread: int | None = 2) -> Problem:
    """Read an instance from its text; see `read_dzn`.

    Raises
    ------
    ValueError
        When a field is missing or has the wrong number of entries.
    """
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
