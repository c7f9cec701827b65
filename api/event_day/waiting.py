"""Who is waited for: who is here and soon to meet somebody who is not, the next time first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from api.attendees.lookup import CALLED
from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Event, Slot
from api.timetable import queries
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.day_choices import slots_of, times_of
from api.timetable.view import SlotView

MOST = 20
"""How many who wait are listed."""
_AHEAD = 2
"""Times that are looked at: the next ones, and the one that is on."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits: where and when first, and for whom, by the time they were to meet."""

    name: str
    place: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllWaiting:
    """The first who wait, and how many beside them."""

    some: tuple[Waiting, ...] = ()
    more: int = 0


def waiting(session: Session, event_id: str) -> AllWaiting:
    """Find who waits for whom at the next times; nobody before anybody was checked in."""
    version = queries.published(session, event_id)
    here = Attendee.event_id == event_id, Attendee.checked_in_at.is_not(None)
    if version is None or session.scalar(select(Attendee.id).where(*here).limit(1)) is None:
        return AllWaiting()
    event, moment = session.get_one(Event, event_id), now()
    to_come = [slot for slot in slots_of(event) if slot.ends > moment]
    started = sum(slot.starts <= moment for slot in to_come)
    near = {slot.key: slot for slot in to_come[: started + _AHEAD]}
    if not near:
        return AllWaiting()
    return _gathered(session, event, version, near)


def _gathered(
    session: Session, event: Event, version: ScheduleVersion, near: dict[str, SlotView]
) -> AllWaiting:
    sides = ((Meeting.a_id, Meeting.b_id), (Meeting.b_id, Meeting.a_id))
    one, two = (_side(version, list(near), own, other) for own, other in sides)
    found = one.union_all(two).subquery()
    first = select(found.c.id, func.min(found.c.starts_at).label("at")).group_by(found.c.id)
    who = first.subquery()
    number = session.scalar(select(func.count()).select_from(who)) or 0
    shown = select(who.c.id).order_by(who.c.at, who.c.id).limit(MOST)
    rows = session.execute(
        select(found)
        .where(found.c.id.in_(session.scalars(shown).all()))
        .order_by(found.c.starts_at, func.lower(found.c.name), found.c.id)
    ).all()
    times, listed = times_of(event), dict[str, Waiting]()
    for row in rows:
        known = listed.get(row.id)
        at = times.alone(near[row.slot_key].starts)
        place = f"{row.table_key}, {at}" if row.table_key else at
        missing = (*(known.missing if known else ()), row.missing)
        listed[row.id] = Waiting(row.name, known.place if known else place, missing)
    return AllWaiting(tuple(listed.values()), max(0, number - len(listed)))


def _side(
    version: ScheduleVersion,
    slots: list[str],
    own: InstrumentedAttribute[str],
    other: InstrumentedAttribute[str],
) -> Select[str, str, Any, str, str, dt.datetime]:
    absent = aliased(Attendee)
    called = func.coalesce(func.nullif(absent.name, ""), absent.external_id)
    return (
        select(
            Attendee.id,
            CALLED.label("name"),
            called.label("missing"),
            Placement.slot_key,
            Placement.table_key,
            Slot.starts_at,
        )
        .join(Meeting, own == Attendee.id)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .join(absent, absent.id == other)
        .join(Slot, (Slot.event_id == version.event_id) & (Slot.key == Placement.slot_key))
        .where(
            Placement.version_id == version.id,
            Placement.slot_key.in_(slots),
            Attendee.checked_in_at.is_not(None),
            Attendee.left_at.is_(None),
            absent.checked_in_at.is_(None),
            absent.left_at.is_(None),
        )
    )
