"""Somebody has left: whom they were to meet is told; how many meetings that leaves to repair."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Event
from api.mail import outbox
from api.settings import Settings
from api.timetable import queries
from api.timetable.agenda.mails import Occasion, agenda_mail, domain_of
from api.timetable.agenda.spare_time import spare_time
from api.timetable.exports.ics import CalendarWriter
from api.timetable.versions.unfit import off_at


def tell_left(
    session: Session, event_id: str, attendee_id: str, job_id: str, settings: Settings
) -> int:
    """Put a mail into the outbox for everybody who was still to meet them; give how many.

    Parameters
    ----------
    job_id
        Told again for the same job, nobody gets two.
    """
    event = session.get_one(Event, event_id)
    version = queries.published(session, event_id)
    if version is None:
        return 0
    theirs = queries.view(session, event, version, of=attendee_id, bare=True)
    told = 0
    for meeting in theirs.of(attendee_id):
        other = session.get_one(Attendee, meeting.other(attendee_id).id)
        if not meeting.left or meeting.slot.starts <= now() or other.left_at or not other.email:
            continue
        line = (
            f"Your meeting on {meeting.slot.starts:%A %-d %B at %H:%M} is off: "
            "the other no longer takes part. You are free then."
        )
        occasion = Occasion(event_id, job_id, line=line)
        view = queries.view(session, event, version, of=other.id)
        spare = spare_time(session, event, version, view, (other.id, other.available))
        calendars = CalendarWriter(view, domain_of(settings))
        mail = agenda_mail(calendars, spare, other, [line], occasion, settings)
        told += outbox.put(session, mail)
    return told


def off_by_leaving(session: Session, event_id: str) -> int:
    """Count the meetings to come of the published timetable that are off as somebody has left."""
    version = queries.published(session, event_id)
    if version is None:
        return 0
    event, moment = session.get_one(Event, event_id), now()
    return off_at(session, version, [s.key for s in event.slots if s.starts_at > moment])
