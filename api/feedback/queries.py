"""Reads of feedback; an attendee reads their own answers and nobody else's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.feedback.models import Feedback

LEARN = "learn-from-answers"
"""Kind of the job that makes a lesson of an event's answers; see `api.feedback.learning`."""


def own_answer(session: Session, meeting_id: str, attendee_id: str) -> Feedback | None:
    """Find what this attendee said of a meeting."""
    return session.get(Feedback, (meeting_id, attendee_id))


def own_answers(session: Session, attendee_id: str) -> dict[str, Feedback]:
    """All that this attendee said, by meeting."""
    rows = session.scalars(select(Feedback).where(Feedback.attendee_id == attendee_id))
    return {row.meeting_id: row for row in rows}


def both_go_on(session: Session, meeting_id: str) -> tuple[Feedback, ...]:
    """Both sides' answers when both met and said go on; else nothing."""
    rows = tuple(
        session.scalars(
            select(Feedback)
            .where(Feedback.meeting_id == meeting_id, Feedback.happened, Feedback.go_on.is_(True))
            .order_by(Feedback.created_at, Feedback.attendee_id)
        )
    )
    return rows if len(rows) == 2 else ()


def either_met(session: Session, meeting_id: str) -> bool:
    """Whether either side says that they met."""
    said = session.scalars(select(Feedback.happened).where(Feedback.meeting_id == meeting_id))
    return any(said)
