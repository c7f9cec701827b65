"""Who is told when a version is published: whose agenda changes, and who is left over."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.timetable.models import ScheduleVersion


def recipients(
    session: Session,
    event_id: str,
    touched: Collection[str],
    placed: Collection[str],
    before: ScheduleVersion | None,
) -> list[str]:
    """List the ids of who gets a mail; only those who can be sent one.

    Parameters
    ----------
    touched
        Ids of those whose agenda changes.
    placed
        Ids of those who have a meeting in the version.
    before
        The version people saw. Who has no meeting is told so with the first timetable they
        could be in, not with each new one.
    """
    seen = before.published_at if before is not None else None
    able = session.execute(
        select(Attendee.id, Attendee.coming, Attendee.joined_at).where(
            Attendee.event_id == event_id, Attendee.email != "", Attendee.left_at.is_(None)
        )
    )
    return [
        person
        for person, coming, joined_at in able
        if person in touched
        or (person not in placed and coming != "no" and (seen is None or joined_at > seen))
    ]
