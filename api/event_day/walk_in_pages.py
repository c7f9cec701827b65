"""Somebody new at the door: in with a name, and with meetings for the rest of the day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.adding import AGAIN, add_person
from api.attendees.badge_code import new_badge
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow
from api.event_day import arrivals
from api.event_day.arrivals import Arrival
from api.event_day.at_once import ask_for_meetings
from api.event_day.door_view import DoorAgenda, agenda_at_door
from api.events.access import AtTheDoor, OrganiserHere
from api.events.heading import Heading
from api.events.queries import get
from api.jobs import queries as jobs
from api.jobs.queries import JobView
from api.timetable.versions.causes import REPAIR
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.pace import REPORTS, keep_pace
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_LINES = ("name", "organisation", "email", "offers", "needs")


@dataclass(frozen=True, slots=True)
class NewPage:
    """Context of event_day/new.html."""

    event: Heading
    told: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DoorAgendaPage:
    """Context of event_day/agenda.html."""

    event: Heading
    state: Literal["waiting", "failed", "done"]
    person: Arrival
    job_id: str = ""
    message: str = ""
    agenda: DoorAgenda | None = None
    looked: bool = False


@router.get("/organise/{slug}/door/new")
def show_form(request: Request, here: AtTheDoor) -> Response:
    """Ask who it is."""
    context = NewPage(Heading.of(here), dict.fromkeys(_LINES, ""))
    return page(request, "event_day/new.html", context)


@router.post("/organise/{slug}/door/new")
def add(request: Request, here: AtTheDoor, sent: SentFields, session: Writing) -> Response:
    """Take somebody in, note that they are here, and look for meetings."""
    told = {name: sent.one(name) for name in _LINES}
    row = PersonRow(
        1,
        f"door-{new_badge()}",
        name=told["name"],
        email=told["email"],
        organisation=told["organisation"],
        offers=told["offers"],
        needs=told["needs"],
    )
    event, by = get(session, here.event_id), here.account.account_id
    errors = add_person(session, event, row, by, sure=sent.one(AGAIN) == "yes")
    if errors:
        context = NewPage(Heading.of(here), told, errors)
        return page(request, "event_day/new.html", context, 422)
    mine = Attendee.event_id == here.event_id, Attendee.external_id == row.id
    person = session.scalars(select(Attendee).where(*mine)).one()
    arrivals.check_in(session, here.event_id, person.key)
    return _look(request, here, session, person)


@router.post("/organise/{slug}/door/meetings")
def find_meetings(
    request: Request, here: AtTheDoor, sent: SentFields, session: Writing
) -> Response:
    """Look for meetings for somebody who is here; with ``moving`` also by moving others."""
    keep_pace(request, REPORTS)
    known = Attendee.event_id == here.event_id, Attendee.key == sent.one("who")
    person = session.scalar(select(Attendee).where(*known, Attendee.left_at.is_(None)))
    if person is None:
        raise not_found()
    if sent.one("moving") == "yes":
        by = here.account.account_id
        job = ask_for_meetings(session, here.event_id, person, by, moving=True)
        if job is not None:
            return go_to(request, f"/organise/{here.slug}/day/{job.id}")
    return _look(request, here, session, person)


@router.get("/organise/{slug}/door/meetings/{repair_id}")
def show_meetings(request: Request, repair_id: str, here: AtTheDoor, session: Reading) -> Response:
    """Wait for somebody's meetings, and show them."""
    job = _job(session, repair_id, here)
    if not job.payload.get("gentle"):
        return go_to(request, f"/organise/{here.slug}/day/{job.id}")
    if job.result.get("again"):
        return go_to(request, f"/organise/{here.slug}/door/meetings/{job.result['again']}")
    asked: list[str] = job.payload["new"] + job.payload["back"]
    person = arrivals.by_key(session, here.event_id, asked[0])
    if person is None:
        raise not_found()
    if not job.over:
        context = DoorAgendaPage(Heading.of(here), "waiting", person, job.id)
    elif job.state != "done":
        message = job.error or "Nothing was changed. Try again."
        context = DoorAgendaPage(Heading.of(here), "failed", person, job.id, message)
    else:
        context = replace(_agenda(session, here, person), looked=True)
    return page(request, "event_day/agenda.html", context)


@router.get("/organise/{slug}/door/agenda")
def show_agenda(request: Request, here: AtTheDoor, session: Reading, who: str = "") -> Response:
    """Show somebody's meetings, to be read from the screen or printed."""
    person = arrivals.by_key(session, here.event_id, who)
    if person is None:
        return go_to(request, f"/organise/{here.slug}/door")
    return page(request, "event_day/agenda.html", _agenda(session, here, person))


def _look(request: Request, here: OrganiserHere, session: Session, person: Attendee) -> Response:
    job = ask_for_meetings(session, here.event_id, person, here.account.account_id)
    home = f"/organise/{here.slug}/door"
    if job is None:
        return go_to(request, f"{home}?{urlencode({'who': person.key})}")
    return go_to(request, f"{home}/meetings/{job.id}")


def _agenda(session: Session, here: OrganiserHere, person: Arrival) -> DoorAgendaPage:
    agenda = agenda_at_door(session, here.event_id, person)
    return DoorAgendaPage(Heading.of(here), "done", person, agenda=agenda)


def _job(session: Session, repair_id: str, here: OrganiserHere) -> JobView:
    job = jobs.find(session, repair_id)
    if job is None or job.kind != REPAIR or job.payload["event_id"] != here.event_id:
        raise not_found()
    return job
