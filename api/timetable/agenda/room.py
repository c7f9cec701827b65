"""The room for the floor plan: zones with their tables, taken, mine, or how often in use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from api.events.models import Event
from api.timetable.view import TimetableView

State = Literal["free", "taken", "mine"]


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


def room_at(
    event: Event,
    view: TimetableView,
    slot_key: str,
    person_id: str,
    closed: Mapping[str, Collection[str]],
) -> tuple[RoomZone, ...]:
    """Draw the room in one slot for a person, whose table stands out.

    ``closed`` says in which slots the version does without a table; it is not drawn then.
    """
    at = {m.table: m for m in view.held() if m.slot.key == slot_key}
    zones = []
    for zone in event.zones:
        tables = []
        for table in (t for t in event.tables if t.zone == zone.name):
            if slot_key in closed.get(table.key, table.closed):
                continue
            meeting = at.get(table.key)
            state: State = "free"
            people: tuple[str, ...] = ()
            if meeting is not None:
                mine = person_id in (meeting.a.id, meeting.b.id)
                state = "mine" if mine else "taken"
                people = (meeting.a.name, meeting.b.name)
            tables.append(RoomTable(_label(table.key, zone.name), state, people))
        if tables:
            zones.append(RoomZone(zone.name, zone.quiet, zone.step_free, tuple(tables)))
    return tuple(zones)


def room_in_use(event: Event, view: TimetableView) -> tuple[RoomZone, ...]:
    """Draw the room with the share of slots in which each table is used."""
    uses: dict[str, int] = {}
    for meeting in view.held():
        uses[meeting.table] = uses.get(meeting.table, 0) + 1
    slots = max(1, len(view.slots))
    return tuple(
        RoomZone(
            zone.name,
            zone.quiet,
            zone.step_free,
            tuple(
                RoomTable(_label(t.key, zone.name), heat=uses.get(t.key, 0) / slots)
                for t in event.tables
                if t.zone == zone.name
            ),
        )
        for zone in event.zones
    )


def _label(key: str, zone: str) -> str:
    return key.removeprefix(zone).strip() or key
