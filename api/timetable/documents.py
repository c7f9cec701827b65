"""A stored version in the public format of schedule.json (docs/formats.md)."""

from __future__ import annotations

from typing import Any

from api.timetable.models import ScheduleVersion
from api.timetable.view import TimetableView


def schedule_document(version: ScheduleVersion, view: TimetableView) -> dict[str, Any]:
    """Write a version as `confab solve` would; attendees by the organiser's ids."""
    meetings = []
    for meeting in view.held():
        first, second = sorted((meeting.a.key, meeting.b.key))
        meetings.append({"a": first, "b": second, "slot": meeting.slot.key, "table": meeting.table})
    return {
        "meetings": meetings,
        "certificate": version.certificate,
        "seconds": version.seconds,
        "seed": version.seed,
    }
