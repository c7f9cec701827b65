"""Everything is late: the rest of a day starts later, and those with meetings then are told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.event_day.away import follow_times, note_times
from api.event_days import APART
from api.events import log
from api.events.models import Break, Event, Slot
from api.events.queries import days_of
from api.jobs import service as jobs
from api.jobs.models import Job
from api.mail.composing import Mail
from api.timetable import queries
from api.timetable.agenda.delayed import Delay
from api.timetable.agenda.mails import Occasion, unworded
from api.timetable.time_changes import DELAYED, UNDELAYED
from api.timetable.versions.day_choices import times_of
from api.timetable.versions.held import held, people_of
from api.web.event_times import EventTimes
from api.web.wording import clock, counted, listed

TELL = "tell-delay"
"""Kind of the job that tells people of a delay."""
_RECENT = dt.timedelta(hours=12)
MINUTES = (5, 10, 15, 20, 30, 45, 60)


def delay(session: Session, event_id: str, slot_key: str, minutes: int, account_id: str) -> None:
    """Move a slot and all that comes later on its day, breaks too, and tell people by a job.

    Nobody's meetings change, so the version people see stays; only its times move. When people are
    there does not: whose meeting now goes on after they leave is for `api.event_day.away`. A slot
    that has begun by then is not to be named.
    """
    queries.hold_event(session, event_id)
    event = session.get_one(Event, event_id, populate_existing=True)
    first, at = _move(session, event, slot_key, minutes)
    log.record(session, DELAYED, event_id, account_id, time=at, minutes=minutes)
    _tell(session, event_id, slot_key, first, minutes, account_id)


def what_moves(session: Session, event_id: str, slot_key: str, minutes: int) -> tuple[str, ...]:
    """Say what a delay would move and whom it concerns; nothing is changed."""
    event = session.get_one(Event, event_id)
    first = next(slot.starts_at for slot in event.slots if slot.key == slot_key)
    rest = _rest_of_day(event, slot_key, first)
    slots = [part for part in rest if isinstance(part, Slot)]
    times, later = times_of(event), dt.timedelta(minutes=minutes)
    last = max(part.ends_at for part in slots)
    begins = f"{times.alone(first)} becomes {clock(first + later, event.timezone)}"
    ends = clock(last + later, event.timezone)
    lines = [f"{begins}; {counted(len(slots), 'time')} move, and the last one ends at {ends}."]
    pauses = [part.name for part in rest if isinstance(part, Break)]
    if pauses:
        lines.append(f"{listed(pauses)} {'moves' if len(pauses) == 1 else 'move'} along.")
    version = queries.published(session, event_id)
    if version is not None:
        moved = {slot.key for slot in slots}
        seats = [seat for seat in held(session, version).values() if seat.slot in moved]
        who = counted(len(people_of(seats)), "person has", "people have")
        lines.append(f"{who} a meeting then, and a mail if there is an address.")
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class LastDelay:
    """A delay that can still be taken back.

    Attributes
    ----------
    since, now
        When what is late was to begin, and when it begins as things are.
    """

    slot: str
    minutes: int
    since: str
    now: str


def last_delay(session: Session, event_id: str, moment: dt.datetime) -> LastDelay | None:
    """Find the last delay while it can be taken back: its old time is to come, and holds still."""
    recent = Job.kind == TELL, Job.created_at > moment - _RECENT
    rows = session.execute(
        select(Job.payload).where(*recent).order_by(Job.created_at.desc(), Job.id.desc())
    )
    told = next((row.payload for row in rows if row.payload["event_id"] == event_id), None)
    if told is None or told["minutes"] <= 0 or not told.get("slot"):
        return None
    event = session.get_one(Event, event_id)
    since = dt.datetime.fromisoformat(told["since"])
    later = since + dt.timedelta(minutes=told["minutes"])
    stands = any(s.key == told["slot"] and s.starts_at == later for s in event.slots)
    if since <= moment or not stands:
        return None
    times = times_of(event)
    return LastDelay(told["slot"], told["minutes"], times.alone(since), times.alone(later))


def undo_delay(session: Session, event_id: str, last: LastDelay, account_id: str) -> None:
    """Move the rest of the day back to where it was, and tell people by a job."""
    queries.hold_event(session, event_id)
    event = session.get_one(Event, event_id, populate_existing=True)
    first, _ = _move(session, event, last.slot, -last.minutes)
    log.record(session, UNDELAYED, event_id, account_id, time=last.since, minutes=last.minutes)
    _tell(session, event_id, last.slot, first, -last.minutes, account_id)


def _move(session: Session, event: Event, slot_key: str, minutes: int) -> tuple[dt.datetime, str]:
    """Move the rest of a day; give when it was to begin, and that in words."""
    first = next(slot.starts_at for slot in event.slots if slot.key == slot_key)
    at = EventTimes.of(event.timezone, (s.starts_at for s in event.slots)).alone(first)
    later = dt.timedelta(minutes=minutes)
    note_times(session, event)
    for part in _rest_of_day(event, slot_key, first):
        part.starts_at, part.ends_at = part.starts_at + later, part.ends_at + later
    session.flush()
    follow_times(session, event)
    return first, at


def _tell(
    session: Session,
    event_id: str,
    slot_key: str,
    first: dt.datetime,
    minutes: int,
    account_id: str,
) -> None:
    since = first.isoformat()
    payload = {"event_id": event_id, "slot": slot_key, "since": since, "minutes": minutes}
    jobs.start(session, TELL, payload, started_by=account_id, quick=True)


def _rest_of_day(event: Event, slot_key: str, first: dt.datetime) -> list[Slot | Break]:
    """Find a slot, all later ones of its day, past midnight too, and breaks from then on."""
    days = days_of(event)
    own = [slot for slot in event.slots if days[slot.key] == days[slot_key]]
    over = max(slot.ends_at for slot in own) + APART
    rest: list[Slot | Break] = [slot for slot in own if slot.starts_at >= first]
    return rest + [pause for pause in event.breaks if first <= pause.starts_at < over]


def delay_to_tell(
    session: Session, event_id: str, since: str, minutes: int, job_id: str, slot: str = ""
) -> list[Mail]:
    """Give the mails, without words, to everybody with a meeting that starts later.

    Parameters
    ----------
    since
        When what is late was to begin, ISO 8601.
    job_id
        Told again for the same job, nobody gets two.
    slot
        Key of the slot that was to begin then; a job of an earlier release does not say it.
    """
    event = session.get_one(Event, event_id)
    version = queries.published(session, event_id)
    later = dt.datetime.fromisoformat(since) + dt.timedelta(minutes=minutes)
    found = slot or next((s.key for s in event.slots if s.starts_at == later), "")
    late: Delay | None = Delay(found, since)
    if minutes < 0:
        # Taken back: those who were told of the delay are told of this.
        slots, line = Delay(found, later.isoformat()), _back_words(event, later)
        late = None
    elif version is None or not Delay(found, since).minutes(event):
        return []
    else:
        slots, line = Delay(found, since), ""
    if version is None:
        return []
    moved = slots.moved(event)
    seats = held(session, version).values()
    concerned = people_of([seat for seat in seats if seat.slot in moved])
    able = session.scalars(
        select(Attendee.id).where(
            Attendee.event_id == event_id, Attendee.email != "", Attendee.left_at.is_(None)
        )
    )
    return unworded(
        session, concerned & set(able), Occasion(event_id, job_id, line=line, delay=late)
    )


def _back_words(event: Event, first: dt.datetime) -> str:
    at = times_of(event).alone(first)
    return f"The delay is taken back: everything from {at} on is at its earlier time again."
