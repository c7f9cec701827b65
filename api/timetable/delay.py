"""Everything is late: the rest of a day starts later, and those with meetings then are told."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events import log
from api.events.models import Break, Event, Slot
from api.jobs import service as jobs
from api.mail import outbox
from api.settings import Settings
from api.timetable import queries
from api.timetable.mails import Occasion, agenda_mail
from api.timetable.spare_time import spare_time
from api.timetable.time_changes import DELAYED

TELL = "tell-delay"
"""Kind of the job that tells people of a delay."""
MINUTES = (5, 10, 15, 20, 30, 45, 60)


def delay(session: Session, event_id: str, slot_key: str, minutes: int, account_id: str) -> None:
    """Move a slot and all that comes later on its day, breaks too, and tell people by a job.

    Nobody's meetings change, so the version people see stays; only its times move. A slot that has
    begun by then is not to be named.
    """
    queries.hold_event(session, event_id)
    event = session.get_one(Event, event_id, populate_existing=True)
    zone = ZoneInfo(event.timezone)
    first = next(slot.starts_at for slot in event.slots if slot.key == slot_key)
    day = first.astimezone(zone).date()
    later = dt.timedelta(minutes=minutes)
    parts: list[Slot | Break] = [*event.slots, *event.breaks]
    for part in parts:
        if part.starts_at >= first and part.starts_at.astimezone(zone).date() == day:
            part.starts_at, part.ends_at = part.starts_at + later, part.ends_at + later
    at = f"{first.astimezone(zone):%H:%M}"
    log.record(session, DELAYED, event_id, account_id, time=at, minutes=minutes)
    payload = {"event_id": event_id, "time": at, "minutes": minutes, "day": day.isoformat()}
    jobs.start(session, TELL, payload, started_by=account_id, quick=True)


def tell_delay(
    session: Session, event_id: str, time: str, minutes: int, day: str, job_id: str, site: Settings
) -> int:
    """Put a mail into the outbox for everybody with a meeting that starts later; give how many.

    Parameters
    ----------
    time, day
        When the delay was to begin: clock time, and date in the event's zone.
    job_id
        Told again for the same job, nobody gets two.
    """
    event = session.get_one(Event, event_id)
    version = queries.published(session, event_id)
    if version is None:
        return 0
    view = queries.view(session, event, version)
    first = dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(view.timezone))
    later = [m for m in view.held() if m.slot.starts >= first]
    moved = [m for m in later if m.slot.starts.date() == first.date()]
    touched = {person.id for m in moved for person in (m.a, m.b)}
    line = f"Everything from {time} on starts {minutes} minutes later. Your new times are below."
    people = session.scalars(
        select(Attendee).where(
            Attendee.event_id == event_id, Attendee.email != "", Attendee.left_at.is_(None)
        )
    )
    spare = spare_time(session, event, view)
    occasion = Occasion(event_id, job_id, line=line)
    told = 0
    for person in people:
        if person.id in touched:
            told += outbox.put(session, agenda_mail(view, spare, person, [line], occasion, site))
    return told
