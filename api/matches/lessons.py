"""Lessons of an event: kept as numbered versions, at most one of them active."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.clock import now
from api.db.rows import HOLD
from api.events import log
from api.events.models import Event
from api.matches.models import StoredLesson
from matcher import Weights

if TYPE_CHECKING:
    # Loads scikit-learn, which has no place in the web process.
    from matcher.learning.learn import Lesson

LEARNED = log.declare("lesson-learned", "Lesson {number} learned from {answers} answers")
USED = log.declare("lesson-used", "Lesson {number} is used from the next timetable on")
LEFT = log.declare("lesson-left", "The score as it comes is used from the next timetable on")
LEAST_NEW = 10
"""Were a lesson learned again after every answer, what changes would tell what one person said."""


class NotBetter(Exception):
    """The lesson judges no better than the score as it comes; the text says why, for people."""


def lessons_of(session: Session, event_id: str) -> Sequence[StoredLesson]:
    """List an event's lessons, newest first."""
    return session.scalars(
        select(StoredLesson)
        .where(StoredLesson.event_id == event_id)
        .order_by(StoredLesson.number.desc())
    ).all()


def lesson_of(session: Session, event_id: str, number: int) -> StoredLesson | None:
    """Find a lesson by its number."""
    return session.scalar(
        select(StoredLesson).where(StoredLesson.event_id == event_id, StoredLesson.number == number)
    )


def active_lesson(session: Session, event_id: str) -> StoredLesson | None:
    """Find the lesson that matching uses; None for the score as it comes."""
    return session.scalar(
        select(StoredLesson).where(StoredLesson.event_id == event_id, StoredLesson.active)
    )


def weights_of(lesson: StoredLesson | None) -> Weights | None:
    """Give a lesson's weights as the matcher takes them."""
    return None if lesson is None else Weights(**lesson.weights)


def hold(session: Session, event_id: str) -> None:
    """Let nobody else keep or choose a lesson before this transaction is over."""
    # Rows that refer to the event, such as its log, may still come in.
    held = select(Event.id).where(Event.id == event_id)
    session.execute(held.with_for_update(**HOLD))


def keep(
    session: Session, event_id: str, lesson: Lesson, account_id: str | None = None
) -> StoredLesson | None:
    """Keep a lesson as the next version, not active; give it, or the version that still stands.

    Nothing is kept of answers that were too few to learn from; and the last version stands
    until the number of answers has changed by `LEAST_NEW`.
    """
    hold(session, event_id)
    newest = next(iter(lessons_of(session, event_id)), None)
    if newest is not None and abs(newest.answers - lesson.answers) < LEAST_NEW:
        return newest
    if lesson.held_out is None:
        return None
    kept = StoredLesson(
        event_id=event_id,
        number=1 if newest is None else newest.number + 1,
        weights=asdict(lesson.weights),
        held_out=asdict(lesson.held_out),
        better=lesson.better,
        why=lesson.why,
        changes=list(lesson.changes),
        answers=lesson.answers,
        events=lesson.events,
    )
    session.add(kept)
    session.flush()
    log.record(session, LEARNED, event_id, account_id, number=kept.number, answers=lesson.answers)
    return kept


def activate(session: Session, lesson: StoredLesson, account_id: str | None = None) -> None:
    """Have matching use a lesson from now on, in place of the one it used.

    Raises
    ------
    NotBetter
        If it judged no better than the score as it comes; what was used stays in use.
    """
    if not lesson.better:
        raise NotBetter(lesson.why)
    hold(session, lesson.event_id)
    session.refresh(lesson)
    if lesson.active:
        return
    _retire(session, lesson.event_id)
    lesson.active, lesson.activated_at = True, now()
    log.record(session, USED, lesson.event_id, account_id, number=lesson.number)


def go_back(session: Session, event_id: str, account_id: str | None = None) -> bool:
    """Have matching use the score as it comes again; give whether a lesson was in use."""
    hold(session, event_id)
    if not _retire(session, event_id):
        return False
    log.record(session, LEFT, event_id, account_id)
    return True


def _retire(session: Session, event_id: str) -> bool:
    used = active_lesson(session, event_id)
    if used is None:
        return False
    used.active = False
    # Before another becomes active: the database knows only one at a time.
    session.flush()
    return True
