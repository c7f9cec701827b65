"""What a version holds, as rows: enough to count and compare, without names, reasons, history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.models import Slot
from api.kept import Kept
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.changes import Difference


class Seat(NamedTuple):
    """Where a meeting is, and the row ids of the two."""

    slot: str
    table: str
    a: str
    b: str


# Ten megabytes each at 10,000 people.
_kept: Kept[Mapping[str, Seat]] = Kept(4)


def seats(session: Session, version: ScheduleVersion) -> Mapping[str, Seat]:
    """Give every meeting that a version places, by id; those that are `off` are among them.

    What a version places never changes: it is kept by the version's id.
    """
    return _kept.get(version.id, None, lambda: _read(session, version.id))


def _read(session: Session, version_id: str) -> Mapping[str, Seat]:
    rows = session.execute(
        select(
            Placement.meeting_id,
            Placement.slot_key,
            Placement.table_key,
            Meeting.a_id,
            Meeting.b_id,
        )
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .where(Placement.version_id == version_id)
    )
    # Each word once: the same few stand in tens of thousands of rows.
    words: dict[str, str] = {}
    return MappingProxyType(
        {row[0]: Seat(*(words.setdefault(word, word) for word in row[1:])) for row in rows}
    )


def off(session: Session, version: ScheduleVersion) -> dict[str, str]:
    """Give the meetings that are off as one of the two left before: id -> slot's key."""
    return dict(session.execute(_off(version)).all())


def count_off(session: Session, version: ScheduleVersion) -> dict[str, int]:
    """Count the meetings that `off` gives, by slot."""
    found = _off(version).distinct().subquery()
    rows = session.execute(select(found.c.slot_key, func.count()).group_by(found.c.slot_key))
    return dict(rows.all())


def _off(version: ScheduleVersion) -> Select[str, str]:
    gone = select(Attendee.id).where(
        Attendee.event_id == version.event_id, Attendee.left_at.is_not(None)
    )
    # From those who left on, who are few: SQLite would look through all of the version.
    theirs = union(*(select(Meeting.id).where(s.in_(gone)) for s in (Meeting.a_id, Meeting.b_id)))
    return (
        select(Placement.meeting_id, Placement.slot_key)
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .join(Attendee, or_(Attendee.id == Meeting.a_id, Attendee.id == Meeting.b_id))
        .join(Slot, (Slot.event_id == Meeting.event_id) & (Slot.key == Placement.slot_key))
        .where(
            Placement.version_id == version.id,
            Placement.meeting_id.in_(theirs),
            Attendee.left_at < Slot.starts_at,
        )
    )


def held(session: Session, version: ScheduleVersion) -> Mapping[str, Seat]:
    """Give the meetings of a version that take place."""
    gone, placed = off(session, version), seats(session, version)
    return {key: seat for key, seat in placed.items() if key not in gone} if gone else placed


def held_by_slot(session: Session, version: ScheduleVersion) -> dict[str, int]:
    """Count the meetings that take place, by slot; slots without any are left out."""
    rows = session.execute(
        select(Placement.slot_key, func.count())
        .where(Placement.version_id == version.id)
        .group_by(Placement.slot_key)
    )
    counts = dict(rows.all())
    for slot, number in count_off(session, version).items():
        counts[slot] -= number
    return counts


def compared(shown: Mapping[str, Seat], fresh: Mapping[str, Seat]) -> Difference:
    """Compare what two versions hold; see `api.timetable.versions.changes.difference`."""
    added, dropped = fresh.keys() - shown.keys(), shown.keys() - fresh.keys()
    moved = {key for key in fresh.keys() & shown.keys() if fresh[key] != shown[key]}
    touched = [fresh.get(key) or shown[key] for key in (*added, *dropped, *moved)]
    people = frozenset(side for seat in touched for side in (seat.a, seat.b))
    return Difference(len(added), len(dropped), len(moved), people)


def people_of(seats_held: Collection[Seat]) -> frozenset[str]:
    """Give the row ids of everybody who meets somebody."""
    return frozenset(side for seat in seats_held for side in (seat.a, seat.b))
