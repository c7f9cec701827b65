"""Notices: what to tell each person after a repair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scheduling.problem import Change, Meeting, Problem, Schedule
from scheduling.problem.timeline import slot_numbers
from scheduling.repair.changes import Cancelled, DayChange, EarlyLeave, LateArrival, NoShow

Kind = Literal["off", "moved", "table", "new", "delayed"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that changed for one person.

    Attributes
    ----------
    kind
        ``off`` (a meeting falls away), ``moved`` (another slot), ``table`` (same slot, another
        table), ``new``, or ``delayed`` (same slot, which starts later).
    other
        Who sits opposite; of a team the member.
    cause
        In words, where the changes say it; else "".
    """

    attendee: str
    kind: Kind
    other: str
    before: Meeting | None
    after: Meeting | None
    cause: str = ""

    @property
    def words(self) -> str:
        """One sentence, with ids in place of names."""
        old, new = self.before, self.after
        because = f" {self.cause}" if self.cause else ""
        if self.kind == "new" and new is not None:
            return f"You have a new meeting with {self.other} in slot {new.slot}{_at(new)}."
        if self.kind == "moved" and old is not None and new is not None:
            return (
                f"Your meeting with {self.other} moves from slot {old.slot} to slot "
                f"{new.slot}{_at(new)}.{because}"
            )
        if self.kind == "table" and new is not None:
            return (
                f"Your meeting with {self.other} in slot {new.slot} is now at table "
                f"{new.table}.{because}"
            )
        if self.kind == "delayed" and new is not None:
            return f"Your meeting with {self.other} in slot {new.slot} starts later.{because}"
        slot = old.slot if old is not None else ""
        return f"Your meeting with {self.other} in slot {slot} falls away.{because}"


def write_notices(
    before: Problem,
    problem: Problem,
    schedule: Schedule,
    difference: Sequence[Change],
    changes: Sequence[DayChange],
) -> tuple[Notice, ...]:
    """Return what changed for whom, attendees in the problem's order, then by slot.

    Parameters
    ----------
    before, problem
        Before and after the changes.
    schedule, difference
        The repaired schedule, and how it differs from the published one.
    """
    causes = _causes(changes)
    order = slot_numbers(problem.slots)
    number = {a.id: k for k, a in enumerate(problem.attendees)}
    found: list[tuple[int, int, Notice]] = []
    for change in difference:
        for who, other, kind in _people(problem, change.before, change.after):
            meeting = change.after or change.before
            if meeting is None:
                continue
            cause = causes.get(other, "") if change.before else ""
            told = Notice(who, kind, other, change.before, change.after, cause)
            found.append((number[who], order[meeting.slot], told))
    late = {
        s.id: s.start - o.start
        for o, s in zip(before.slots, problem.slots, strict=True)
        if s.start > o.start
    }
    changed = {change.after for change in difference}
    for meeting in schedule.meetings if late else ():
        if meeting.slot in late and meeting not in changed:
            cause = f"The delay is {late[meeting.slot]:g} minutes."
            for who, other, _ in _people(problem, meeting, meeting):
                told = Notice(who, "delayed", other, meeting, meeting, cause)
                found.append((number[who], order[meeting.slot], told))
    found.sort(key=lambda entry: entry[:2])
    return tuple(notice for _, _, notice in found)


def _people(
    problem: Problem, before: Meeting | None, after: Meeting | None
) -> list[tuple[str, str, Kind]]:
    """Return who is concerned, who sits opposite, and how."""
    whole = {t.id: t.members for t in problem.teams if t.together}

    def seats(meeting: Meeting | None) -> dict[str, str]:
        if meeting is None:
            return {}
        left = whole.get(meeting.team_a, (meeting.a,))
        right = whole.get(meeting.team_b, (meeting.b,))
        return dict.fromkeys(left, meeting.b) | dict.fromkeys(right, meeting.a)

    old, new = seats(before), seats(after)
    concerned: list[tuple[str, str, Kind]] = []
    for who in {**old, **new}:
        if who not in new:
            concerned.append((who, old[who], "off"))
        elif who not in old:
            concerned.append((who, new[who], "new"))
        elif before is not None and after is not None and before.slot != after.slot:
            concerned.append((who, new[who], "moved"))
        else:
            concerned.append((who, new[who], "table"))
    return concerned


def _causes(changes: Sequence[DayChange]) -> dict[str, str]:
    """Return why meetings with a person change, as far as the person is the reason."""
    causes: dict[str, str] = {}
    for change in changes:
        match change:
            case NoShow(who):
                causes[who] = f"{who} is not there."
            case LateArrival(who, slot):
                causes[who] = f"{who} comes later (slot {slot})."
            case EarlyLeave(who, slot):
                causes[who] = f"{who} leaves early (before slot {slot})."
            case Cancelled(a, b):
                causes.setdefault(a, "The meeting was cancelled.")
                causes.setdefault(b, "The meeting was cancelled.")
            case _:
                pass
    return causes


def _at(meeting: Meeting) -> str:
    return f" at table {meeting.table}" if meeting.table else ""
