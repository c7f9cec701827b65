"""Page of feedback about one meeting; the same thanks whatever the other side said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.access import AttendeeHere, Attending
from api.clock import now
from api.db.rows import HOLD
from api.events.heading import Heading
from api.events.models import Event
from api.feedback import queries, service
from api.feedback.models import Feedback
from api.feedback.schemas import Answer
from api.matches.queries import candidates_among
from api.matches.reason_pairs import ReasonPair, reason_pairs
from api.matches.shown_reasons import reasons_of
from api.timetable.models import Meeting
from api.timetable.queries import meeting_of, published, view
from api.timetable.view import MeetingView
from api.web.access import not_found
from api.web.conflict import Words, choose, stamp_of
from api.web.forms import Fields, SentFields, check
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_LABELS = {
    "happened": "Did you meet?",
    "worth": "Was it worth your time?",
    "go_on": "Would you like to go on?",
    "next_step": "What did you agree to do next?",
    "note": "A note for yourself",
}
_VALUES = {
    ("happened", "yes"): "Yes, we met",
    ("happened", "no"): "No, it did not happen",
    ("go_on", "yes"): "Yes, let us go on",
    ("go_on", "no"): "No, that was good as it was",
}


@dataclass(frozen=True, slots=True)
class MeetingHead:
    """The meeting that is asked about, as the reader had it."""

    id: str
    name: str
    detail: str
    table: str
    start: dt.datetime
    end: dt.datetime
    begun: bool
    reasons: tuple[ReasonPair, ...]


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """What is filled in; "" and None where nothing is yet."""

    happened: str = ""
    worth: int | None = None
    go_on: str = ""
    next_step: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """Context of feedback/feedback.html."""

    event: Heading
    meeting: MeetingHead
    form: FeedbackForm
    answered: bool
    stamp: str
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/e/{slug}/feedback/{meeting_id}")
def ask(request: Request, meeting_id: str, here: Attending, session: Reading) -> Response:
    """Ask how a meeting was."""
    _, head = _meeting(session, here, meeting_id)
    row = queries.own_answer(session, meeting_id, here.attendee_id)
    form = _filled(row) if row else FeedbackForm()
    context = FeedbackPage(Heading.of(here), head, form, row is not None, stamp_of(_values_of(row)))
    return page(request, "feedback/feedback.html", context)


@router.post("/e/{slug}/feedback/{meeting_id}")
def answer(
    request: Request, meeting_id: str, here: Attending, sent: SentFields, session: Writing
) -> Response:
    """Keep the answers; nothing can be said of a meeting that has not begun."""
    meeting, head = _meeting(session, here, meeting_id)
    if not head.begun:
        early = {"": "This meeting has not begun. Afterwards, say here how it was."}
        context = FeedbackPage(Heading.of(here), head, _typed(sent), False, "", early)
        return page(request, "feedback/feedback.html", context, 422)
    # Of two windows that save at once the second sees what the first has stored.
    session.refresh(meeting, with_for_update=HOLD)
    row = queries.own_answer(session, meeting_id, here.attendee_id)
    stored = _values_of(row)
    stamp = stamp_of(stored)
    if sent.stamp and sent.stamp != stamp:
        yours = {name: sent.many(name) for name in _LABELS if sent.many(name)}
        asked = choose(request, yours, stored, Words(_LABELS, _VALUES), stamp)
        if asked is not None:
            return asked
    given = check(Answer, _values(sent))
    if isinstance(given, dict):
        known = row is not None
        context = FeedbackPage(Heading.of(here), head, _typed(sent), known, stamp, given)
        return page(request, "feedback/feedback.html", context, 422)
    service.answer(session, meeting, here.attendee_id, given)
    thanks = "Thank you. If you both want to go on, you find a thread under Threads."
    return go_to(request, f"/e/{here.slug}/agenda", thanks)


def _meeting(session: Session, here: AttendeeHere, meeting_id: str) -> tuple[Meeting, MeetingHead]:
    row = meeting_of(session, meeting_id, here.attendee_id)
    version = published(session, here.event_id)
    if row is None or version is None:
        raise not_found()
    event = session.get_one(Event, here.event_id)
    shown = view(session, event, version, of=here.attendee_id)
    found = next((m for m in shown.meetings if m.id == meeting_id), None)
    if found is None:
        raise not_found()
    pairs: tuple[ReasonPair, ...] = ()
    if version.run_id:
        candidates = candidates_among(session, version.run_id, [(row.a_id, row.b_id)])
        why = reasons_of(session, candidates.get((row.a_id, row.b_id)))
        pairs = reason_pairs(why, here.attendee_id)
    return row, _head(found, here.attendee_id, pairs)


def _head(meeting: MeetingView, reader: str, pairs: tuple[ReasonPair, ...]) -> MeetingHead:
    other = meeting.other(reader)
    detail = ", ".join(part for part in (other.role, other.organisation) if part)
    return MeetingHead(
        meeting.id,
        other.name,
        detail,
        meeting.table,
        meeting.slot.starts,
        meeting.slot.ends,
        meeting.slot.starts <= now(),
        pairs,
    )


def _values(sent: Fields) -> dict[str, Any]:
    """Fields for the model: "yes" and "no" as such, what was not answered left out."""
    values = sent.plain()
    for name in ("happened", "go_on"):
        if name in values:
            values[name] = {"yes": True, "no": False}.get(values[name], values[name])
    return values


def _values_of(row: Feedback | None) -> dict[str, tuple[str, ...]]:
    """Put stored answers as the form's fields, those without an answer left out."""
    if row is None:
        return {}
    form = _filled(row)
    texts = {name: str(getattr(form, name) or "") for name in _LABELS}
    return {name: (text,) for name, text in texts.items() if text}


def _filled(row: Feedback) -> FeedbackForm:
    happened = "yes" if row.happened else "no"
    go_on = {True: "yes", False: "no", None: ""}[row.go_on]
    return FeedbackForm(happened, row.worth, go_on, row.next_step, row.note)


def _typed(sent: Fields) -> FeedbackForm:
    worth = sent.one("worth")
    return FeedbackForm(
        sent.one("happened"),
        int(worth) if worth in ("1", "2", "3", "4", "5") else None,
        sent.one("go_on"),
        sent.one("next_step"),
        sent.one("note"),
    )
