"""Ask for a timetable; publish one, and tell those whose agenda it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from sqlalchemy.orm import Session

from api.clock import now
from api.db.rows import HOLD
from api.events import log
from api.jobs import service as jobs
from api.jobs.queries import JobView
from api.mail.composing import Mail
from api.timetable import queries
from api.timetable.agenda.mails import Occasion, unworded
from api.timetable.agenda.recipients import recipients
from api.timetable.models import ScheduleVersion
from api.timetable.versions.held import Seat, compared, held, people_of
from api.timetable.versions.sequences import count_publication

Way = Literal["both", "keep", "fill", "afresh"]
"""What an organiser may ask for: see `api.timetable.versions.origin.How`, or two drafts at once."""
WAYS: tuple[Way, ...] = get_args(Way)

MAKE = "make-timetable"
"""Kind of the job that makes the next version; see `api.timetable.jobs`."""
BY_HAND = "change-by-hand"
"""Kind of the job that works out one change of a version, or keeps it as a draft."""
SEND = "send-agendas"
"""Kind of the job that sends a published version's agendas."""
MADE = log.declare("timetable-made", "Timetable version {number} made, with {meetings} meetings")
PUBLISHED = log.declare("timetable-published", "Timetable version {number} published")
GONE_BACK = log.declare("timetable-gone-back", "Gone back to timetable version {number}")


def ask_for(session: Session, event_id: str, account_id: str, way: Way | None = None) -> JobView:
    """Start making the next version, or give the job that is under way.

    Parameters
    ----------
    way
        How; None, where people have a timetable, makes two drafts to choose from: one that keeps
        what people have and one that starts afresh. Without a published one, all start afresh.
    """
    shown = queries.published(session, event_id)
    payload = {}
    if shown is not None and way != "afresh":
        payload = {"how": way or "both", "of": shown.number}
    return jobs.start(session, MAKE, payload, event_id=event_id, started_by=account_id)


def ask_by_hand(
    session: Session, event_id: str, account_id: str, change: Mapping[str, Any]
) -> JobView:
    """Start working out one change of a version; ``change`` is the job's payload but the event."""
    payload = {"event_id": event_id, **change}
    return jobs.start(session, BY_HAND, payload, started_by=account_id, quick=True)


def publish(session: Session, version: ScheduleVersion, account_id: str | None = None) -> None:
    """Show a version to attendees and send agendas; the one shown before stays in the history.

    A version that people see already stays as it is, also when two publish it at once.
    """
    session.get_one(ScheduleVersion, version.id, with_for_update=HOLD)
    before = queries.published(session, version.event_id)
    if before is not None and before.id == version.id:
        return
    count_publication(session, version, before)
    kind = PUBLISHED if version.published_at is None else GONE_BACK
    version.published_at = now()
    session.flush()
    log.record(session, kind, version.event_id, account_id, number=version.number)
    payload = {"version": version.number, "before": before.number if before else None}
    job = jobs.start(
        session,
        SEND,
        {"event_id": version.event_id, **payload},
        started_by=account_id,
        quick=True,
    )
    version.sending_id = job.id


def agendas_to_send(
    session: Session, event_id: str, number: int, before: int | None, publication: str
) -> list[Mail]:
    """Give the mails, without words, to all whose agenda a version changes.

    Who is left over, with no meeting at all, is told so.

    ``publication`` tells one publishing from the next: a version may be shown, replaced and shown
    again, and each time those whose agenda changes hear of it, once.
    """
    version = queries.version(session, event_id, number)
    if version is None:
        return []
    old = queries.version(session, event_id, before) if before is not None else None
    shown: Mapping[str, Seat] = held(session, old) if old is not None else {}
    fresh = held(session, version)
    touched = compared(shown, fresh).people
    told = recipients(session, event_id, touched, people_of(fresh.values()), old)
    return unworded(session, frozenset(told), Occasion(event_id, publication, before))
