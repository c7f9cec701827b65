"""Take what a person says of a meeting; a mutual yes is heard by threads, one-sided by nobody."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.clock import now
from api.feedback import queries
from api.feedback.models import Feedback
from api.feedback.schemas import Answer
from api.jobs import service as jobs
from api.timetable.models import Meeting

ANSWERED = "feedback-answered"
"""Kind of the job that follows every answer; threads runs it."""
LEARN = "learn-from-answers"
"""Kind of the job that makes a lesson of an event's answers; see `api.feedback.learning`."""


def answer(session: Session, meeting: Meeting, attendee_id: str, given: Answer) -> None:
    """Keep one side's answers; the last ones count.

    The same job follows whatever was said, so that neither the page nor its timing tells
    what the other side said.
    """
    # Both sides may answer at once: the second waits, and then sees what the first said.
    session.refresh(meeting, with_for_update=True)
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
