"""How a version came about, and what it is called by that: afresh, keeping, filling, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.lookup import names_of
from api.events.models import Event
from api.timetable import queries
from api.timetable.models import ScheduleVersion
from api.timetable.versions.causes import repair_of
from api.timetable.versions.day_choices import labels_of

How = Literal["afresh", "keep", "fill", "drop", "forbid", "move", "require"]
"""Of the event as it stands, or of version ``of`` with one thing changed by hand."""
BY_HAND = ("drop", "forbid", "move", "require")


@dataclass(frozen=True, slots=True)
class Origin:
    """How a version was made.

    Attributes
    ----------
    of
        Number of the version that it goes on from; None where it starts afresh.
    a, b
        Keys of the two whose meeting was changed by hand.
    slot
        Key of the slot that it was moved to.
    """

    how: How = "afresh"
    of: int | None = None
    a: str | None = None
    b: str | None = None
    slot: str | None = None

    @property
    def by_hand(self) -> bool:
        """Whether somebody changed one meeting of another version."""
        return self.how in BY_HAND

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
    if made.by_hand and made.a and made.b:
        return f"As version {made.of}, {changed_words(session, version.event_id, made)}"
    return "Made afresh"


def changed_words(session: Session, event_id: str, made: Origin) -> str:
    """Say what was changed by hand: "Ada and Ben moved to 15:20"."""
    pair = (made.a or "", made.b or "")
    names = names_of(session, event_id, pair)
    both = " and ".join(names.get(key, "somebody") for key in pair)
    if made.how == "move":
        times = labels_of(session.get_one(Event, event_id))
        return f"{both} moved to {times.get(made.slot or '', made.slot)}"
    return f"{both} {'required to meet' if made.how == 'require' else 'not meeting'}"


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


def children_of(session: Session, version: ScheduleVersion) -> tuple[int, ...]:
    """Give the numbers of the versions made of one by hand, newest first: what can be redone."""
    rows = session.execute(
        select(ScheduleVersion.number, ScheduleVersion.made).where(
            ScheduleVersion.event_id == version.event_id, ScheduleVersion.number > version.number
        )
    )
    found = [
        number
        for number, made in rows
        if (origin := Origin.read(made)).by_hand and origin.of == version.number
    ]
    return tuple(sorted(found, reverse=True))
