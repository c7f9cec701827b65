"""Ask for a repair: what a report of the day would change."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.jobs import service as jobs
from api.jobs.queries import JobView
from api.timetable.versions.causes import REPAIR


def ask_for_repair(
    session: Session, event_id: str, account_id: str, report: dict[str, Any]
) -> JobView:
    """Start working out what a report of the day would change; nothing is published.

    ``report`` is the payload of `api.event_day.repairing.repair_timetable` without the event.
    """
    # Not in the event's name: two organisers who report at once must not get one another's job.
    payload = {"event_id": event_id, **report}
    # Newcomers are matched first, which takes a while.
    quick = not report["new"]
    return jobs.start(session, REPAIR, payload, started_by=account_id, quick=quick)
