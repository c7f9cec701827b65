"""Who is away when they were to meet: people's time stays as it was when slots move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.events.availability import read_spans, slots_within, spans_of_slots, written
from api.events.models import Event
from api.events.stored import StoredEvent
from api.timetable.view import MeetingView, TimetableView
from scheduling.problem import Problem, Schedule


def note_times(session: Session, event: Event) -> None:
    """Before slots move: keep as instants when those are there who have named slots."""
    stored = StoredEvent.of(event)
    for person in _with_times(session, event.id):
        if person.there is None:
            person.there = written(spans_of_slots(person.available or (), stored))


def follow_times(session: Session, event: Event) -> None:
    """After slots have moved: name anew the slots within everybody's time."""
    stored = StoredEvent.of(event)
    for person in _with_times(session, event.id):
        if person.there is not None:
            fits = list(slots_within(read_spans(person.there), stored))
            if fits != person.available:
                person.available, person.changed_at = fits, now()


def away(
    session: Session, event_id: str, view: TimetableView, moment: dt.datetime
) -> dict[str, tuple[MeetingView, ...]]:
    """Find meetings to come at which somebody is away, by attendee row id."""
    there = {person.id: set(person.available or ()) for person in _with_times(session, event_id)}
    found: dict[str, tuple[MeetingView, ...]] = {}
    for meeting in view.held():
        for side in (meeting.a, meeting.b):
            keys = there.get(side.id)
            if keys is not None and meeting.slot.key not in keys and meeting.slot.starts > moment:
                found[side.id] = (*found.get(side.id, ()), meeting)
    return found


def as_they_are_there(problem: Problem, people: Iterable[Attendee]) -> Problem:
    """Take from people of a problem the slots in which they are not there any more."""
    there = {row.key: set(row.available) for row in people if row.available is not None}
    order = [slot.id for slot in problem.slots]
    attendees = []
    for person in problem.attendees:
        if person.id in there:
            had = order if person.available is None else person.available
            kept = tuple(slot for slot in had if slot in there[person.id])
            person = replace(person, available=kept)
        attendees.append(person)
    return replace(problem, attendees=tuple(attendees))


def keeping_meetings(problem: Problem, schedule: Schedule, left: Collection[str]) -> Problem:
    """Let people be there in what they have, whatever else is known of their times.

    Whose meeting no longer fits is for a repair that somebody looks at first. Who has ``left`` is
    there for nothing more.
    """
    own: dict[str, set[str]] = {}
    for meeting in schedule.meetings:
        for side in (meeting.a, meeting.b):
            own.setdefault(side, set()).add(meeting.slot)
    order = [slot.id for slot in problem.slots]
    attendees = []
    for person in problem.attendees:
        had = set(order) if person.available is None else set(person.available)
        kept = (set() if person.id in left else had) | own.get(person.id, set())
        if kept != had:
            person = replace(person, available=tuple(slot for slot in order if slot in kept))
        attendees.append(person)
    return replace(problem, attendees=tuple(attendees))


def _with_times(session: Session, event_id: str) -> list[Attendee]:
    rows = session.scalars(
        select(Attendee).where(
            Attendee.event_id == event_id,
            Attendee.left_at.is_(None),
            Attendee.available.is_not(null()),
        )
    )
    return [person for person in rows if person.available is not None]
