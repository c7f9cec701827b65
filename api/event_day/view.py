"""A repair before and after it is applied: what was reported, who is told what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.lookup import names_of
from api.attendees.models import Attendee
from api.jobs.queries import JobView
from api.timetable.models import ScheduleVersion
from api.timetable.versions.causes import causes_of
from api.timetable.versions.changes import changes_for, difference
from api.timetable.view import TimetableView
from api.web.wording import counted


@dataclass(frozen=True, slots=True)
class Told:
    """What one person hears; ``mail`` is False where there is no address to write to."""

    name: str
    lines: tuple[str, ...]
    mail: bool


def told_by(
    session: Session, version: ScheduleVersion, shown: TimetableView, fresh: TimetableView
) -> tuple[Told, ...]:
    """List whose agenda a version changes, by name, with what each is told."""
    touched = difference(shown, fresh).people
    causes = causes_of(session, version)
    able = _with_address(session, version.event_id)
    return tuple(
        Told(
            person.name,
            tuple(changes_for(shown, fresh, person.id, causes)),
            person.id in able,
        )
        for person in fresh.people
        if person.id in touched
    )


def summary_of(
    session: Session, job: JobView, shown: TimetableView, fresh: TimetableView
) -> tuple[str, ...]:
    """Say in a few lines what a repair changes."""
    change = difference(shown, fresh)
    lines = [
        f"{counted(number, 'meeting')} {'is' if number == 1 else 'are'} {what}."
        for number, what in (
            (change.dropped, "off"),
            (change.moved, "moved to another time or table"),
            (change.added, "new"),
        )
        if number
    ]
    moved = len(job.result["moved"])
    if moved:
        who = "1 person has" if moved == 1 else f"{moved} people have"
        lines.append(f"{who} a meeting moved or given up to make room for others.")
    elif lines:
        lines.append("Nobody else has to move.")
    unplaced = job.result["unplaced"]
    names = names_of(session, job.payload["event_id"], {key for pair in unplaced for key in pair})
    for a, b in unplaced:
        lines.append(f"There is no place for {names.get(a, a)} and {names.get(b, b)} to meet.")
    return tuple(lines) or ("Nobody’s agenda changes.",)


def _with_address(session: Session, event_id: str) -> Collection[str]:
    return set(
        session.scalars(
            select(Attendee.id).where(
                Attendee.event_id == event_id, Attendee.email != "", Attendee.left_at.is_(None)
            )
        )
    )
