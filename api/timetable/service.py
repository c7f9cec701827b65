"""Ask for a timetable; publish one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.clock import now
from api.jobs import service as jobs
from api.jobs.queries import JobView
from api.timetable.models import ScheduleVersion

MAKE = "make-timetable"
"""Kind of the job that makes the next version; see `api.timetable.jobs`."""


def ask_for(session: Session, event_id: str, account_id: str) -> JobView:
    """Start making the next version, or give the job that is under way."""
    return jobs.start(session, MAKE, event_id=event_id, started_by=account_id)


def publish(session: Session, version: ScheduleVersion) -> None:
    """Show a version to attendees; the one shown before stays in the history."""
    version.published_at = now()
