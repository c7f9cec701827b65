"""A stored version in the public formats schedule.json and problem.json (docs/formats.md)."""

from __future__ import annotations

from typing import Any

from api.timetable.models import ScheduleVersion
from api.timetable.versions.open_words import open_certificate
from api.timetable.view import TimetableView

NOTE = "Pairs and wishes are left out: they would tell what people asked for in private."


def schedule_document(version: ScheduleVersion, view: TimetableView) -> dict[str, Any]:
    """Write a version as `confab solve` would; attendees by their keys."""
    meetings = []
    for meeting in view.held():
        first, second = sorted((meeting.a.key, meeting.b.key))
        meetings.append({"a": first, "b": second, "slot": meeting.slot.key, "table": meeting.table})
    return {
        "meetings": meetings,
        "certificate": open_certificate(version.certificate),
        "seconds": version.seconds,
        "seed": version.seed,
    }


def problem_of(version: ScheduleVersion, view: TimetableView) -> dict[str, Any]:
    """Write what a version was made from, each attendee with name and present id in the list.

    Who was suggested to whom is not in it: a pair that one of the two has refused is missing there,
    and a wish raises a score.
    """
    people = {person.key: person for person in view.people}
    attendees = []
    for entry in version.problem.get("attendees", ()):
        person = people.get(entry["id"])
        if person is not None:
            entry = entry | {"name": person.name, "note": f"id {person.listed_id} in the list"}
        attendees.append(entry)
    left_out = ("pairs", "must_meet")
    kept = {name: part for name, part in version.problem.items() if name not in left_out}
    return kept | {"attendees": attendees, "note": NOTE}
