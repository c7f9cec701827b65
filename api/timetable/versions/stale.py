"""Whether a version that came from a repair still holds, or was overtaken in the meantime."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from api.events.models import Event
from api.timetable import queries
from api.timetable.models import ScheduleVersion
from api.timetable.versions.causes import repair_of
from api.timetable.view import MeetingView, TimetableView


def stale_reason(session: Session, version: ScheduleVersion, moment: dt.datetime) -> str:
    """Say why a repair can no longer be applied as it is; "" where it can, or is no repair."""
    job = repair_of(session, version)
    if job is None or version.published_at is not None:
        return ""
    shown = queries.published(session, version.event_id)
    if shown is None or shown.number != job.payload["of"]:
        return "Another version has been published since this was worked out."
    event = session.get_one(Event, version.event_id)
    since = dt.datetime.fromisoformat(job.result["from"])
    old, fresh = (queries.view(session, event, v, bare=True) for v in (shown, version))
    if any(since <= m.slot.starts <= moment for m in _touched(old, fresh)):
        return "Meetings that this would change have begun in the meantime."
    return ""


def _touched(old: TimetableView, fresh: TimetableView) -> list[MeetingView]:
    """Meetings as they were or will be, where the two differ."""
    was = {(m.id, m.slot.key, m.table): m for m in old.held()}
    will = {(m.id, m.slot.key, m.table): m for m in fresh.held()}
    return [meeting for key, meeting in {**was, **will}.items() if (key in was) != (key in will)]
