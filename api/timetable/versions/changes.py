"""What a version changes for people against the one they see."""

from __future__ import annotations

from dataclasses import dataclass

from api.timetable.versions.causes import Causes
from api.timetable.view import MeetingView, TimetableView
from api.web.wording import given

NONE = Causes()


@dataclass(frozen=True, slots=True)
class Difference:
    """Meetings added, dropped, moved (time or table), and the ids of the people touched."""

    added: int
    dropped: int
    moved: int
    people: frozenset[str]

    def in_words(self) -> tuple[str, ...]:
        """Lines for the organiser; () when nothing changes."""
        if not self.people:
            return ()
        lines = [_count(len(self.people), "person gets", "people get") + " another agenda"]
        for number, what in ((self.added, "new"), (self.moved, "moved"), (self.dropped, "dropped")):
            if number:
                lines.append(_count(number, "meeting is", "meetings are") + f" {what}")
        return tuple(lines)


def difference(shown: TimetableView | None, fresh: TimetableView) -> Difference:
    """Compare a version with the one shown; without one everybody's agenda is new."""
    before = {m.id: m for m in shown.held()} if shown else {}
    after = {m.id: m for m in fresh.held()}
    added = after.keys() - before.keys()
    dropped = before.keys() - after.keys()
    moved = {
        key for key in after.keys() & before.keys() if _place(after[key]) != _place(before[key])
    }
    touched = [after.get(key) or before[key] for key in (*added, *dropped, *moved)]
    people = frozenset(person.id for m in touched for person in (m.a, m.b))
    return Difference(len(added), len(dropped), len(moved), people)


def changes_for(
    shown: TimetableView | None, fresh: TimetableView, person_id: str, causes: Causes = NONE
) -> list[str]:
    """Say what a version changes for one person; nothing when it is the first they see.

    ``causes`` says why, where the organiser reported it.
    """
    if shown is None:
        return []
    before = {m.id: m for m in shown.of(person_id) if not m.cancelled}
    after = {m.id: m for m in fresh.of(person_id) if not m.cancelled}
    lines: list[str] = []
    times = fresh.times
    if any(person.id == person_id and person.key in causes.absent for person in fresh.people):
        lines.append("You are marked as not here. If you are, please tell the organisers.")
    for key, meeting in after.items():
        name = meeting.other(person_id).name
        old = before.get(key)
        if old is None:
            place = f", {meeting.table}" if meeting.table else ""
            lines.append(f"New {times.in_sentence(meeting.slot.starts)}: {name}{place}.")
        elif old.slot.key != meeting.slot.key:
            why = _because(causes, meeting, person_id)
            now, was = times.in_sentence(meeting.slot.starts), times.alone(old.slot.starts)
            lines.append(f"{name} is now {now} (was {was}){why}.")
        elif old.table != meeting.table:
            lines.append(f"{name}: now at {meeting.table} (was {old.table}).")
    for key, meeting in before.items():
        if key not in after:
            name, why = meeting.other(person_id).name, _because(causes, meeting, person_id)
            at = times.alone(meeting.slot.starts)
            lines.append(f"{at} with {name} no longer takes place{why}.")
    return lines


def _because(causes: Causes, meeting: MeetingView, person_id: str) -> str:
    other = meeting.other(person_id)
    why = causes.why.get(other.key)
    return f": {given(other.name)} {why}" if why else ""


def _place(meeting: MeetingView) -> tuple[str, str]:
    return meeting.slot.key, meeting.table


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
