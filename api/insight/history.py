"""What was done in an event, in words: the last few things, and all of it, filtered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.events import log
from api.events.models import LogEntry

BY_ITSELF: Literal["itself"] = "itself"
"""In place of an account: what attendees, commands and the site did."""
TOPICS = (
    ("people", "People", ("people-", "person-", "profile-", "list-", "registrations-")),
    ("timetable", "Timetable", ("timetable-", "pair-", "board-")),
    (
        "settings",
        "Settings and room",
        ("event-made", "event-changed", "settings-", "room-", "food-"),
    ),
    ("team", "Team", ("team-",)),
    ("mail", "Mail", ("mail-", "invitations-")),
    ("lessons", "Lessons", ("lesson-",)),
)
"""Key, label, and how the kinds of its entries begin."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done, when, and by whom; empty where a command or the site did it."""

    at: dt.datetime
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are wanted; what is empty leaves out none.

    Attributes
    ----------
    topic
        Key of one of `TOPICS`.
    by
        Id of an account, or `BY_ITSELF`.
    since, until
        Days in the event's zone, both included.
    """

    topic: str = ""
    by: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def conditions(self, event_id: str, zone: str) -> Iterable[ColumnElement[bool]]:
        """Say it to the database."""
        yield LogEntry.event_id == event_id
        begins = next((begins for key, _, begins in TOPICS if key == self.topic), ())
        if begins:
            yield or_(*(LogEntry.kind.startswith(each, autoescape=True) for each in begins))
        if self.by:
            itself = self.by == BY_ITSELF
            yield LogEntry.account_id.is_(None) if itself else LogEntry.account_id == self.by
        if self.since:
            yield LogEntry.at >= _begin(self.since, zone)
        if self.until and self.until < dt.date.max:
            yield LogEntry.at < _begin(self.until + dt.timedelta(days=1), zone)


def _begin(day: dt.date, zone: str) -> dt.datetime:
    """Give the moment at which a day begins; none lies beyond the years there are."""
    day = min(max(day, dt.date(2000, 1, 1)), dt.date(9998, 1, 1))
    return dt.datetime.combine(day, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)


def happenings(session: Session, event_id: str) -> tuple[Happening, ...]:
    """List the last things done in an event, newest first."""
    return wanted_happenings(session, event_id, "UTC", Wanted(), most=12)


def wanted_happenings(
    session: Session, event_id: str, zone: str, wanted: Wanted, before: int = 0, most: int = 50
) -> tuple[Happening, ...]:
    """List what was done, newest first, without the ``before`` newest, at most ``most``."""
    entries = session.scalars(
        select(LogEntry)
        .where(*wanted.conditions(event_id, zone))
        .order_by(LogEntry.id.desc())
        .offset(before)
        .limit(most)
    ).all()
    names = _names(session, {entry.account_id for entry in entries if entry.account_id})
    return tuple(
        Happening(entry.at, log.sentence(entry), names.get(entry.account_id or "", ""))
        for entry in entries
    )


def count_wanted(session: Session, event_id: str, zone: str, wanted: Wanted) -> int:
    """Count what was done."""
    query = select(func.count(LogEntry.id)).where(*wanted.conditions(event_id, zone))
    return session.scalar(query) or 0


def who_acted(session: Session, event_id: str) -> Sequence[tuple[str, str]]:
    """Give id and name of each account that has done something in an event, by name."""
    ids = session.scalars(
        select(LogEntry.account_id)
        .where(LogEntry.event_id == event_id, LogEntry.account_id.is_not(None))
        .distinct()
    )
    names = _names(session, {each for each in ids if each})
    return sorted(names.items(), key=lambda each: each[1].casefold())


def _names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    accounts = session.scalars(select(Account).where(Account.id.in_(list(ids))))
    return {account.id: account.name or account.email for account in accounts}
