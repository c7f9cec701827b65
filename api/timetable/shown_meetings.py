"""What pages of other domains show of the published timetable: who meets whom when, how often."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.person_view import MeetingShown
from api.attendees.visibility import GONE
from api.events.models import Event
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.queries import published, view
from api.web.event_times import EventTimes


def meeting_times(session: Session, attendee_id: str) -> dict[str, str]:
    """Say when the published timetable has an attendee meet whom: other's id -> "at 14:20"."""
    attendee = session.get_one(Attendee, attendee_id)
    shown = published(session, attendee.event_id)
    if shown is None:
        return {}
    event = session.get_one(Event, attendee.event_id)
    starts = {slot.key: slot.starts_at for slot in event.slots}
    times = EventTimes.of(event.timezone, starts.values())
    rows = session.execute(
        select(Meeting.a_id, Meeting.b_id, Placement.slot_key)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .where(
            Placement.version_id == shown.id,
            or_(Meeting.a_id == attendee_id, Meeting.b_id == attendee_id),
        )
    )
    return {b if a == attendee_id else a: times.in_sentence(starts[key]) for a, b, key in rows}


def meetings_of(
    session: Session, event_id: str, attendee_id: str
) -> tuple[MeetingShown, ...] | None:
    """List one attendee's meetings of the published timetable; None before there is one."""
    shown = published(session, event_id)
    if shown is None:
        return None
    event = session.get_one(Event, event_id)
    theirs = view(session, event, shown, of=attendee_id, bare=True)
    found = []
    for meeting in theirs.of(attendee_id):
        other = meeting.other(attendee_id)
        there = other.name != GONE
        found.append(
            MeetingShown(
                meeting.slot.starts,
                other.name,
                other.id if there else "",
                meeting.table,
                meeting.cancelled,
            )
        )
    return tuple(found)


def ever_placed(session: Session, people: Collection[str]) -> frozenset[str]:
    """Name those of some attendees who have a meeting in a version that people have ever seen."""
    pairs = session.execute(
        select(Meeting.a_id, Meeting.b_id)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .join(ScheduleVersion, ScheduleVersion.id == Placement.version_id)
        .where(
            ScheduleVersion.published_at.is_not(None),
            or_(Meeting.a_id.in_(people), Meeting.b_id.in_(people)),
        )
        .distinct()
    )
    return frozenset(itertools.chain.from_iterable(pairs)) & frozenset(people)


def meeting_counts(
    session: Session, event_id: str, people: Collection[str]
) -> dict[str, int] | None:
    """Count some attendees' meetings in the published timetable; None before there is one."""
    shown = published(session, event_id)
    if shown is None:
        return None
    pairs = session.execute(
        select(Meeting.a_id, Meeting.b_id)
        .join(Placement, Placement.meeting_id == Meeting.id)
        .where(
            Placement.version_id == shown.id,
            or_(Meeting.a_id.in_(people), Meeting.b_id.in_(people)),
        )
    )
    return dict(Counter(itertools.chain.from_iterable(pairs)))
