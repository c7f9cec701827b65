"""The room for the floor plan: zones with their tables, taken, mine, or how often in use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Select, String, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from api.attendees.models import Attendee
from api.attendees.visibility import GONE
from api.db.rows import UtcTime
from api.events.models import Event, Slot, Zone
from api.events.models import RoomTable as Table
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.view import MeetingView, SlotView

State = Literal["free", "taken", "mine"]
# Tables of a room that is drawn whole, of a part of a larger one, and of a row of the drawing.
_WHOLE, _PART, _ROW = 60, 36, 6
# With so many, the organiser sees how each table is used; with more, how each zone is.
_DRAWN = 120


@dataclass(frozen=True, slots=True)
class RoomTable:
    """One circle of the plan; ``heat`` is the share of slots it is used in, 0..1."""

    label: str
    state: State = "free"
    people: tuple[str, ...] = ()
    heat: float = 0.0


@dataclass(frozen=True, slots=True)
class RoomZone:
    """A part of the room."""

    name: str
    quiet: bool
    step_free: bool
    tables: tuple[RoomTable, ...]
    whole: int = 0
    """How many tables it has, where only those around a person's are drawn, or none is."""
    heat: float = 0.0
    """Of a zone whose tables are not drawn: the share of all their slots that is used."""


def room_at(
    session: Session, event: Event, version: ScheduleVersion, meeting: MeetingView, person_id: str
) -> tuple[RoomZone, ...]:
    """Draw the room during a person's meeting, their table standing out.

    A large room is drawn around their table. What the version does without then is not drawn.
    """
    rows, parts = _drawn(session, event.id, meeting)
    closed = version.closed or {}
    rows = [row for row in rows if meeting.slot.key not in closed.get(row.key, row.closed)]
    seated = _seated(session, version.id, meeting.slot, [row.key for row in rows])
    by_zone: dict[str, list[RoomTable]] = {}
    for row in rows:
        ids, names = seated.get(row.key, ((), ()))
        state: State = "mine" if person_id in ids else "taken" if ids else "free"
        by_zone.setdefault(row.zone, []).append(RoomTable(_label(row.key, row.zone), state, names))
    zones = session.scalars(
        select(Zone)
        .where(Zone.event_id == event.id, Zone.name.in_(by_zone))
        .order_by(Zone.position)
    )
    return tuple(
        RoomZone(z.name, z.quiet, z.step_free, tuple(by_zone[z.name]), parts.get(z.name, 0))
        for z in zones
    )


def _drawn(
    session: Session, event_id: str, meeting: MeetingView
) -> tuple[Sequence[Table], dict[str, int]]:
    """Choose the tables to draw; with how many there are in the zone that is drawn in part."""
    place = session.execute(_place(), {"event": event_id, "table": meeting.table}).one_or_none()
    if place is None:
        return (), {}
    tables = select(Table).where(Table.event_id == event_id).order_by(Table.position)
    if place.whole <= _WHOLE:
        return session.scalars(tables).all(), {}
    tables = tables.where(Table.zone == place.zone)
    if place.in_zone <= _PART:
        return session.scalars(tables).all(), {}
    # Whole rows of the drawing, the person's among the middle ones where it can be.
    last = (place.in_zone - _PART + _ROW - 1) // _ROW
    first = _ROW * min(max(0, place.before // _ROW - _PART // _ROW // 2), last)
    return session.scalars(tables.offset(first).limit(_PART)).all(), {place.zone: place.in_zone}


@cache
def _place() -> Select[Any]:
    """Select a table's zone, how many tables that has and has before it, and all, up to a limit."""
    mine = aliased(Table)
    event = bindparam("event", type_=String())
    few = select(Table.key).where(Table.event_id == event).limit(_WHOLE + 1).subquery()
    in_zone = select(func.count()).where(Table.event_id == event, Table.zone == mine.zone)
    return select(
        mine.zone,
        select(func.count()).select_from(few).scalar_subquery().label("whole"),
        in_zone.scalar_subquery().label("in_zone"),
        in_zone.where(Table.position < mine.position).scalar_subquery().label("before"),
    ).where(mine.event_id == event, mine.key == bindparam("table"))


def _seated(
    session: Session, version_id: str, slot: SlotView, tables: Sequence[str]
) -> dict[str, tuple[tuple[str, str], tuple[str, str]]]:
    """Find who sits where in a slot: by table the two's ids, and their names."""
    asked = {"version": version_id, "slot": slot.key, "tables": tables, "starts": slot.starts}
    return {
        table: ((a_id, b_id), (_name(*names[:3]), _name(*names[3:])))
        for table, a_id, b_id, *names in session.execute(_seats(), asked)
    }


@cache
def _seats() -> Select[Any]:
    """Select who sits at some tables of a version in a slot; built once, for it takes long."""
    a, b = aliased(Attendee), aliased(Attendee)
    starts = bindparam("starts", type_=UtcTime())
    return (
        select(Placement.table_key, a.id, b.id, a.name, a.external_id, a.left_at)
        .add_columns(b.name, b.external_id, b.left_at)
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .join(a, a.id == Meeting.a_id)
        .join(b, b.id == Meeting.b_id)
        .where(
            Placement.version_id == bindparam("version"),
            Placement.slot_key == bindparam("slot"),
            Placement.table_key.in_(bindparam("tables", expanding=True)),
            *(or_(one.left_at.is_(None), one.left_at >= starts) for one in (a, b)),
        )
    )


def _name(name: str, listed: str, left_at: dt.datetime | None) -> str:
    return GONE if left_at is not None else name or listed


def room_in_use(session: Session, event: Event, version: ScheduleVersion) -> tuple[RoomZone, ...]:
    """Draw the room with the share of slots in which each table is used, or else each zone."""
    own = Table.event_id == event.id
    numbers = dict(
        session.execute(select(Table.zone, func.count()).where(own).group_by(Table.zone)).all()
    )
    small = sum(numbers.values()) <= _DRAWN
    part = Table.key if small else Table.zone
    a, b = aliased(Attendee), aliased(Attendee)
    uses = dict(
        session.execute(
            select(part, func.count())
            .join(Placement, (Placement.table_key == Table.key) & own)
            .join(Slot, (Slot.event_id == Table.event_id) & (Slot.key == Placement.slot_key))
            .join(Meeting, Meeting.id == Placement.meeting_id)
            .join(a, a.id == Meeting.a_id)
            .join(b, b.id == Meeting.b_id)
            .where(
                Placement.version_id == version.id,
                *(or_(one.left_at.is_(None), one.left_at >= Slot.starts_at) for one in (a, b)),
            )
            .group_by(part)
        ).all()
    )
    slots = max(1, len(event.slots))
    seats: dict[str, list[RoomTable]] = {}
    if small:
        tables = select(Table.key, Table.zone).where(own).order_by(Table.position)
        for key, name in session.execute(tables):
            drawn = RoomTable(_label(key, name), heat=uses.get(key, 0) / slots)
            seats.setdefault(name, []).append(drawn)
    return tuple(
        RoomZone(zone.name, zone.quiet, zone.step_free, tuple(seats.get(zone.name, ())))
        if small
        else RoomZone(
            zone.name,
            zone.quiet,
            zone.step_free,
            (),
            numbers.get(zone.name, 0),
            uses.get(zone.name, 0) / slots / max(1, numbers.get(zone.name, 0)),
        )
        for zone in event.zones
    )


def _label(key: str, zone: str) -> str:
    return key.removeprefix(zone).strip() or key
