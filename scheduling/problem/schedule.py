"""Meeting and Schedule: who meets when and where; and the difference of two schedules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduling.problem.entities import Slot
from scheduling.problem.timeline import slot_numbers


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    """One meeting.

    Attributes
    ----------
    slot, table
        Ids; ``table`` is "" where the problem has no tables.
    a, b
        Attendee ids of those who sit (for a team the member).
    id
        Of the given meeting, mode ``all_meetings``; else "".
    team_a, team_b
        The team that ``a``, ``b`` sits for; "" where they sit for themselves.
    """

    slot: str
    a: str
    b: str
    table: str = ""
    id: str = ""
    team_a: str = ""
    team_b: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Meetings sorted by slot (in the problem's order), then ids."""

    meetings: tuple[Meeting, ...]

    def __len__(self) -> int:
        return len(self.meetings)

    @classmethod
    def in_order(cls, meetings: Iterable[Meeting], slots: Sequence[Slot]) -> Schedule:
        """Sort meetings as a schedule has them."""
        number = slot_numbers(slots)
        return cls(tuple(sorted(meetings, key=lambda m: (number[m.slot], m))))


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting's fate between two schedules: added, removed, or moved in time or place."""

    before: Meeting | None
    after: Meeting | None


def difference(before: Schedule, after: Schedule) -> tuple[Change, ...]:
    """List what changed; a pair (or given meeting) at another slot or table has moved.

    Applying the result to ``before`` (drop each ``before``, add each ``after``) gives ``after``.
    """
    old = {_key(m): m for m in before.meetings}
    new = {_key(m): m for m in after.meetings}
    changes = [
        Change(old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
    return tuple(changes)


def _key(meeting: Meeting) -> tuple[str, str, str]:
    if meeting.id:
        return (meeting.id, "", "")
    first, second = sorted((meeting.team_a or meeting.a, meeting.team_b or meeting.b))
    return ("", first, second)
