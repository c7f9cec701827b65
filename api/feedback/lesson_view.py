"""Lessons as the organiser's page shows them: what each says, and how well it foresees."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.jobs.queries import JobView
from api.matches.lessons import LEAST_NEW
from api.matches.models import StoredLesson

_JUDGES = {
    "learned": "This lesson",
    "prior": "The score as it comes",
    "popularity": "How wanted each person is",
    "constant": "The share of good meetings",
}
# Room at both ends of the axis, so that no dot lies on its edge.
_ROOM = 0.01


@dataclass(frozen=True, slots=True)
class Judge:
    """One way of foreseeing answers, and how well it did."""

    key: str
    label: str
    sure: float
    """Probability it gave to what people then answered, 0..1 (geometric mean)."""
    place: float
    """0..1 between the ends of the axis."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All judges, the ends of their common axis, and what they had not seen."""

    judges: tuple[Judge, ...]
    low: float
    high: float
    left_out: str


@dataclass(frozen=True, slots=True)
class LessonView:
    """One version."""

    number: int
    made_at: dt.datetime
    answers: int
    events: int
    better: bool
    active: bool
    why: str
    changes: tuple[str, ...]
    figures: Figures


def lesson_view(lesson: StoredLesson) -> LessonView:
    """Show a lesson."""
    return LessonView(
        lesson.number,
        lesson.created_at,
        lesson.answers,
        lesson.events,
        lesson.better,
        lesson.active,
        lesson.why,
        tuple(lesson.changes),
        figures(lesson.held_out),
    )


def figures(held_out: Mapping[str, Any]) -> Figures:
    """Turn mean log losses into probabilities on one axis in whole hundredths."""
    sure = {key: math.exp(-held_out[key]) for key in _JUDGES}
    low = max(0.0, math.floor(100 * (min(sure.values()) - _ROOM)) / 100)
    high = min(1.0, math.ceil(100 * (max(sure.values()) + _ROOM)) / 100)
    judges = tuple(
        Judge(key, label, sure[key], (sure[key] - low) / (high - low))
        for key, label in _JUDGES.items()
    )
    return Figures(judges, low, high, held_out["left_out"])


def outcome(job: JobView | None, lessons: Sequence[StoredLesson]) -> str:
    """Say what came of learning last time, where that was no new lesson; else "" ."""
    if job is None or not job.over:
        return ""
    if job.state != "done":
        return job.error or "It was stopped."
    number = job.result["number"]
    if number is None:
        return str(job.result["why"])
    newest = lessons[0]
    if newest.number == number and newest.created_at < job.created_at:
        return f"Lesson {number} still stands: fewer than {LEAST_NEW} answers are new since."
    return ""
