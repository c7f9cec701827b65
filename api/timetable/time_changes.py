"""How often an event's times have moved while its timetable stayed: calendars must hear of it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.events import log
from api.events.models import LogEntry

DELAYED = log.declare(
    "timetable-delayed", "Everything from {time} on starts {minutes} minutes late"
)


def times_moved(session: Session, event_id: str) -> int:
    """Count delays, and changes of the event's settings, which may hold its times."""
    found = session.scalar(
        select(func.count())
        .select_from(LogEntry)
        .where(LogEntry.event_id == event_id, LogEntry.kind.in_((DELAYED, log.EVENT_CHANGED)))
    )
    return found or 0
