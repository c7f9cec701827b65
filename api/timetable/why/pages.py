"""The organiser asks why: about a person's meetings, or about two who do not meet."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from api.attendees.models import Attendee
from api.clock import now
from api.events.access import OrganiserHere, Organising
from api.events.heading import Heading
from api.events.models import Event
from api.faults import InputFaults
from api.timetable import queries
from api.timetable.making.stored_problem import StoredProblem, minutes_at, stored_problem
from api.timetable.models import ScheduleVersion
from api.timetable.versions.day_choices import Guest, distinct_names, plain
from api.timetable.view import TimetableView
from api.timetable.why.why import Why, why
from api.web.access import not_found
from api.web.bounds import Number
from api.web.pace import QUESTIONS, keep_pace
from api.web.page import page
from api.web.transaction import Reading

router = APIRouter()


@dataclass(frozen=True, slots=True)
class WhyPage:
    """Context of timetable/why.html."""

    event: Heading
    version: int
    shown: bool
    people: tuple[tuple[str, str], ...]
    person: str
    other: str
    answer: Why | None
    message: str


@router.get("/organise/{slug}/timetable/{number}/why")
def ask_why(
    request: Request,
    number: Number,
    here: Organising,
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
    heading = Heading.of(here)
    try:
        stored = stored_problem(session, version)
    except InputFaults:
        message = "This version was made by an earlier release. Make a new one, then ask again."
        return WhyPage(heading, version.number, is_shown, (), "", "", None, message)
    event = session.get_one(Event, here.event_id)
    view = queries.view(session, event, version, bare=True)
    names = _names(session, event.id, stored)
    known = sorted(names.items(), key=lambda entry: plain(entry[1]))
    who = tuple(each for each in (person, other) if each)
    answer, message = None, ""
    if any(each not in names for each in who):
        message = "Somebody you asked about is not in this version. Choose again."
    elif len(who) == 2 and person == other:
        message = "Choose two different people, or only one."
    elif who:
        minutes = minutes_at(event, stored.problem, now())
        answer = why(stored, who, names, _times(stored, view), minutes)
    return WhyPage(heading, version.number, is_shown, tuple(known), person, other, answer, message)


def _names(session: Session, event_id: str, stored: StoredProblem) -> dict[str, str]:
    """Name everybody in the problem, each differently; who has left since by the list's id."""
    rows = session.scalars(
        select(Attendee)
        .options(lazyload(Attendee.facets))
        .where(Attendee.event_id == event_id, Attendee.left_at.is_(None))
    )
    found = {row.key: row for row in rows}
    guests = []
    for entry in stored.problem.attendees:
        row = found.get(entry.id)
        name, organisation = (row.name, row.organisation) if row else ("", "")
        guests.append(Guest(entry.id, name or entry.id, organisation, 0, True, False))
    return distinct_names(guests)


def _times(stored: StoredProblem, view: TimetableView) -> dict[str, str]:
    """Name the problem's slots by their times, each differently."""
    labels: dict[str, str] = {}
    for slot in view.slots:
        label = view.times.after_at(slot.starts)
        labels[slot.key] = label if label not in labels.values() else f"{label} ({slot.key})"
    return {slot.id: labels.get(slot.id, slot.id) for slot in stored.problem.slots}
