"""Reads of the timetable: versions, and a version as a `TimetableView`."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.events.models import Event, Slot
from api.matches import queries as matches
from api.matches.models import Candidate
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
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update())


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


def person_of(attendee: Attendee) -> Person:
    """Show an attendee as others at the event see them."""
    return Person(
        attendee.id,
        attendee.key,
        attendee.name or attendee.external_id,
        attendee.organisation,
        attendee.role,
        attendee.external_id,
    )


def view(session: Session, event: Event, version: ScheduleVersion) -> TimetableView:
    """Show a version; meetings that an earlier published version had are there as cancelled."""
    zone = ZoneInfo(event.timezone)
    slots = {
        slot.key: SlotView(slot.key, slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone))
        for slot in event.slots
    }
    zone_of = {table.key: table.zone for table in event.tables}
    order = {table.key: place for place, table in enumerate(event.tables)}
    attendees = session.scalars(select(Attendee).where(Attendee.event_id == event.id)).all()
    people = {attendee.id: person_of(attendee) for attendee in attendees}
    placed = _placements(session, version.id)
    earlier = _earlier(session, event.id, version)
    gone = {key: places[-1] for key, places in earlier.items() if key not in placed}
    meetings = _meetings(session, [*placed, *gone])
    why = {}
    if version.run_id is not None:
        pairs = [(meeting.a_id, meeting.b_id) for meeting in meetings.values()]
        why = matches.candidates_among(session, version.run_id, pairs)
    shown = []
    for meeting_id, (slot_key, table_key) in {**gone, **placed}.items():
        meeting = meetings[meeting_id]
        shown.append(
            MeetingView(
                meeting_id,
                slots[slot_key],
                table_key,
                zone_of.get(table_key, ""),
                people[meeting.a_id],
                people[meeting.b_id],
                _reasons(why.get((meeting.a_id, meeting.b_id))),
                _sequence(earlier.get(meeting_id, []), placed.get(meeting_id)),
                meeting_id in gone,
            )
        )
    shown.sort(key=lambda m: (m.slot.starts, order.get(m.table, 0), m.a.key, m.b.key))
    return TimetableView(
        event.slug,
        event.name,
        event.place,
        event.timezone,
        version.number,
        version.created_at.astimezone(zone),
        tuple(slots.values()),
        tuple(
            Pause(b.name, b.starts_at.astimezone(zone), b.ends_at.astimezone(zone))
            for b in event.breaks
        ),
        tuple(
            sorted(
                (people[a.id] for a in attendees if a.left_at is None),
                key=lambda person: (person.name.casefold(), person.key),
            )
        ),
        tuple(shown),
        version.certificate,
        times_moved(session, event.id),
    )


def _placements(session: Session, version_id: str) -> dict[str, tuple[str, str]]:
    rows = session.execute(
        select(Placement.meeting_id, Placement.slot_key, Placement.table_key).where(
            Placement.version_id == version_id
        )
    )
    return {meeting: (slot, table) for meeting, slot, table in rows}


def _earlier(
    session: Session, event_id: str, version: ScheduleVersion
) -> dict[str, list[tuple[str, str]]]:
    """Where each meeting was in the versions published before, oldest first."""
    until = version.published_at or dt.datetime.max.replace(tzinfo=dt.UTC)
    rows = session.execute(
        select(Placement.meeting_id, Placement.slot_key, Placement.table_key)
        .join(ScheduleVersion, ScheduleVersion.id == Placement.version_id)
        .where(
            ScheduleVersion.event_id == event_id,
            ScheduleVersion.published_at.is_not(None),
            ScheduleVersion.published_at < until,
            ScheduleVersion.id != version.id,
        )
        .order_by(ScheduleVersion.published_at, ScheduleVersion.number)
    )
    places: dict[str, list[tuple[str, str]]] = {}
    for meeting, slot, table in rows:
        places.setdefault(meeting, []).append((slot, table))
    return places


def _sequence(before: list[tuple[str, str]], now: tuple[str, str] | None) -> int:
    """Count the changes people saw: of time or place, and a cancellation."""
    path = [*before, now]
    return sum(one != two for one, two in itertools.pairwise(path))


def _meetings(session: Session, ids: Sequence[str]) -> dict[str, Meeting]:
    found: dict[str, Meeting] = {}
    for start in range(0, len(ids), 5000):
        rows = session.scalars(select(Meeting).where(Meeting.id.in_(ids[start : start + 5000])))
        found.update((row.id, row) for row in rows)
    return found


def _reasons(candidate: Candidate | None) -> tuple[Reason, ...]:
    if candidate is None:
        return ()
    return tuple(
        Reason(reason["for"], reason["need"], reason["offer"], reason["strength"])
        for reason in candidate.reasons
        if reason.get("kind", "need") == "need" and reason["need"] and reason["offer"]
    )


def meeting_times(session: Session, attendee_id: str) -> dict[str, dt.datetime]:
    """Say when the published timetable has an attendee meet whom: other's id -> start, UTC."""
    attendee = session.get_one(Attendee, attendee_id)
    shown = published(session, attendee.event_id)
    if shown is None:
        return {}
    rows = session.execute(
        select(Meeting.a_id, Meeting.b_id, Slot.starts_at)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .join(Slot, (Slot.event_id == Meeting.event_id) & (Slot.key == Placement.slot_key))
        .where(
            Placement.version_id == shown.id,
            or_(Meeting.a_id == attendee_id, Meeting.b_id == attendee_id),
        )
    )
    return {b if a == attendee_id else a: starts for a, b, starts in rows}


def meeting_counts(session: Session, event_id: str) -> dict[str, int] | None:
    """Count each attendee's meetings in the published timetable; None before there is one."""
    shown = published(session, event_id)
    if shown is None:
        return None
    pairs = session.execute(
        select(Meeting.a_id, Meeting.b_id)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .where(Placement.version_id == shown.id)
    )
    return dict(Counter(itertools.chain.from_iterable(pairs)))
