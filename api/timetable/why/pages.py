"""The organiser asks why: about a person's meetings, or about two who do not meet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.lookup import CALLED, Choice, Named, distinct_names, meant
from api.attendees.models import Attendee
from api.clock import now
from api.events.access import OrganiserHere, Viewing
from api.events.heading import Heading
from api.events.models import Event
from api.faults import InputFaults
from api.timetable import queries
from api.timetable.making.stored_problem import StoredProblem, minutes_at, stored_problem
from api.timetable.models import ScheduleVersion
from api.timetable.versions.day_choices import labels_of
from api.timetable.why.open_rule import open_rule
from api.timetable.why.why import Why, why
from api.web.access import not_found
from api.web.bounds import Number
from api.web.pace import QUESTIONS, keep_pace
from api.web.page import page
from api.web.transaction import Reading

router = APIRouter()
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class WhyPage:
    """Context of timetable/why.html."""

    event: Heading
    version: int
    shown: bool
    can_ask: bool
    person: str
    other: str
    names: dict[str, str]
    """Of those asked about, as far as it is clear who was meant."""
    several: dict[str, tuple[Choice, ...]]
    answer: Why | None = None
    message: str = ""


@router.get("/organise/{slug}/timetable/{number}/why")
def ask_why(
    request: Request,
    number: Number,
    here: Viewing,
    session: Reading,
    person: str = "",
    other: str = "",
) -> Response:
    """Say why a person has no more meetings, or why two do not meet."""
    # Counted before anything is read: a reader holds one connection, and no second one.
    if person or other:
        keep_pace(request, QUESTIONS)
    version = queries.version(session, here.event_id, number)
    if version is None:
        raise not_found()
    return page(request, "timetable/why.html", _context(session, here, version, person, other))


def _context(
    session: Session, here: OrganiserHere, version: ScheduleVersion, person: str, other: str
) -> WhyPage:
    shown = queries.published(session, here.event_id)
    is_shown = shown is not None and shown.id == version.id
    context = WhyPage(Heading.of(here), version.number, is_shown, True, person, other, {}, {})
    if not (person or other):
        return context
    meant = {"person": _meant(session, here, person), "other": _meant(session, here, other)}
    several = {field: found for field, found in meant.items() if len(found) > 1}
    context = replace(
        context,
        person=meant["person"][0][0] if len(meant["person"]) == 1 else person,
        other=meant["other"][0][0] if len(meant["other"]) == 1 else other,
        names=dict(pair for found in meant.values() if len(found) == 1 for pair in found),
        several=several,
    )
    if several:
        return replace(
            context, message="Several people are called like that. Choose whom you mean."
        )
    who = tuple(each for each in (context.person, context.other) if each)
    if len(who) == 2 and who[0] == who[1]:
        return replace(context, message="Choose two different people, or only one.")
    try:
        stored = stored_problem(session, version)
    except InputFaults:
        message = "This version was made by an earlier release. Make a new one, then ask again."
        return replace(context, can_ask=False, person="", other="", message=message)
    event = session.get_one(Event, here.event_id)
    names = _names(session, event.id, stored)
    if any(each not in names for each in who):
        message = "Somebody you asked about is not in this version. Choose again."
        return replace(context, message=message)
    minutes = minutes_at(event, stored.problem, now())
    rule = open_rule(session, event, who[0], who[1]) if len(who) == 2 else ""
    answer = why(stored, who, names, _times(stored, event), minutes, rule)
    return replace(context, answer=answer)


def _meant(session: Session, here: OrganiserHere, words: str) -> tuple[Choice, ...]:
    return meant(session, here.event_id, words[:_LONGEST])


def _names(session: Session, event_id: str, stored: StoredProblem) -> dict[str, str]:
    """Name everybody in the problem, each differently; who has left since by the list's id."""
    rows = session.execute(
        select(Attendee.key, CALLED, Attendee.organisation).where(
            Attendee.event_id == event_id, Attendee.left_at.is_(None)
        )
    )
    found = {row.key: Named(*row) for row in rows}
    ids = (entry.id for entry in stored.problem.attendees)
    return distinct_names(found.get(each, Named(each, each, "")) for each in ids)


def _times(stored: StoredProblem, event: Event) -> dict[str, str]:
    """Name the problem's slots by their times, each differently."""
    labels: dict[str, str] = {}
    for key, label in labels_of(event).items():
        labels[key] = label if label not in labels.values() else f"{label} ({key})"
    return {slot.id: labels.get(slot.id, slot.id) for slot in stored.problem.slots}
