"""Meetings to come that cannot be held: somebody has left the event, or is not there then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from api.attendees.lookup import CALLED
from api.attendees.models import Attendee
from api.db.json_lists import holds
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.held import count_off

_NAMED = 20


@dataclass(frozen=True, slots=True)
class Away:
    """Some who are away at meetings to come, with their times, and how many they are in all."""

    some: tuple[str, ...] = ()
    number: int = 0


def off_at(session: Session, version: ScheduleVersion, slots: Collection[str]) -> int:
    """Count the meetings in some slots that are off, as one of the two has left the event."""
    counts = count_off(session, version)
    return sum(counts.get(slot, 0) for slot in slots)


def away_at(session: Session, version: ScheduleVersion, slots: Mapping[str, str]) -> Away:
    """Find who is away at a meeting in some slots, which are given with their words, in order."""
    sides = ((Meeting.a_id, Meeting.b_id), (Meeting.b_id, Meeting.a_id))
    one, two = (_away(session, version, slots, own, other) for own, other in sides)
    found = one.union_all(two).subquery()
    people = select(found.c.key, found.c.name).distinct().subquery()
    number = session.scalar(select(func.count()).select_from(people)) or 0
    if not number:
        return Away()
    named = session.execute(
        select(people).order_by(func.lower(people.c.name), people.c.key).limit(_NAMED)
    ).all()
    rows = session.execute(select(found).where(found.c.key.in_([row.key for row in named]))).all()
    said = []
    for key, name in named:
        mine = {row.slot_key for row in rows if row.key == key}
        said.append(f"{name} ({', '.join(slots[slot] for slot in slots if slot in mine)})")
    return Away(tuple(said), number)


def _away(
    session: Session,
    version: ScheduleVersion,
    slots: Collection[str],
    own: InstrumentedAttribute[str],
    other: InstrumentedAttribute[str],
) -> Select[str, str, str]:
    left = aliased(Attendee)
    return (
        select(Attendee.key, CALLED.label("name"), Placement.slot_key)
        .join(Meeting, own == Attendee.id)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .join(left, left.id == other)
        .where(
            Attendee.event_id == version.event_id,
            Attendee.available.is_not(None),
            Attendee.left_at.is_(None),
            left.left_at.is_(None),
            Placement.version_id == version.id,
            Placement.slot_key.in_(slots),
            ~holds(session, Attendee.available, Placement.slot_key),
        )
    )
