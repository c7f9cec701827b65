"""Take what a person says of a meeting; a mutual yes is heard by threads, one-sided by nobody."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.clock import now
from api.db.rows import HOLD
from api.feedback import queries
from api.feedback.models import Feedback
from api.feedback.queries import LEARN
from api.feedback.schemas import Answer
from api.jobs import service as jobs
from api.jobs.queries import JobView
from api.timetable.models import Meeting

ANSWERED = "feedback-answered"
"""Kind of the job that follows every answer; threads runs it."""


def answer(session: Session, meeting: Meeting, attendee_id: str, given: Answer) -> None:
    """Keep one side's answers; the last ones count.

    The same job follows whatever was said, so that neither the page nor its timing tells
    what the other side said.
    """
    # Both sides may answer at once: the second waits, and then sees what the first said.
    session.refresh(meeting, with_for_update=HOLD)
    row = session.get(Feedback, (meeting.id, attendee_id))
    if row is None:
        row = Feedback(meeting_id=meeting.id, attendee_id=attendee_id)
        session.add(row)
    row.happened = given.happened
    row.worth = given.worth
    row.go_on = given.go_on
    row.next_step = given.next_step
    row.note = given.note
    row.changed_at = now()
    session.flush()
    meeting.happened = queries.either_met(session, meeting.id)
    jobs.start(session, ANSWERED, {"meeting_id": meeting.id}, quick=True)


def ask_to_learn(session: Session, event_id: str, account_id: str) -> JobView:
    """Start learning from an event's answers, or give the job that is under way."""
    return jobs.start(session, LEARN, event_id=event_id, started_by=account_id, quick=True)
