"""Reads of the timetable: versions, and a version as a `TimetableView`."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.visibility import GONE, stated
from api.db.rows import HOLD
from api.events.models import Event, RoomTable
from api.matches import queries as matches
from api.matches.common_ground import common_ground
from api.matches.models import MatchRun
from api.matches.shown_reasons import shown_reasons
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.time_changes import times_moved
from api.timetable.view import (
    MeetingView,
    Pause,
    Person,
    Reason,
    SlotView,
    TimetableView,
)


def versions(session: Session, event_id: str) -> Sequence[ScheduleVersion]:
    """All versions of an event's timetable, newest first."""
    return session.scalars(
        select(ScheduleVersion)
        .where(ScheduleVersion.event_id == event_id)
        .order_by(ScheduleVersion.number.desc())
    ).all()


def version(session: Session, event_id: str, number: int | None = None) -> ScheduleVersion | None:
    """Find a version by its number, or the newest."""
    query = select(ScheduleVersion).where(ScheduleVersion.event_id == event_id)
    if number is not None:
        query = query.where(ScheduleVersion.number == number)
    return session.scalar(query.order_by(ScheduleVersion.number.desc()).limit(1))


def published(session: Session, event_id: str) -> ScheduleVersion | None:
    """Find the version that attendees see: the one published last."""
    return session.scalar(
        select(ScheduleVersion)
        .where(ScheduleVersion.event_id == event_id, ScheduleVersion.published_at.is_not(None))
        .order_by(ScheduleVersion.published_at.desc(), ScheduleVersion.number.desc())
        .limit(1)
    )


def hold_event(session: Session, event_id: str) -> None:
    """Let nobody else publish in the event before this transaction is over."""
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(**HOLD))


def published_before(session: Session, version: ScheduleVersion) -> ScheduleVersion | None:
    """Find the version that attendees saw before this one was published."""
    return session.scalar(
        select(ScheduleVersion)
        .where(
            ScheduleVersion.event_id == version.event_id,
            ScheduleVersion.published_at < version.published_at,
        )
        .order_by(ScheduleVersion.published_at.desc())
        .limit(1)
    )


def next_number(session: Session, event_id: str) -> int:
    """Give the number of the next version."""
    last = session.scalar(
        select(func.max(ScheduleVersion.number)).where(ScheduleVersion.event_id == event_id)
    )
    return (last or 0) + 1


def meeting_of(session: Session, meeting_id: str, attendee_id: str) -> Meeting | None:
    """Find a meeting if the attendee is one of its two."""
    meeting = session.get(Meeting, meeting_id)
    if meeting is None or attendee_id not in (meeting.a_id, meeting.b_id):
        return None
    return meeting


def view(
    session: Session,
    event: Event,
    version: ScheduleVersion,
    *,
    of: str | Collection[str] = "",
    bare: bool = False,
) -> TimetableView:
    """Show a version, in names and reasons that may be read now; what it dropped as cancelled.

    Parameters
    ----------
    of
        Attendee row id, or several: give their meetings alone, and no more people than meet there.
    bare
        Give what is held, and nothing of why or what was before.
    """
    slots = _slots(event, zone := ZoneInfo(event.timezone))
    whose = (of,) if of and isinstance(of, str) else of
    mine = _meetings_of(session, whose) if whose else None
    placed, gone = _placements(session, event.id, version, mine, bare=bare)
    meetings = _meetings(session, [*placed, *gone]) if mine is None else mine
    pairs = [(meetings[key].a_id, meetings[key].b_id) for key in (*placed, *gone)]
    people, left = _people(session, event.id, {*whose, *itertools.chain(*pairs)} if whose else None)
    why, common = ({}, {}) if bare else _why_and_common(session, version, pairs)
    tables = _tables(session, event.id, [*placed.values(), *gone.values()] if whose else None)
    shown = []
    for meeting_id, (slot_key, table_key) in {**gone, **placed}.items():
        meeting, slot = meetings[meeting_id], slots[slot_key]
        both = (meeting.a_id, meeting.b_id)
        off = meeting_id in placed and any(left.get(s, slot.starts) < slot.starts for s in both)
        shown.append(
            MeetingView(
                meeting_id,
                slot,
                table_key,
                tables.get(table_key, ("", 0))[0],
                people[meeting.a_id],
                people[meeting.b_id],
                why.get(both, ()),
                meeting.sequence + off,
                meeting_id in gone or off,
                off,
                common.get(both, ""),
            )
        )
    shown.sort(key=lambda m: (m.slot.utc, tables.get(m.table, ("", 0))[1], m.a.key, m.b.key))
    return TimetableView(
        event.slug,
        event.name,
        event.place,
        event.timezone,
        version.number,
        version.created_at.astimezone(zone),
        tuple(slots.values()),
        _pauses(event, zone),
        _by_name(person for person in people.values() if person.id not in left),
        tuple(shown),
        times_moved(session, event.id),
    )


def _tables(
    session: Session, event_id: str, seats: Collection[tuple[str, str]] | None
) -> dict[str, tuple[str, int]]:
    """Give zone and place in the room by table; of those of some seats, or all."""
    query = select(RoomTable.key, RoomTable.zone, RoomTable.position).where(
        RoomTable.event_id == event_id
    )
    if seats is not None:
        query = query.where(RoomTable.key.in_({table for _, table in seats}))
    return {key: (zone, position) for key, zone, position in session.execute(query)}


def _by_name(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda person: (person.name.casefold(), person.key)))


def _slots(event: Event, zone: ZoneInfo) -> dict[str, SlotView]:
    return {
        slot.key: SlotView(slot.key, slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone))
        for slot in event.slots
    }


def _pauses(event: Event, zone: ZoneInfo) -> tuple[Pause, ...]:
    return tuple(
        Pause(b.name, b.starts_at.astimezone(zone), b.ends_at.astimezone(zone))
        for b in event.breaks
    )


def _why(
    session: Session, version: ScheduleVersion, pairs: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Reason, ...]]:
    """Give why pairs meet, as far as it may be read now."""
    if version.run_id is None:
        return {}
    known = matches.candidates_among(session, version.run_id, pairs)
    return {
        pair: tuple(
            Reason(
                reason.for_id, reason.need, reason.offer, reason.strength, reason.role, reason.kind
            )
            for reason in reasons
        )
        for pair, reasons in shown_reasons(session, known.values()).items()
    }


def _why_and_common(
    session: Session, version: ScheduleVersion, pairs: Sequence[tuple[str, str]]
) -> tuple[dict[tuple[str, str], tuple[Reason, ...]], dict[tuple[str, str], str]]:
    """Give why pairs meet, and what is true of those for whom no reason may be told."""
    why = _why(session, version, pairs)
    run = session.get(MatchRun, version.run_id) if version.run_id else None
    unsaid = (pair for pair in pairs if not why.get(pair))
    return why, common_ground(session, unsaid, matches.usual_facts_of(run))


def _people(
    session: Session, event_id: str, ids: Collection[str] | None
) -> tuple[dict[str, Person], dict[str, dt.datetime]]:
    """Give people as others see them, by row id, and when those left who did; all without ids."""
    query = select(
        Attendee.id,
        Attendee.key,
        Attendee.external_id,
        Attendee.name,
        Attendee.organisation,
        Attendee.role,
        Attendee.left_at,
    )
    people: dict[str, Person] = {}
    left: dict[str, dt.datetime] = {}
    # By the ids alone: beside the event's, SQLite would look through all of the event.
    query = query.where(Attendee.event_id == event_id if ids is None else Attendee.id.in_(ids))
    for person, key, listed, name, firm, role, left_at in session.execute(query):
        firm, role = stated(firm), stated(role)
        people[person] = Person(person, key, name or listed, firm, role, listed)
        if left_at is not None:
            people[person] = Person(person, key, GONE, listed_id=listed)
            left[person] = left_at
    return people, left


def _placements(
    session: Session,
    event_id: str,
    version: ScheduleVersion,
    of: Collection[str] | None,
    *,
    bare: bool,
) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[str, str]]]:
    """Where each meeting is, or each of some; and where those were last that it has no more."""
    until = version.published_at or dt.datetime.max.replace(tzinfo=dt.UTC)
    query = select(
        Placement.version_id, Placement.meeting_id, Placement.slot_key, Placement.table_key
    )
    if of is not None:
        query = query.where(Placement.meeting_id.in_(of))
    if bare:
        query = query.where(Placement.version_id == version.id)
    else:
        shown_before = (ScheduleVersion.published_at < until) & (ScheduleVersion.id != version.id)
        query = (
            query.join(ScheduleVersion, ScheduleVersion.id == Placement.version_id)
            .where(
                ScheduleVersion.event_id == event_id,
                or_(ScheduleVersion.id == version.id, shown_before),
            )
            .order_by(ScheduleVersion.published_at, ScheduleVersion.number)
        )
    placed: dict[str, tuple[str, str]] = {}
    earlier: dict[str, tuple[str, str]] = {}
    for version_id, meeting, slot, table in session.execute(query):
        (placed if version_id == version.id else earlier)[meeting] = slot, table
    return placed, {key: place for key, place in earlier.items() if key not in placed}


def _meetings_of(session: Session, people: Collection[str]) -> dict[str, Meeting]:
    mine = or_(Meeting.a_id.in_(people), Meeting.b_id.in_(people))
    return {row.id: row for row in session.scalars(select(Meeting).where(mine))}


def _meetings(session: Session, ids: Sequence[str]) -> dict[str, Meeting]:
    found: dict[str, Meeting] = {}
    for start in range(0, len(ids), 5000):
        rows = session.scalars(select(Meeting).where(Meeting.id.in_(ids[start : start + 5000])))
        found.update((row.id, row) for row in rows)
    return found
