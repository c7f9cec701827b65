"""Arrivals: who is here, as the door notes it; no timetable changes by it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from api.attendees.badge_code import badge_of
from api.attendees.folded import find_folded
from api.attendees.lookup import CALLED
from api.attendees.models import Attendee
from api.clock import now

MOST = 20
"""How many who may be meant are listed."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who may stand at the door.

    Attributes
    ----------
    since
        When they were checked in; None where they are not here.
    said_no
        They have said that they do not come.
    """

    id: str
    key: str
    name: str
    organisation: str
    since: dt.datetime | None
    said_no: bool

    @property
    def mark(self) -> str:
        """Say since when they are here, for a form."""
        return self.since.isoformat() if self.since else ""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The first of those who may be meant, and how many there are in all."""

    some: tuple[Arrival, ...] = ()
    number: int = 0

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.number - len(self.some)


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many are here, of how many that are expected."""

    here: int
    expected: int


def turnout(session: Session, event_id: str) -> Turnout:
    """Count who is here; expected is whoever has not said no, and whoever is here all the same."""
    here = func.count(Attendee.checked_in_at)
    expected = func.count().filter(
        or_(Attendee.coming != "no", Attendee.checked_in_at.is_not(None))
    )
    there = Attendee.event_id == event_id, Attendee.left_at.is_(None)
    return Turnout(*session.execute(select(here, expected).where(*there)).one())


def look_for(session: Session, event_id: str, words: str) -> Arrivals:
    """Find whom words mean: the code of a badge, or parts of a name or organisation."""
    badge = badge_of(words)
    if badge and (one := by_badge(session, event_id, badge)) is not None:
        return Arrivals((one,), 1)
    ids, number = find_folded(session, event_id, words, MOST)
    rows = {row.id: row for row in _arrivals(session, Attendee.id.in_(ids))} if ids else {}
    return Arrivals(tuple(rows[each] for each in ids if each in rows), number)


def by_badge(session: Session, event_id: str, code: str) -> Arrival | None:
    """Find whose badge has a code."""
    badge = badge_of(code)
    mine = Attendee.event_id == event_id, Attendee.badge == badge
    return next(iter(_arrivals(session, *mine)), None) if badge else None


def by_key(session: Session, event_id: str, key: str) -> Arrival | None:
    """Find somebody by the key that timetables know them by."""
    mine = Attendee.event_id == event_id, Attendee.key == key
    return next(iter(_arrivals(session, *mine)), None) if key else None


def check_in(session: Session, event_id: str, key: str) -> Arrival | None:
    """Note that somebody is here; who is here already came when they came. None for nobody."""
    person = _held(session, event_id, key)
    if person is None:
        return None
    if person.checked_in_at is None:
        person.checked_in_at = now()
        session.flush()
    return by_key(session, event_id, key)


def check_out(session: Session, event_id: str, key: str, mark: str) -> bool:
    """Take back that somebody is here, if it is still what the page showed.

    Parameters
    ----------
    mark
        `Arrival.mark` as the page had it.

    Returns
    -------
    bool
        False where somebody else has noted it otherwise meanwhile.
    """
    person = _held(session, event_id, key)
    if person is None or person.checked_in_at is None:
        return True
    if person.checked_in_at.isoformat() != mark:
        return False
    person.checked_in_at = None
    return True


def _held(session: Session, event_id: str, key: str) -> Attendee | None:
    return session.scalar(
        select(Attendee)
        .where(Attendee.event_id == event_id, Attendee.key == key, Attendee.left_at.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def _arrivals(session: Session, *wanted: ColumnElement[bool]) -> list[Arrival]:
    columns = (Attendee.id, Attendee.key, CALLED, Attendee.organisation)
    rows = session.execute(
        select(*columns, Attendee.checked_in_at, Attendee.coming).where(
            *wanted,
            Attendee.left_at.is_(None),
        )
    )
    return [Arrival(*row[:5], row[5] == "no") for row in rows]
