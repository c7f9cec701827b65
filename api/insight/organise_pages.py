"""The organiser's pages: my events, and one event at a glance with its one button."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.accounts.access import SomebodySignedIn
from api.accounts.stewards import may_make_events
from api.attendees.models import Attendee
from api.attendees.registering import number_waiting
from api.clock import now
from api.events import queries as events
from api.events.access import Editing, InTheTeam, OrganiserHere
from api.events.models import Event
from api.events.phase import Phase, phase_of
from api.events.roles import TeamRole
from api.insight.catering import earlier_events, shares_from
from api.insight.guests import guests
from api.insight.heads import Heads, ProfileCounts, heads_of, profiles_of
from api.insight.history import Happening, happenings
from api.insight.kitchen import food_lines, kitchen_of
from api.insight.obstacles import Obstacle, obstacles_of
from api.insight.running import running_words
from api.jobs import queries as jobs
from api.timetable import queries as timetable
from api.timetable.agenda.left import off_by_leaving
from api.timetable.models import ScheduleVersion
from api.timetable.service import MAKE, WAYS, ask_for
from api.timetable.versions.certificate_view import CertificateView, certificate_on_page
from api.timetable.versions.held import held_by_slot
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in the organiser's list; ``published`` is the version people see."""

    slug: str
    name: str
    place: str
    zone: str
    starts: dt.datetime
    people: int
    published: int | None
    role: TeamRole


@dataclass(frozen=True, slots=True)
class MinePage:
    """Context of events/mine.html."""

    events: tuple[EventRow, ...]
    may_make: bool
    steward: bool
    no_mail: Literal["", "mailbox", "nowhere"]
    """Where mail goes that does not leave, for a steward; empty where it does."""


@dataclass(frozen=True, slots=True)
class EventHead:
    """An event and the size of its room."""

    slug: str
    name: str
    place: str
    zone: str
    starts: dt.datetime
    ends: dt.datetime
    slots: int
    tables: int


@dataclass(frozen=True, slots=True)
class CurrentVersion:
    """The newest version of the timetable."""

    number: int
    made_at: dt.datetime
    published_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class OrganisePage:
    """Context of events/organise.html."""

    event: EventHead
    phase: Phase
    running: str
    heads: Heads
    diets: tuple[tuple[str, int], ...]
    profiles: ProfileCounts
    obstacles: tuple[Obstacle, ...]
    current: CurrentVersion | None
    shown: int
    """Number of the version people see; 0 before one is published."""
    cert: CertificateView | None
    run_path: str
    day_path: str
    waiting: int
    off: int
    history: tuple[Happening, ...]
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/organise")
def show_mine(request: Request, account: SomebodySignedIn, session: Reading) -> Response:
    """List the events that somebody runs."""
    runs = events.organised_by(session, account.account_id)
    rows = [_row(session, card, role) for card, role in runs]
    settings = site_of(request).settings
    kept: Literal["mailbox", "nowhere"] = "mailbox" if settings.shows_outbox else "nowhere"
    context = MinePage(
        tuple(rows),
        may_make_events(account, settings),
        account.steward,
        kept if account.steward and not settings.smtp_host else "",
    )
    return page(request, "events/mine.html", context)


@router.get("/organise/{slug}")
def show_event(request: Request, here: InTheTeam, session: Reading) -> Response:
    """Show an event at a glance; to who is at the door, the door."""
    if here.role == "door":
        return go_to(request, f"/organise/{here.slug}/door")
    return page(request, "events/organise.html", _context(session, here))


@router.post("/organise/{slug}")
def act(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Start making a timetable; a run that is under way is shown instead.

    While an obstacle stops it, only "make-anyway" does: the organiser has seen what it means.
    Once the event has begun it must be meant: see `running_words`.
    """
    action = sent.one("action")
    if action not in ("make", "make-anyway"):
        raise not_found()
    context = _context(session, here)
    if action == "make" and any(o.stops for o in context.obstacles):
        words = "The room is too small for the promise. See below what would help."
        return go_to(request, f"/organise/{here.slug}", words, "problem")
    if context.running and not context.run_path and sent.one("sure") != "yes":
        asked = {"sure": "Tick the box if you mean it."}
        return page(request, "events/organise.html", replace(context, errors=asked), 422)
    way = next((way for way in WAYS if way == sent.one("how")), None)
    job = ask_for(session, here.event_id, here.account.account_id, way)
    return go_to(request, f"/organise/{here.slug}/runs/{job.id}")


def _row(session: Session, card: events.EventCard, role: TeamRole) -> EventRow:
    people = session.scalar(
        select(func.count(Attendee.id)).where(
            Attendee.event_id == card.id, Attendee.left_at.is_(None)
        )
    )
    shown = timetable.published(session, card.id)
    number = shown.number if shown else None
    return EventRow(
        card.slug, card.name, card.place, card.zone, card.starts, people or 0, number, role
    )


def _context(session: Session, here: OrganiserHere) -> OrganisePage:
    event = session.get_one(Event, here.event_id)
    people = guests(session, event.id)
    newest = timetable.version(session, event.id)
    shown = timetable.published(session, event.id)
    moment = now()
    phase = phase_of(event, moment)
    run = jobs.under_way(session, event.id, MAKE)
    return OrganisePage(
        _head(session, event),
        phase,
        running_words(phase, _meetings(session, event, shown, moment) if shown else None),
        heads_of(people, shares_from(earlier_events(session, event.id))),
        food_lines(kitchen_of(people)),
        profiles_of(people),
        obstacles_of(session, event, people) if phase == "before" else (),
        _current(newest) if newest else None,
        shown.number if shown else 0,
        certificate_on_page(session, event, newest, events.rules_of(event).min_meetings)
        if newest
        else None,
        f"/organise/{event.slug}/runs/{run.id}" if run else "",
        f"/organise/{event.slug}/day" if shown else "",
        number_waiting(session, event.id),
        off_by_leaving(session, event.id),
        happenings(session, event.id),
    )


def _head(session: Session, event: Event) -> EventHead:
    return EventHead(
        event.slug,
        event.name,
        event.place,
        event.timezone,
        event.slots[0].starts_at,
        event.slots[-1].ends_at,
        len(event.slots),
        sum(some.number for some in events.tables_of(session, event.id)),
    )


def _current(version: ScheduleVersion) -> CurrentVersion:
    return CurrentVersion(version.number, version.created_at, version.published_at)


def _meetings(
    session: Session, event: Event, version: ScheduleVersion, moment: dt.datetime
) -> tuple[int, int]:
    """Count a version's meetings: begun, to come."""
    counts = held_by_slot(session, version)
    begun = sum(counts.get(slot.key, 0) for slot in event.slots if slot.starts_at <= moment)
    return begun, sum(counts.values()) - begun
