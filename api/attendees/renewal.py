"""Ask that an event's matches follow when its people have changed."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Slot
from api.jobs import service as jobs
from api.jobs.queries import JobView, waiting

RENEW = "renew-matches"
"""Kind of the job that brings an event's matches up to date; see `api.timetable.jobs`."""
FEWEST = 5
"""Fewer people all meet one another anyway."""


def ask_for_matches(session: Session, event_id: str) -> JobView | None:
    """Start bringing matches up to date, or give the job that waits; however many ask, one runs.

    None where there is nothing to do: fewer than `FEWEST` take part, or the event is over.
    """
    session.flush()
    present = waiting(session, event_id, RENEW)
    if present is not None:
        return present
    taking_part = session.scalar(
        select(func.count())
        .select_from(Attendee)
        .where(Attendee.event_id == event_id, Attendee.left_at.is_(None), Attendee.coming != "no")
    )
    ends = session.scalar(select(func.max(Slot.ends_at)).where(Slot.event_id == event_id))
    if (taking_part or 0) < FEWEST or ends is None or ends <= now():
        return None
    return jobs.start(session, RENEW, event_id=event_id, in_turn=True)
