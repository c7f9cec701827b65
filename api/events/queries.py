"""Reading events: by slug, with room and rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.event_days import event_days
from api.events.event_file import OwnField, Rules
from api.events.models import Event, Organiser, RoomTable, Slot
from api.events.roles import TeamRole, team_role


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in a list."""

    id: str
    slug: str
    name: str
    place: str
    zone: str
    """IANA name of its time zone."""
    starts: dt.datetime
    ends: dt.datetime


def by_slug(session: Session, slug: str) -> Event | None:
    """Find an event by its slug."""
    return session.scalar(select(Event).where(Event.slug == slug))


def get(session: Session, event_id: str) -> Event:
    """Find an event that is known to be there."""
    return session.get_one(Event, event_id)


def role_of(session: Session, event_id: str, account_id: str) -> TeamRole | None:
    """Say what an account is in the team of an event; None where it is not in it."""
    found = session.scalar(
        select(Organiser.role).where(
            Organiser.event_id == event_id, Organiser.account_id == account_id
        )
    )
    return None if found is None else team_role(found)


def card(session: Session, event_id: str) -> EventCard:
    """Give what lists and headings show of an event."""
    return _cards(session, [event_id])[0]


def organised_by(session: Session, account_id: str) -> list[tuple[EventCard, TeamRole]]:
    """List the events in whose team an account is, with its role, the next first."""
    rows = session.execute(
        select(Organiser.event_id, Organiser.role).where(Organiser.account_id == account_id)
    )
    roles = {event_id: team_role(role) for event_id, role in rows}
    return [(card, roles[card.id]) for card in _cards(session, list(roles))]


def cards(session: Session, ids: Sequence[str]) -> list[EventCard]:
    """List some events, the next first."""
    return _cards(session, ids)


def rules_of(event: Event) -> Rules:
    """Give an event's rules, checked."""
    return Rules.model_validate(event.rules)


@dataclass(frozen=True, slots=True)
class TablesAlike:
    """How many tables of a zone are closed in the same slots."""

    zone: str
    closed: frozenset[str]
    number: int


def tables_of(session: Session, event_id: str) -> tuple[TablesAlike, ...]:
    """Count an event's tables by zone and by when they are closed."""
    alike = (RoomTable.zone, RoomTable.closed)
    rows = session.execute(
        select(*alike, func.count()).where(RoomTable.event_id == event_id).group_by(*alike)
    )
    return tuple(TablesAlike(zone, frozenset(closed), number) for zone, closed, number in rows)


def days_of(event: Event) -> dict[str, dt.date]:
    """Give the day that each slot belongs to, by its key; see `event_days`."""
    zone = ZoneInfo(event.timezone)
    slots = sorted(event.slots, key=lambda slot: slot.starts_at)
    times = [(s.starts_at.astimezone(zone), s.ends_at.astimezone(zone)) for s in slots]
    return {slot.key: day for slot, day in zip(slots, event_days(times), strict=True)}


def fields_of(event: Event) -> tuple[OwnField, ...]:
    """Give an event's own questions, in the form's order."""
    return tuple(OwnField.model_validate(each) for each in event.fields)


def _cards(session: Session, ids: Sequence[str]) -> list[EventCard]:
    rows = session.execute(
        select(Event, func.min(Slot.starts_at), func.max(Slot.ends_at))
        .join(Slot, Slot.event_id == Event.id)
        .where(Event.id.in_(ids))
        .group_by(Event.id)
        .order_by(func.min(Slot.starts_at).desc())
    )
    return [
        EventCard(e.id, e.slug, e.name, e.place, e.timezone, starts, ends)
        for e, starts, ends in rows
    ]
