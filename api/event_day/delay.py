"""Everything is late: the rest of a day starts later, and those with meetings then are told."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.event_day.away import follow_times, note_times
from api.event_days import APART
from api.events import log
from api.events.models import Break, Event, Slot
from api.events.queries import days_of
from api.jobs import service as jobs
from api.mail.composing import Mail
from api.timetable import queries
from api.timetable.agenda.delayed import Delay
from api.timetable.agenda.mails import Occasion, unworded
from api.timetable.time_changes import DELAYED
from api.timetable.versions.held import held, people_of
from api.web.event_times import EventTimes

TELL = "tell-delay"
"""Kind of the job that tells people of a delay."""
MINUTES = (5, 10, 15, 20, 30, 45, 60)


def delay(session: Session, event_id: str, slot_key: str, minutes: int, account_id: str) -> None:
    """Move a slot and all that comes later on its day, breaks too, and tell people by a job.

    Nobody's meetings change, so the version people see stays; only its times move. When people are
    there does not: whose meeting now goes on after they leave is for `api.event_day.away`. A slot
    that has begun by then is not to be named.
    """
    queries.hold_event(session, event_id)
    event = session.get_one(Event, event_id, populate_existing=True)
    first = next(slot.starts_at for slot in event.slots if slot.key == slot_key)
    at = EventTimes.of(event.timezone, (s.starts_at for s in event.slots)).alone(first)
    later = dt.timedelta(minutes=minutes)
    note_times(session, event)
    for part in _rest_of_day(event, slot_key, first):
        part.starts_at, part.ends_at = part.starts_at + later, part.ends_at + later
    session.flush()
    follow_times(session, event)
    log.record(session, DELAYED, event_id, account_id, time=at, minutes=minutes)
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
    late = Delay(found, since)
    if version is None or not late.minutes(event):
        return []
    moved = late.moved(event)
    seats = held(session, version).values()
    concerned = people_of([seat for seat in seats if seat.slot in moved])
    able = session.scalars(
        select(Attendee.id).where(
            Attendee.event_id == event_id, Attendee.email != "", Attendee.left_at.is_(None)
        )
    )
    return unworded(session, concerned & set(able), Occasion(event_id, job_id, delay=late))
