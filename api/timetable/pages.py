"""The organiser's timetable: versions, one version by time or person, publishing, files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.undelivered import count_unreached
from api.clock import now
from api.events.access import Editing, OrganiserHere, Viewing
from api.events.heading import Heading
from api.events.models import Event
from api.events.queries import rules_of
from api.jobs import queries as jobs
from api.timetable import queries, service
from api.timetable.agenda.recipients import recipients
from api.timetable.agenda.room import RoomZone, room_in_use
from api.timetable.models import ScheduleVersion
from api.timetable.versions.causes import repair_of
from api.timetable.versions.certificate_view import CertificateView, certificate_on_page
from api.timetable.versions.departures import Departures, departures_of
from api.timetable.versions.held import Seat, compared, held, people_of
from api.timetable.versions.lists import PersonRows, SlotRows, by_person, by_time
from api.timetable.versions.meanwhile import meanwhile, publication_stamp, undone_by
from api.timetable.versions.origin import Origin, children_of, label_of, parent_of
from api.timetable.versions.stale import stale_reason
from api.timetable.versions.version_view import VersionRow, version_rows, warnings_of
from api.web.access import not_found
from api.web.bounds import Number
from api.web.event_times import EventTimes
from api.web.forms import SentFields
from api.web.page import fragment, go_to, page, wants_fragment
from api.web.paging import PageNumber, Pages
from api.web.transaction import Reading, Writing

router = APIRouter()
_FILES = (
    ("Spreadsheet (XLSX)", "timetable.xlsx"),
    ("CSV", "timetable.csv"),
    ("To print (PDF)", "timetable.pdf"),
    ("Certificate (JSON)", "schedule.json"),
    ("What it was made from (JSON)", "problem.json"),
)


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Context of timetable/versions.html."""

    event: Heading
    versions: tuple[VersionRow, ...]
    run_path: str


@dataclass(frozen=True, slots=True)
class VersionHead:
    """Number and state of a version, what it is, and what it comes from and led to."""

    number: int
    made_at: dt.datetime
    published_at: dt.datetime | None
    shown: bool
    label: str = ""
    parent: int | None = None
    by_hand: bool = False
    later: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TimetablePage:
    """Context of timetable/timetable.html."""

    event: Heading
    version: VersionHead
    times: EventTimes
    cert: CertificateView
    warnings: tuple[str, ...]
    diff: tuple[str, ...]
    mails: int
    by: Literal["time", "person"]
    slots: tuple[SlotRows, ...]
    people: tuple[PersonRows, ...]
    pages: Pages
    room: tuple[RoomZone, ...]
    downloads: tuple[tuple[str, str], ...]
    unarrived: int
    """People whom mail does not reach."""
    stamp: str
    departures: Departures | None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeparturesPart:
    """Context of the block `departures` of timetable/timetable.html, for htmx."""

    event: Heading
    version: VersionHead
    departures: Departures | None


@dataclass(frozen=True, slots=True)
class Part:
    """Which meetings are shown: by time those of a slot, or by person; and which page of them."""

    by: Literal["time", "person"] = "time"
    slot: str = ""
    page: int = 1


FIRST = Part()


@dataclass(frozen=True, slots=True)
class Publishing:
    """What publishing a version would mean: warnings, changes in words, mails."""

    warnings: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    mails: int = 0


@router.get("/organise/{slug}/timetable")
def show_versions(request: Request, here: Viewing, session: Reading) -> Response:
    """List all versions, newest first."""
    run = jobs.under_way(session, here.event_id, service.MAKE)
    path = f"/organise/{here.slug}/runs/{run.id}" if run else ""
    context = VersionsPage(Heading.of(here), version_rows(session, here.event_id), path)
    return page(request, "timetable/versions.html", context)


@router.get("/organise/{slug}/timetable/{number}")
def show_version(
    request: Request,
    number: Number,
    here: Viewing,
    session: Reading,
    by: Literal["time", "person"] = "time",
    slot: str = "",
    page_: PageNumber = 1,
) -> Response:
    """Show one version with its certificate, and a page of its meetings."""
    version = _version(session, here, number)
    context = _context(session, here, version, Part(by, slot, page_))
    return page(request, "timetable/timetable.html", context)


@router.get("/organise/{slug}/timetable/{number}/departures")
def show_departures(request: Request, number: Number, here: Viewing, session: Reading) -> Response:
    """Show how many agendas have left, alone: the page asks while some have not."""
    version = _version(session, here, number)
    if not wants_fragment(request):
        return go_to(request, f"/organise/{here.slug}/timetable/{number}")
    head = VersionHead(version.number, version.created_at, version.published_at, shown=True)
    context = DeparturesPart(Heading.of(here), head, departures_of(session, version))
    return fragment(request, "timetable/timetable.html", "departures", context)


@router.post("/organise/{slug}/timetable/{number}")
def publish(
    request: Request, number: Number, here: Editing, sent: SentFields, session: Writing
) -> Response:
    """Publish a version; warnings must be acknowledged first."""
    queries.hold_event(session, here.event_id)
    version = _version(session, here, number)
    context = _context(session, here, version)
    if context.version.shown:
        return go_to(request, request.url.path, "People see this version already.", "note")
    older = _older(session, version, sent.stamp)
    if older:
        refused = _context(session, here, version, errors={"": older})
        return page(request, "timetable/timetable.html", refused, 409)
    stale = stale_reason(session, version, now())
    if stale:
        errors = {"": f"{stale} Report the day’s changes again, then publish what comes of it."}
        refused = _context(session, here, version, errors=errors)
        return page(request, "timetable/timetable.html", refused, 422)
    if context.warnings and sent.one("acknowledge") != "yes":
        message = "Read the points above and tick the box, then publish."
        refused = _context(session, here, version, errors={"acknowledge": message})
        return page(request, "timetable/timetable.html", refused, 422)
    service.publish(session, version, here.account.account_id)
    return go_to(request, request.url.path, _done(number, context.mails))


def _older(session: Session, version: ScheduleVersion, stamp: str) -> str:
    """Say what happened since the page was opened, or since the version was made; else ""."""
    if stamp and stamp != publication_stamp(session, version.event_id):
        return (
            f"Not published: the page was older than what people see. "
            f"{meanwhile(session, version.event_id, stamp)} "
            "Look again at what this version would change, then publish it if you still mean it."
        )
    undone = "" if repair_of(session, version) else undone_by(session, version)
    return undone and (
        f"Not published: this version is older than what was reported on the day and would undo "
        f"it. {undone} Make a new version, or report what has changed under “On the day”."
    )


def _done(number: int, mails: int) -> str:
    if not mails:
        return f"Version {number} is published. It changes nobody's agenda."
    sent = "1 agenda is on its way" if mails == 1 else f"{mails} agendas are on their way"
    return f"Version {number} is published. {sent}."


def _version(session: Session, here: OrganiserHere, number: int) -> ScheduleVersion:
    version = queries.version(session, here.event_id, number)
    if version is None:
        raise not_found()
    return version


def _context(
    session: Session,
    here: OrganiserHere,
    version: ScheduleVersion,
    part: Part = FIRST,
    errors: dict[str, str] | None = None,
) -> TimetablePage:
    event = session.get_one(Event, here.event_id)
    shown = queries.published(session, event.id)
    is_shown = shown is not None and shown.id == version.id
    publishing = Publishing() if is_shown else _publishing(session, event, version, shown)
    path = f"/organise/{here.slug}/timetable/{version.number}/files"
    slots: tuple[SlotRows, ...] = ()
    people: tuple[PersonRows, ...] = ()
    if part.by == "time":
        slots, pages = by_time(session, event, version, part.slot, part.page)
    else:
        people, pages = by_person(session, event, version, part.page)
    return TimetablePage(
        Heading.of(here),
        _head(session, version, is_shown),
        EventTimes.of(event.timezone, [slot.starts_at for slot in event.slots]),
        certificate_on_page(session, event, version, rules_of(event).min_meetings),
        publishing.warnings,
        publishing.changes,
        publishing.mails,
        part.by,
        slots,
        people,
        pages,
        room_in_use(session, event, version),
        tuple((label, f"{path}/{name}") for label, name in _FILES),
        count_unreached(session, event.id) if is_shown else 0,
        publication_stamp(session, event.id),
        departures_of(session, version) if is_shown else None,
        errors or {},
    )


def _head(session: Session, version: ScheduleVersion, shown: bool) -> VersionHead:
    return VersionHead(
        version.number,
        version.created_at,
        version.published_at,
        shown,
        label_of(session, version),
        parent_of(session, version),
        Origin.read(version.made).by_hand,
        children_of(session, version),
    )


def _publishing(
    session: Session, event: Event, version: ScheduleVersion, shown: ScheduleVersion | None
) -> Publishing:
    before: Mapping[str, Seat] = held(session, shown) if shown is not None else {}
    fresh = held(session, version)
    change = compared(before, fresh)
    placed = people_of(fresh.values())
    return Publishing(
        warnings_of(session, event, version, shown, (before, fresh)),
        change.in_words() if shown is not None else (),
        len(recipients(session, event.id, change.people, placed, shown)),
    )
