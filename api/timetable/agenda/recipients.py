"""Who is told when a version is published: whose agenda changes, and who is left over."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.timetable.models import ScheduleVersion
from api.timetable.view import TimetableView


def recipients(
    session: Session,
    event_id: str,
    touched: Collection[str],
    fresh: TimetableView,
    before: ScheduleVersion | None,
) -> Sequence[Attendee]:
    """List who gets a mail; only those who can be sent one.

    Parameters
    ----------
    touched
        Ids of those whose agenda changes.
    before
        The version people saw. Who has no meeting is told so with the first timetable they
        could be in, not with each new one.
    """
    placed = {person.id for meeting in fresh.held() for person in (meeting.a, meeting.b)}
    seen = before.published_at if before is not None else None

    def is_told(person: Attendee) -> bool:
        if person.id in touched:
            return True
        left_over = person.id not in placed and person.coming != "no"
        return left_over and (seen is None or person.joined_at > seen)

    able = session.scalars(
        select(Attendee).where(
            Attendee.event_id == event_id, Attendee.email != "", Attendee.left_at.is_(None)
        )
    )
    return [person for person in able if is_told(person)]
