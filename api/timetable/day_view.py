"""A repair before and after it is applied: what was reported, who is told what, is it still so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.models import Event
from api.jobs.queries import JobView
from api.timetable import queries
from api.timetable.causes import causes_of, repair_of
from api.timetable.changes import changes_for, difference
from api.timetable.day_choices import DayChoices
from api.timetable.models import ScheduleVersion
from api.timetable.view import MeetingView, TimetableView
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
    job: JobView, shown: TimetableView, fresh: TimetableView, choices: DayChoices
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
    names = choices.names()
    for a, b in job.result["unplaced"]:
        lines.append(f"There is no place for {names.get(a, a)} and {names.get(b, b)} to meet.")
    return tuple(lines) or ("Nobody’s agenda changes.",)


def stale_reason(session: Session, version: ScheduleVersion, moment: dt.datetime) -> str:
    """Say why a repair can no longer be applied as it is; "" where it can, or is no repair."""
    job = repair_of(session, version)
    if job is None or version.published_at is not None:
        return ""
    shown = queries.published(session, version.event_id)
    if shown is None or shown.number != job.payload["of"]:
        return "Another version has been published since this was worked out."
    event = session.get_one(Event, version.event_id)
    since = dt.datetime.fromisoformat(job.result["from"])
    old, fresh = (queries.view(session, event, v) for v in (shown, version))
    if any(since <= m.slot.starts <= moment for m in _touched(old, fresh)):
        return "Meetings that this would change have begun in the meantime."
    return ""


def _touched(old: TimetableView, fresh: TimetableView) -> list[MeetingView]:
    """Meetings as they were or will be, where the two differ."""
    was = {(m.id, m.slot.key, m.table): m for m in old.held()}
    will = {(m.id, m.slot.key, m.table): m for m in fresh.held()}
    return [meeting for key, meeting in {**was, **will}.items() if (key in was) != (key in will)]


def _with_address(session: Session, event_id: str) -> Collection[str]:
    return set(
        session.scalars(
            select(Attendee.id).where(
                Attendee.event_id == event_id, Attendee.email != "", Attendee.left_at.is_(None)
            )
        )
    )
