"""Everything is late: the rest of a day starts later, and those with meetings then are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.event_day.away import away, follow_times, note_times
from api.event_days import APART
from api.events import log
from api.events.models import Break, Event, Slot
from api.events.queries import days_of
from api.jobs import service as jobs
from api.mail import outbox
from api.settings import Settings
from api.timetable import queries
from api.timetable.agenda.mails import Occasion, agenda_mail, domain_of
from api.timetable.agenda.spare_time import spare_time
from api.timetable.exports.ics import CalendarWriter
from api.timetable.time_changes import DELAYED
from api.timetable.view import MeetingView, TimetableView
from api.web.event_times import EventTimes
from api.web.wording import listed

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
    payload = {"event_id": event_id, "since": first.isoformat(), "minutes": minutes}
    jobs.start(session, TELL, payload, started_by=account_id, quick=True)


def _rest_of_day(event: Event, slot_key: str, first: dt.datetime) -> list[Slot | Break]:
    """Find a slot, all later ones of its day, past midnight too, and breaks from then on."""
    days = days_of(event)
    own = [slot for slot in event.slots if days[slot.key] == days[slot_key]]
    over = max(slot.ends_at for slot in own) + APART
    rest: list[Slot | Break] = [slot for slot in own if slot.starts_at >= first]
    return rest + [pause for pause in event.breaks if first <= pause.starts_at < over]


def tell_delay(
    session: Session, event_id: str, since: str, minutes: int, job_id: str, site: Settings
) -> int:
    """Put a mail into the outbox for everybody with a meeting that starts later; give how many.

    Parameters
    ----------
    since
        When what is late was to begin, ISO 8601.
    job_id
        Told again for the same job, nobody gets two.
    """
    event = session.get_one(Event, event_id)
    version = queries.published(session, event_id)
    if version is None:
        return 0
    view = queries.view(session, event, version)
    first = dt.datetime.fromisoformat(since)
    days = days_of(event)
    later = [m for m in view.held() if m.slot.starts >= first]
    day = min((slot.starts_at, days[slot.key]) for slot in event.slots if slot.starts_at >= first)
    moved = [m for m in later if days[m.slot.key] == day[1]]
    touched = {person.id for m in moved for person in (m.a, m.b)}
    time = view.times.alone(first)
    # A delay ends with its day; the next one begins as planned.
    until = "until the end of that day" if len(set(days.values())) > 1 else "on"
    line = (
        f"Everything from {time} {until} starts {minutes} minutes later. Your new times are below."
    )
    people = session.scalars(
        select(Attendee).where(
            Attendee.event_id == event_id, Attendee.email != "", Attendee.left_at.is_(None)
        )
    )
    gone = away(session, event_id, view, first - dt.timedelta(minutes=1))
    occasion = Occasion(event_id, job_id, line=line)
    told, calendars = 0, CalendarWriter(view, domain_of(site))
    for person in people:
        if person.id in touched:
            spare = spare_time(session, event, version, view, (person.id, person.available))
            lines = [line, *_away_lines(view, gone.get(person.id, ()))]
            told += outbox.put(
                session, agenda_mail(calendars, spare, person, lines, occasion, site)
            )
    return told


def _away_lines(view: TimetableView, meetings: Iterable[MeetingView]) -> list[str]:
    times = [view.times.after_at(meeting.slot.starts) for meeting in meetings]
    if not times:
        return []
    which = f"meeting at {times[0]} does" if len(times) == 1 else f"meetings at {listed(times)} do"
    return [
        f"Your {which} not lie within the times you gave. The organiser sees it and can find "
        f"{'another time' if len(times) == 1 else 'other times'}."
    ]
