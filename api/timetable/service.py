"""Ask for a timetable; publish one, and tell those whose agenda it changes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.db.rows import HOLD
from api.events import log
from api.events.models import Event
from api.jobs import service as jobs
from api.jobs.queries import JobView
from api.mail import outbox
from api.settings import Settings
from api.timetable import queries
from api.timetable.agenda.mails import Occasion, agenda_mail
from api.timetable.agenda.recipients import recipients
from api.timetable.agenda.spare_time import spare_time
from api.timetable.models import ScheduleVersion
from api.timetable.versions.causes import causes_of
from api.timetable.versions.changes import changes_for, difference
from api.timetable.versions.sequences import count_publication

MAKE = "make-timetable"
"""Kind of the job that makes the next version; see `api.timetable.jobs`."""
SEND = "send-agendas"
"""Kind of the job that sends a published version's agendas."""
MADE = log.declare("timetable-made", "Timetable version {number} made, with {meetings} meetings")
PUBLISHED = log.declare("timetable-published", "Timetable version {number} published")


def ask_for(session: Session, event_id: str, account_id: str) -> JobView:
    """Start making the next version, or give the job that is under way."""
    return jobs.start(session, MAKE, event_id=event_id, started_by=account_id)


def publish(session: Session, version: ScheduleVersion, account_id: str | None = None) -> None:
    """Show a version to attendees and send agendas; the one shown before stays in the history.

    A version that people see already stays as it is, also when two publish it at once.
    """
    session.get_one(ScheduleVersion, version.id, with_for_update=HOLD)
    before = queries.published(session, version.event_id)
    if before is not None and before.id == version.id:
        return
    count_publication(session, version, before)
    version.published_at = now()
    session.flush()
    log.record(session, PUBLISHED, version.event_id, account_id, number=version.number)
    payload = {"version": version.number, "before": before.number if before else None}
    jobs.start(
        session,
        SEND,
        {"event_id": version.event_id, **payload},
        started_by=account_id,
        quick=True,
    )


def send_agendas(
    session: Session,
    event_id: str,
    number: int,
    before: int | None,
    publication: str,
    settings: Settings,
) -> int:
    """Put the agendas that a version changes into the outbox; give how many are sent.

    Who is left over, with no meeting at all, is told so. Nobody is who has stopped such mail.

    ``publication`` tells one publishing from the next: a version may be shown, replaced and shown
    again, and each time those whose agenda changes hear of it, once.
    """
    event = session.get_one(Event, event_id)
    version = queries.version(session, event_id, number)
    if version is None:
        return 0
    old = queries.version(session, event_id, before) if before is not None else None
    shown = queries.view(session, event, old) if old is not None else None
    fresh = queries.view(session, event, version)
    causes = causes_of(session, version)
    occasion = Occasion(event_id, publication, before)
    sent = 0
    placed = {person.id for meeting in fresh.held() for person in (meeting.a, meeting.b)}
    told = recipients(session, event_id, difference(shown, fresh).people, placed, old)
    for person_id in told:
        person = session.get_one(Attendee, person_id)
        lines = changes_for(shown, fresh, person.id, causes)
        spare = spare_time(session, event, version, fresh, (person.id, person.available))
        sent += outbox.put(session, agenda_mail(fresh, spare, person, lines, occasion, settings))
    return sent
