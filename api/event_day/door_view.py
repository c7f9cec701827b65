"""What the door is told of somebody: whom they meet next, and whether the timetable knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.event_day.arrivals import Arrival
from api.events.models import Event
from api.timetable import queries
from api.timetable.agenda.days import next_meeting
from api.timetable.versions.day_choices import DayChoices

Standing = Literal["", "new", "missing"]
"""``new``: the timetable does not know them; ``missing``: they were reported as not here."""


@dataclass(frozen=True, slots=True)
class AtTheTable:
    """Somebody who stands at the door.

    Attributes
    ----------
    next
        Whom they meet next, when and where, in a sentence; empty where there is nobody.
    standing
        Why they have no meetings, where the reason is one that the door can mend.
    """

    person: Arrival
    next: str = ""
    standing: Standing = ""


def at_the_table(session: Session, event_id: str, person: Arrival) -> AtTheTable:
    """Say what is ahead of somebody in the timetable that people see."""
    version = queries.published(session, event_id)
    if version is None:
        return AtTheTable(person)
    event, moment = session.get_one(Event, event_id), now()
    choices = DayChoices(session, event, version, moment)
    if not choices.slots:
        return AtTheTable(person)
    standing = _standing(choices, person)
    view = queries.view(session, event, version, of=person.id, bare=True)
    meeting = next_meeting(view, person.id, moment)
    if meeting is None:
        return AtTheTable(person, "", standing)
    other = meeting.other(person.id)
    here = session.scalar(select(Attendee.checked_in_at).where(Attendee.id == other.id))
    at = f"at {meeting.table}, " if meeting.table else ""
    absent = "" if here else ", who is not here yet"
    said = f"{view.times.alone(meeting.slot.starts)} {at}with {other.name}{absent}."
    return AtTheTable(person, said, standing)


@dataclass(frozen=True, slots=True)
class DoorMeeting:
    """One meeting to come of somebody at the door."""

    time: str
    table: str
    zone: str
    other: str
    organisation: str
    here: bool


@dataclass(frozen=True, slots=True)
class DoorAgenda:
    """What remains of somebody's day.

    Attributes
    ----------
    standing
        See `Standing`.
    more
        Whether there are times left in which they meet nobody, so that looking again may help.
    """

    meetings: tuple[DoorMeeting, ...]
    standing: Standing
    more: bool


def agenda_at_door(session: Session, event_id: str, person: Arrival) -> DoorAgenda:
    """Gather what remains of somebody's day in the timetable that people see."""
    version = queries.published(session, event_id)
    if version is None:
        return DoorAgenda((), "", False)
    event, moment = session.get_one(Event, event_id), now()
    view = queries.view(session, event, version, of=person.id, bare=True)
    coming = [m for m in view.of(person.id) if not m.cancelled and m.slot.ends > moment]
    others = [meeting.other(person.id) for meeting in coming]
    present = select(Attendee.id).where(Attendee.id.in_([other.id for other in others]))
    here = set(session.scalars(present.where(Attendee.checked_in_at.is_not(None))))
    choices = DayChoices(session, event, version, moment)
    free = {slot.key for slot in choices.coming} - {m.slot.key for m in coming}
    return DoorAgenda(
        tuple(
            DoorMeeting(
                view.times.span(meeting.slot.starts, meeting.slot.ends),
                meeting.table,
                meeting.zone,
                other.name,
                other.organisation,
                other.id in here,
            )
            for meeting, other in zip(coming, others, strict=True)
        ),
        _standing(choices, person),
        bool(free) and choices.can_repair,
    )


def _standing(choices: DayChoices, person: Arrival) -> Standing:
    guest = choices.people([person.key]).get(person.key)
    if guest is None or not (choices.coming and choices.can_repair):
        return ""
    return "new" if not guest.known else "" if guest.here else "missing"
