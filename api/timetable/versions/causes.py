"""Why a version changes agendas: what the organiser reported on the day, as others are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from api.jobs import queries as jobs
from api.jobs.queries import JobView
from api.timetable.models import ScheduleVersion

REPAIR = "repair-timetable"
"""Kind of the job that repairs the version people see; see `api.event_day.jobs`."""
_WORDS = {
    "no_show": "is not here",
    "late_arrival": "comes later",
    "early_leave": "leaves early",
}


@dataclass(frozen=True, slots=True)
class Causes:
    """Reported changes by the organiser's id of the person.

    Attributes
    ----------
    why
        What those who were to meet the person are told: "is not here".
    absent
        Who is marked as not here.
    """

    why: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


def repair_of(session: Session, version: ScheduleVersion) -> JobView | None:
    """Find the repair that a version came from."""
    job = jobs.find(session, version.job_id) if version.job_id else None
    return job if job is not None and job.kind == REPAIR else None


def causes_of(session: Session, version: ScheduleVersion) -> Causes:
    """Read why a version changes agendas; nothing where it was made anew."""
    job = repair_of(session, version)
    if job is None:
        return Causes()
    reported = [change for change in job.payload["changes"] if change["what"] in _WORDS]
    return Causes(
        {change["attendee"]: _WORDS[change["what"]] for change in reported},
        frozenset(c["attendee"] for c in reported if c["what"] == "no_show"),
    )
