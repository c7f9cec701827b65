"""How often what people see of a meeting has changed: SEQUENCE of its calendar entry (RFC 5545).

Counted when it happens and kept with the meeting, so that it only ever rises: a version shown
again reaches calendars as the next revision. What moves all, such as a delay, comes on top of it
(`api.timetable.time_changes`).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.timetable.models import Meeting, Placement, ScheduleVersion

_CHUNK = 500


def count_publication(
    session: Session, version: ScheduleVersion, before: ScheduleVersion | None
) -> None:
    """Count for every meeting that showing ``version`` after ``before`` moves, drops or revives.

    To be called before the version is marked as published: a meeting that nobody has ever seen
    begins at 0.
    """
    if before is None:
        return
    was, will = (_places(session, each.id) for each in (before, version))
    changed = {key for key in was.keys() | will.keys() if was.get(key) != will.get(key)}
    seen = set(
        session.scalars(
            select(Placement.meeting_id)
            .join(ScheduleVersion, ScheduleVersion.id == Placement.version_id)
            .where(
                ScheduleVersion.event_id == version.event_id,
                ScheduleVersion.published_at.is_not(None),
            )
        )
    )
    _count(session, changed & seen)


def _places(session: Session, version_id: str) -> dict[str, tuple[str, str]]:
    rows = session.execute(
        select(Placement.meeting_id, Placement.slot_key, Placement.table_key).where(
            Placement.version_id == version_id
        )
    )
    return {meeting: (slot, table) for meeting, slot, table in rows}


def _count(session: Session, meetings: Collection[str]) -> None:
    ids = sorted(meetings)
    for start in range(0, len(ids), _CHUNK):
        session.execute(
            update(Meeting)
            .where(Meeting.id.in_(ids[start : start + _CHUNK]))
            .values(sequence=Meeting.sequence + 1)
        )
