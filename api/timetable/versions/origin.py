"""How a version came about, and what it is called by that: afresh, keeping, filling, a repair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.timetable import queries
from api.timetable.models import ScheduleVersion
from api.timetable.versions.causes import repair_of

How = Literal["afresh", "keep", "fill"]
"""Ways to make a version of the event as it stands."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How a version was made.

    Attributes
    ----------
    of
        Number of the version that it goes on from; None where it starts afresh.
    """

    how: How = "afresh"
    of: int | None = None

    def stored(self) -> dict[str, Any]:
        """Put it as JSON can hold it."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> Origin:
        """Read what `stored` gave; a version of an earlier release was made afresh."""
        return cls(**stored) if stored else cls()


def parent_of(session: Session, version: ScheduleVersion) -> int | None:
    """Give the number of the version that a version goes on from, by a repair or by keeping."""
    job = repair_of(session, version)
    return job.payload["of"] if job is not None else Origin.read(version.made).of


def label_of(session: Session, version: ScheduleVersion) -> str:
    """Say what a version is."""
    job = repair_of(session, version)
    if job is not None:
        return f"Version {job.payload['of']} after a report of the day"
    made = Origin.read(version.made)
    if made.how == "keep":
        return f"Keeps what people have in version {made.of}"
    if made.how == "fill":
        return f"Version {made.of} with its gaps filled"
    return "Made afresh"


def knows_reports(session: Session, version: ScheduleVersion) -> bool:
    """Whether a version goes back to a report of the day."""
    seen: set[int] = set()
    step: ScheduleVersion | None = version
    while step is not None and step.number not in seen:
        if repair_of(session, step) is not None:
            return True
        seen.add(step.number)
        before = parent_of(session, step)
        step = queries.version(session, version.event_id, before) if before else None
    return False
