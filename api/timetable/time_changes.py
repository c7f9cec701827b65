"""How often an event's times have moved while its timetable stayed: calendars must hear of it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.events import log
from api.events.models import LogEntry

DELAYED = log.declare(
    "timetable-delayed", "Everything from {time} on starts {minutes} minutes late"
)
UNDELAYED = log.declare(
    "timetable-delay-undone", "The delay of {minutes} minutes from {time} on was taken back"
)

_MOVING = (DELAYED, UNDELAYED, log.EVENT_CHANGED, log.SETTINGS_CHANGED)


def times_moved(session: Session, event_id: str) -> int:
    """Count delays and changes of settings: place, room and breaks stand in calendars."""
    found = session.scalar(
        select(func.count())
        .select_from(LogEntry)
        .where(LogEntry.event_id == event_id, LogEntry.kind.in_(_MOVING))
    )
    return found or 0
