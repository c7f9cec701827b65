"""The room's size and the promise: more tables, more times, another number of meetings for each."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.events import log
from api.events.event_file import Rules
from api.events.models import Event, RoomTable, Slot

# How entries read that were written before they told what had been.
log.declare(
    "room-changed",
    "Room and promise changed: {tables} tables, {times} times, {promised} to {most} meetings each",
)
ROOM_CHANGED = log.declare("room-set", "Room and promise changed: {changes}")
# A longer gap between two times is the night between days, not their rhythm.
_LONGEST_GAP = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class RoomChange:
    """What an organiser asks of the room.

    Attributes
    ----------
    promised, most
        Meetings for each, ``promised <= most``.
    tables
        Zone -> how many tables stand in it; zones that are not named stay as they are.
    more_times
        Times to add after the last, each as long as that one.
    """

    promised: int
    most: int
    tables: Mapping[str, int]
    more_times: int = 0


def change_room(session: Session, event: Event, change: RoomChange, account_id: str) -> None:
    """Change room and promise; timetables made before stay as they are."""
    before = _said(event)
    rules = rules_with(event, change.promised, change.most)
    event.rules = rules.model_dump(mode="json")
    _put_tables(session, event, change.tables)
    session.add_all(times_after(event, change.more_times))
    session.flush()
    session.expire(event)
    changes = [
        f"{name} {was} → {now}"
        for (name, was), (_, now) in zip(before, _said(event), strict=True)
        if was != now
    ]
    if changes:
        log.record(session, ROOM_CHANGED, event.id, account_id, changes=", ".join(changes))


def _said(event: Event) -> tuple[tuple[str, int], ...]:
    """Name what this page changes, and count it."""
    rules = Rules.model_validate(event.rules)
    return (
        ("tables", len(event.tables)),
        ("times", len(event.slots)),
        ("promised to each", rules.min_meetings),
        ("at most for each", rules.max_meetings),
    )


def rules_with(event: Event, promised: int, most: int) -> Rules:
    """Give the event's rules with another promise.

    Raises
    ------
    pydantic.ValidationError
        More is promised than allowed.
    """
    return Rules.model_validate(event.rules | {"min_meetings": promised, "max_meetings": most})


def times_after(event: Event, count: int) -> list[Slot]:
    """Make times after the last one, in the rhythm of the last two, outside the breaks."""
    *_, last = event.slots
    length = last.ends_at - last.starts_at
    gap = dt.timedelta(0)
    if len(event.slots) > 1:
        gap = last.starts_at - event.slots[-2].ends_at
    if gap > _LONGEST_GAP:
        gap = dt.timedelta(0)
    added = []
    start, position = last.ends_at + gap, last.position
    for _ in range(count):
        for pause in event.breaks:
            if start < pause.ends_at and pause.starts_at < start + length:
                start = pause.ends_at
        position += 1
        added.append(
            Slot(
                event_id=event.id,
                key=f"s{position + 1:02}",
                position=position,
                starts_at=start,
                ends_at=start + length,
            )
        )
        start += length + gap
    return added


def _put_tables(session: Session, event: Event, counts: Mapping[str, int]) -> None:
    stood = {table.key: table for table in event.tables}
    position = 0
    for zone in event.zones:
        keys = [table.key for table in event.tables if table.zone == zone.name]
        count = counts.get(zone.name, len(keys))
        fresh = (key for n in itertools.count(1) if (key := f"{zone.name} {n}") not in stood)
        for key in (*keys, *itertools.islice(fresh, max(0, count - len(keys)))):
            if key in keys[count:]:
                session.delete(stood[key])
                continue
            table = stood.get(key) or RoomTable(event_id=event.id, key=key, zone=zone.name)
            table.position = position
            position += 1
            session.add(table)
