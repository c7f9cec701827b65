"""Who meets whom in a version, by time or by person, a page at a time, for the organiser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import Session, aliased

from api.attendees.models import Attendee
from api.attendees.queries import count, some
from api.attendees.visibility import GONE
from api.events.models import Event, RoomTable, Slot
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.held import held_by_slot
from api.web.paging import Pages

# Meetings of a version that is shown whole; above, it is one time after the other.
_WHOLE = 300
_MEETINGS, _PEOPLE = 120, 50


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A table and the two who sit there, with their keys."""

    table: str
    a: str
    b: str
    a_key: str
    b_key: str


@dataclass(frozen=True, slots=True)
class SlotRows:
    """A slot, how many meet then, and their meetings by table where they are shown."""

    key: str
    start: dt.datetime
    end: dt.datetime
    number: int
    meetings: tuple[MeetingRow, ...]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A meeting in one person's list."""

    start: dt.datetime
    end: dt.datetime
    other: str
    table: str


@dataclass(frozen=True, slots=True)
class PersonRows:
    """A person with their meetings in order of time."""

    key: str
    name: str
    organisation: str
    meetings: tuple[OwnRow, ...]


def by_time(
    session: Session, event: Event, version: ScheduleVersion, slot: str, page: int
) -> tuple[tuple[SlotRows, ...], Pages]:
    """Group a version's meetings by slot: all of them where they are few, else those of one slot.

    Parameters
    ----------
    slot
        Key of the slot to show where not all are; any other word means the first.
    page
        Of its meetings.
    """
    zone = ZoneInfo(event.timezone)
    counts = held_by_slot(session, version)
    keys = [each.key for each in event.slots]
    whole = sum(counts.values()) <= _WHOLE
    first = next((key for key in keys if counts.get(key)), keys[0])
    shown = keys if whole else [slot if slot in keys else first]
    pages = Pages.of(page, counts.get(shown[0], 0), _WHOLE if whole else _MEETINGS)
    found: dict[str, list[MeetingRow]] = {}
    query = _meetings(version).where(Placement.slot_key.in_(shown)).limit(pages.a_page)
    for row in session.execute(query.offset(pages.before)):
        found.setdefault(row.slot, []).append(
            MeetingRow(row.table, row.a_name, row.b_name, row.a_key, row.b_key)
        )
    rows = tuple(
        SlotRows(
            each.key,
            each.starts_at.astimezone(zone),
            each.ends_at.astimezone(zone),
            counts.get(each.key, 0),
            tuple(found.get(each.key, ())),
        )
        for each in event.slots
    )
    return rows, pages


def by_person(
    session: Session, event: Event, version: ScheduleVersion, page: int
) -> tuple[tuple[PersonRows, ...], Pages]:
    """Group a version's meetings by person, by name; those without any are there too."""
    zone = ZoneInfo(event.timezone)
    pages = Pages.of(page, count(session, event.id), _PEOPLE)
    people = some(session, event.id, "", pages.before, _PEOPLE)
    times = {slot.key: slot for slot in event.slots}
    own: dict[str, list[OwnRow]] = {person.id: [] for person in people}
    ids: Collection[str] = own.keys()
    mine = or_(Meeting.a_id.in_(ids), Meeting.b_id.in_(ids))
    for row in session.execute(_meetings(version).where(mine)):
        start, end = (
            moment.astimezone(zone)
            for moment in (times[row.slot].starts_at, times[row.slot].ends_at)
        )
        for person, other in ((row.a_id, row.b_name), (row.b_id, row.a_name)):
            if person in own:
                own[person].append(OwnRow(start, end, other, row.table))
    rows = tuple(
        PersonRows(p.key, p.name or p.external_id, p.organisation, tuple(own[p.id])) for p in people
    )
    return rows, pages


def _meetings(version: ScheduleVersion) -> Select[tuple[str, ...]]:
    """Select the meetings that take place, by time and table, with the two's names."""
    a, b = aliased(Attendee), aliased(Attendee)
    here = [or_(one.left_at.is_(None), one.left_at >= Slot.starts_at) for one in (a, b)]
    names = [
        case((one.left_at.is_not(None), GONE), (one.name != "", one.name), else_=one.external_id)
        for one in (a, b)
    ]
    return (
        select(
            Placement.slot_key.label("slot"),
            Placement.table_key.label("table"),
            Meeting.a_id,
            Meeting.b_id,
            names[0].label("a_name"),
            names[1].label("b_name"),
            a.key.label("a_key"),
            b.key.label("b_key"),
        )
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .join(a, a.id == Meeting.a_id)
        .join(b, b.id == Meeting.b_id)
        .join(Slot, (Slot.event_id == Meeting.event_id) & (Slot.key == Placement.slot_key))
        .outerjoin(
            RoomTable,
            (RoomTable.event_id == Meeting.event_id) & (RoomTable.key == Placement.table_key),
        )
        .where(Placement.version_id == version.id, *here)
        .order_by(Slot.starts_at, RoomTable.position, Placement.table_key)
    )
