"""The organiser's page of lessons: what feedback taught, which lesson is used, and going back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.events.access import Editing, OrganiserHere, Viewing
from api.events.heading import Heading
from api.feedback.lesson_view import LessonView, lesson_view, outcome
from api.feedback.queries import LEARN
from api.feedback.service import ask_to_learn
from api.jobs.queries import last_of
from api.matches import lessons
from api.matches.queries import last_run
from api.web.access import not_found
from api.web.conflict import stamp_of
from api.web.forms import Fields, SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_OLDER = (
    "Somebody else chose meanwhile; below is what is used now. Press again if yours still holds."
)


@dataclass(frozen=True, slots=True)
class LessonsPage:
    """Context of feedback/lessons.html."""

    event: Heading
    lessons: tuple[LessonView, ...]
    used: int | None
    matched_by: int | None
    matched: bool
    learning: bool
    outcome: str
    stamp: str
    older: str = ""
    """Why the press of a button was not heeded: the page was older than what is used now."""


@router.get("/organise/{slug}/lessons")
def show_lessons(request: Request, here: Viewing, session: Reading) -> Response:
    """Show all lessons, newest first."""
    return page(request, "feedback/lessons.html", _context(session, here))


@router.post("/organise/{slug}/lessons")
def act(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Learn from the answers, use a lesson, or go back to the score as it comes."""
    path = f"/organise/{here.slug}/lessons"
    action, account = sent.one("action"), here.account.account_id
    if action == "learn":
        ask_to_learn(session, here.event_id, account)
        return go_to(request, path)
    if action not in ("back", "use"):
        raise not_found()
    # Of two who choose at once the second sees what the first has chosen.
    lessons.hold(session, here.event_id)
    shown = _context(session, here)
    if sent.stamp and sent.stamp != shown.stamp:
        return page(request, "feedback/lessons.html", replace(shown, older=_OLDER), 409)
    if action == "back":
        lessons.go_back(session, here.event_id, account)
        return go_to(request, path, "The next timetable uses the score as it comes.")
    lesson = lessons.lesson_of(session, here.event_id, _number(sent))
    if lesson is None:
        raise not_found()
    try:
        lessons.activate(session, lesson, account)
    except lessons.NotBetter as refused:
        return go_to(request, path, str(refused), "problem")
    return go_to(request, path, f"The next timetable uses lesson {lesson.number}.")


def _number(sent: Fields) -> int:
    text = sent.one("number")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise not_found()
    return int(text)


def _context(session: Session, here: OrganiserHere) -> LessonsPage:
    rows = lessons.lessons_of(session, here.event_id)
    run, job = last_run(session, here.event_id), last_of(session, LEARN, here.event_id)
    number = {row.id: row.number for row in rows}
    used = next((row.number for row in rows if row.active), None)
    return LessonsPage(
        Heading.of(here),
        tuple(lesson_view(row) for row in rows),
        used,
        number.get(run.lesson_id) if run and run.lesson_id else None,
        run is not None,
        job is not None and not job.over,
        outcome(job, rows),
        stamp_of({"used": (str(used),)}),
    )
