"""Who met at an earlier event of the same organisers."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from api.attendees.models import Attendee
from api.events.series import earlier_of_same_organisers
from api.timetable.models import Meeting, Placement
from api.timetable.queries import published


def met_before(session: Session, event_id: str) -> set[tuple[str, str]]:
    """Give pairs of this event's attendees who met at an earlier one, by account.

    They met if either said so; where nobody said anything, if the timetable that people saw
    last had them meet.
    """
    pairs: set[tuple[str, str]] = set()
    for earlier in earlier_of_same_organisers(session, event_id):
        shown = published(session, earlier)
        planned = Meeting.id.in_(
            select(Placement.meeting_id).where(Placement.version_id == (shown.id if shown else ""))
        )
        then_a, then_b = aliased(Attendee), aliased(Attendee)
        now_a, now_b = aliased(Attendee), aliased(Attendee)
        rows = session.execute(
            select(now_a.id, now_b.id)
            .select_from(Meeting)
            .join(then_a, then_a.id == Meeting.a_id)
            .join(then_b, then_b.id == Meeting.b_id)
            .join(now_a, and_(now_a.account_id == then_a.account_id, now_a.event_id == event_id))
            .join(now_b, and_(now_b.account_id == then_b.account_id, now_b.event_id == event_id))
            .where(
                Meeting.event_id == earlier,
                or_(Meeting.happened.is_(True), and_(Meeting.happened.is_(None), planned)),
            )
        )
        pairs.update((a, b) for a, b in rows)
    return pairs
