"""Who meets when, as a field of people and slots, a page of people and a day of slots at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.attendees.queries import count, some
from api.events.models import Event
from api.events.queries import tables_of
from api.timetable.models import ScheduleVersion
from api.timetable.versions.held import held
from api.web.paging import Pages

_PEOPLE, _SLOTS = 40, 24
Cell = Literal["meets", "free", "away"]


@dataclass(frozen=True, slots=True)
class Row:
    """A person: a cell a slot that is shown, and how many meetings they have in all."""

    key: str
    name: str
    cells: tuple[Cell, ...]
    meetings: int


@dataclass(frozen=True, slots=True)
class PersonSlots:
    """A page of it.

    Attributes
    ----------
    slots
        Begins, in the event's zone; with how many of its meetings there are and tables open.
    parts
        How many parts of slots there are, and which is shown, from 1.
    """

    slots: tuple[tuple[dt.datetime, int, int], ...]
    part: int
    parts: int
    rows: tuple[Row, ...]
    pages: Pages


def person_slots(
    session: Session, event: Event, version: ScheduleVersion, part: int, page: int
) -> PersonSlots:
    """Show a page of people in a part of the slots."""
    zone = ZoneInfo(event.timezone)
    parts = Pages.of(part, len(event.slots), _SLOTS)
    slots = event.slots[parts.before : parts.before + _SLOTS]
    pages = Pages.of(page, count(session, event.id), _PEOPLE)
    people = some(session, event.id, "", pages.before, _PEOPLE)
    busy: dict[str, set[str]] = {person.id: set() for person in people}
    in_slot = {slot.key: 0 for slot in slots}
    for seat in held(session, version).values():
        if seat.slot in in_slot:
            in_slot[seat.slot] += 1
        for side in (seat.a, seat.b):
            if side in busy:
                busy[side].add(seat.slot)
    tables = tables_of(session, event.id)
    rows = []
    for person in people:
        cells = tuple(_cell(slot.key, busy[person.id], person.available) for slot in slots)
        in_all = len(busy[person.id])
        rows.append(Row(person.key, person.name or person.external_id, cells, in_all))
    return PersonSlots(
        tuple(
            (
                slot.starts_at.astimezone(zone),
                in_slot[slot.key],
                sum(alike.number for alike in tables if slot.key not in alike.closed),
            )
            for slot in slots
        ),
        parts.number,
        parts.last,
        tuple(rows),
        pages,
    )


def _cell(slot: str, busy: set[str], available: list[str] | None) -> Cell:
    if slot in busy:
        return "meets"
    return "free" if available is None or slot in available else "away"
