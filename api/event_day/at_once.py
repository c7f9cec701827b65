"""Meetings at once: somebody at the door gets some, and nobody loses any.

Because nobody loses anything by it, nobody has to look at it first: it is a repair that people see
as soon as it is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.event_day.form import DayForm
from api.event_day.service import ask_for_repair
from api.events.models import Event
from api.jobs import service as jobs
from api.jobs.queries import JobView
from api.jobs.registry import Payload
from api.timetable import queries, service
from api.timetable.models import ScheduleVersion
from api.timetable.versions.causes import REPAIR
from api.timetable.versions.day_choices import DayChoices

NOTICE = 5
"""Minutes: what begins sooner is not added, for the other must learn of it."""


def ask_for_meetings(
    session: Session, event_id: str, person: Attendee, account_id: str, *, moving: bool = False
) -> JobView | None:
    """Start finding meetings for somebody in what remains of the day.

    Parameters
    ----------
    moving
        Whether others may be moved for them; that is looked at before it is applied.

    Returns
    -------
    JobView or None
        None where there is nothing to find them in: no timetable that people see, or no time.
    """
    version = queries.published(session, event_id)
    if version is None:
        return None
    choices = choices_now(session, event_id, version)
    if not (choices.can_repair and choices.coming):
        return None
    guest = choices.people([person.key]).get(person.key)
    known = guest is not None and guest.known
    back, new = ((person.key,), ()) if known else ((), (person.key,))
    report = {
        "of": version.number,
        "changes": [],
        "back": list(back),
        "new": list(new),
        "notice": NOTICE,
        "form": DayForm(back=back, new=new, notice=str(NOTICE)).values(),
    }
    if moving:
        return ask_for_repair(session, event_id, account_id, report)
    payload = {"event_id": event_id, **report, "gentle": True}
    # Somebody stands there and waits.
    return jobs.start(session, REPAIR, payload, started_by=account_id, quick=True)


def choices_now(session: Session, event_id: str, version: ScheduleVersion) -> DayChoices:
    """Give what is left of the day in a version."""
    return DayChoices(session, session.get_one(Event, event_id), version, now())


def overtaken_by(session: Session, payload: Mapping[str, Any]) -> int:
    """Give the number of the version that people see by now; 0 where it is still the one asked of.

    Nobody publishes another before the transaction is over.
    """
    queries.hold_event(session, payload["event_id"])
    shown = queries.published(session, payload["event_id"])
    return shown.number if shown is not None and shown.number != payload["of"] else 0


def ask_again(session: Session, payload: Payload, shown: int, account_id: str | None) -> str:
    """Work it out once more from what people see now; give the job."""
    fresh = payload | {"of": shown}
    return jobs.start(session, REPAIR, fresh, started_by=account_id, quick=True).id


def show_at_once(session: Session, event_id: str, number: int, account_id: str | None) -> None:
    """Publish what was worked out, in the transaction that stores it."""
    version = queries.version(session, event_id, number)
    assert version is not None
    service.publish(session, version, account_id)
