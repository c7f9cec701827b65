"""Where people arrive: the landing page, an attendee's event page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.accounts.access import Anyone
from api.accounts.queries import is_nobody_known
from api.attendees import service
from api.attendees.access import AttendeeHere, Attending
from api.attendees.models import Attendee, Coming
from api.attendees.queries import attended_by, profile_state
from api.attendees.returning import left_by
from api.clock import now
from api.events import queries as events
from api.events.models import Event
from api.events.phase import Phase, phase_of
from api.events.roles import TeamRole
from api.feedback.queries import own_answers
from api.matches import queries as matches
from api.threads.queries import number_unread
from api.timetable import queries as timetable
from api.timetable.agenda.days import Entry, agenda_days
from api.timetable.view import TimetableView
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_IN_THE_TEAM: dict[TeamRole, str] = {
    "owner": "You organise",
    "editor": "You organise",
    "door": "You are at the door",
    "viewer": "You may look in",
}
_ANSWERS: dict[str, Coming] = {"yes": "yes", "no": "no"}


@dataclass(frozen=True, slots=True)
class EventLink:
    """An event the visitor is part of."""

    name: str
    href: str
    role: str
    place: str
    starts: dt.datetime
    zone: str


@dataclass(frozen=True, slots=True)
class LandingPage:
    """Context of landing/home.html."""

    events: tuple[EventLink, ...]
    next_path: str = "/"


@dataclass(frozen=True, slots=True)
class EventAbout:
    """An event as its people read about it."""

    slug: str
    name: str
    place: str
    about: str
    zone: str
    starts: dt.datetime
    ends: dt.datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """A meeting that is over and not yet answered."""

    href: str
    name: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """Context of events/home.html."""

    event: EventAbout
    name: str
    phase: Phase
    coming: Coming
    profile_done: bool
    matches: int
    meetings: int | None
    following: Entry | None
    to_rate: tuple[Rate, ...]
    unread: int


@router.get("/")
def land(request: Request, visitor: Anyone, session: Reading) -> Response:
    """Say what Confab is, or lead to the visitor's events."""
    if visitor is None and is_nobody_known(session):
        return go_to(request, "/first")
    links = _links(session, visitor.account_id) if visitor else ()
    return page(request, "landing/home.html", LandingPage(links))


@router.get("/e/{slug}")
def show_event(request: Request, here: Attending, session: Reading) -> Response:
    """Show an attendee where they stand and what comes next."""
    return page(request, "events/home.html", _home(session, here))


@router.post("/e/{slug}")
def say_coming(request: Request, here: Attending, sent: SentFields, session: Writing) -> Response:
    """Note whether the attendee comes."""
    answer = _ANSWERS.get(sent.one("coming"))
    if answer is None:
        raise not_found()
    if phase_of(session.get_one(Event, here.event_id), now()) == "after":
        return go_to(request, f"/e/{here.slug}", "The event is over; nobody plans for it.", "note")
    service.say_coming(session, here.attendee_id, answer)
    thanks = "Good, see you there." if answer == "yes" else "Thank you for saying so."
    return go_to(request, f"/e/{here.slug}", thanks)


def about(event: Event) -> EventAbout:
    """Gather what pages say of an event."""
    return EventAbout(
        event.slug,
        event.name,
        event.place,
        event.about,
        event.timezone,
        event.slots[0].starts_at,
        event.slots[-1].ends_at,
    )


def _links(session: Session, account_id: str) -> tuple[EventLink, ...]:
    attended = attended_by(session, account_id)
    own = [
        (_IN_THE_TEAM[role], f"/organise/{card.slug}", card)
        for card, role in events.organised_by(session, account_id)
    ]
    guest = [("You attend", f"/e/{card.slug}", card) for card in events.cards(session, attended)]
    # An event that is over is no longer one to come back to.
    left = [
        ("You have left", f"/e/{card.slug}/back", card)
        for card in events.cards(session, left_by(session, account_id))
        if card.ends > now()
    ]
    return tuple(
        EventLink(card.name, path, role, card.place, card.starts, card.zone)
        for role, path, card in (*own, *guest, *left)
    )


def _home(session: Session, here: AttendeeHere) -> HomePage:
    me = session.get_one(Attendee, here.attendee_id)
    event = session.get_one(Event, here.event_id)
    run = matches.last_run(session, event.id)
    shown = timetable.published(session, event.id)
    view = timetable.view(session, event, shown, of=me.id) if shown else None
    return HomePage(
        about(event),
        here.name,
        phase_of(event, now()),
        me.coming,
        profile_state(me) != "empty",
        matches.number_suggested(session, run.id, me.id) if run else 0,
        sum(not m.cancelled for m in view.of(me.id)) if view else None,
        _following(view, me.id) if view else None,
        _to_rate(session, view, me.id) if view else (),
        number_unread(session, me.id),
    )


def _following(view: TimetableView, person_id: str) -> Entry | None:
    moment = now()
    entries = (e for day in agenda_days(view, person_id, moment, ()) for e in day.entries)
    return next((e for e in entries if e.kind == "meeting" and e.end > moment), None)


def _to_rate(session: Session, view: TimetableView, person_id: str) -> tuple[Rate, ...]:
    answered = own_answers(session, person_id)
    return tuple(
        Rate(f"/e/{view.slug}/feedback/{m.id}", m.other(person_id).name)
        for m in view.of(person_id)
        if not m.cancelled and m.slot.ends <= now() and m.id not in answered
    )
