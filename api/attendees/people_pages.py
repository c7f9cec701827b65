"""The organiser's page of people: who is in the event, and bringing in a list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.list_pages import shown_faults
from api.attendees.models import Attendee
from api.attendees.queries import count, profile_state, some
from api.attendees.sent_lists import keep_list
from api.attendees.undelivered import Undelivered, undelivered
from api.events.access import Editing, OrganiserHere, Viewing
from api.events.heading import Heading
from api.events.queries import get
from api.faults import InputFault, InputFaults
from api.web.forms import SentFields
from api.web.pace import LISTS, keep_pace
from api.web.page import go_to, page
from api.web.paging import PageNumber, Pages
from api.web.transaction import Reading, Writing

MeetingCounts = Callable[[Session, str, Collection[str]], Mapping[str, int] | None]
"""(session, event id, attendee ids) -> attendee id -> meetings people see; None before there is a
timetable."""
_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the list."""

    id: str
    name: str
    organisation: str
    role: str
    email: str
    coming: str
    profile: str
    meetings: int | None
    mail: Undelivered | None
    """The mail that does not reach them, if there is one."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Context of attendees/people.html."""

    event: Heading
    people: tuple[PersonRow, ...]
    total: int
    found: int
    """How many the search finds; they are shown a page at a time."""
    pages: Pages
    q: str = ""
    faults: tuple[str, ...] = ()


def make_router(meeting_counts: MeetingCounts) -> APIRouter:
    """Build the routes; the timetable, which people come before, says how often they meet."""
    router = APIRouter()

    @router.get("/organise/{slug}/people")
    def show_people(
        request: Request, here: Viewing, session: Reading, q: str = "", page_: PageNumber = 1
    ) -> Response:
        """Show who is in the event, a page at a time."""
        context = _context(session, here, meeting_counts, q.strip()[:100], page_)
        return page(request, "attendees/people.html", context)

    @router.post("/organise/{slug}/people")
    def add_people(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
        """Keep a list to look at what it would do, if it is one."""
        keep_pace(request, LISTS)
        upload = sent.files.get("people")
        try:
            if upload is None or not upload.filename:
                raise InputFaults([InputFault("The list", "No file was chosen.", "Choose one.")])
            event = get(session, here.event_id)
            account_id = here.account.account_id
            keep_list(session, event, account_id, upload.filename, upload.file.read())
        except InputFaults as refused:
            context = _context(session, here, meeting_counts, "", 1, shown_faults(refused))
            return page(request, "attendees/people.html", context, 422)
        return go_to(request, f"/organise/{here.slug}/people/list")

    return router


def _context(
    session: Session,
    here: OrganiserHere,
    meeting_counts: MeetingCounts,
    search: str,
    number: int,
    faults: tuple[str, ...] = (),
) -> PeoplePage:
    total = found = count(session, here.event_id)
    if search:
        found = count(session, here.event_id, search)
    pages = Pages.of(number, found, _A_PAGE)
    people = some(session, here.event_id, search, pages.before, _A_PAGE)
    ids = [person.id for person in people]
    counts = meeting_counts(session, here.event_id, ids)
    unarrived = {mail.attendee_id: mail for mail in undelivered(session, here.event_id, of=ids)}
    return PeoplePage(
        event=Heading.of(here),
        people=tuple(_row(person, counts, unarrived.get(person.id)) for person in people),
        total=total,
        found=found,
        pages=pages,
        q=search,
        faults=faults,
    )


def _row(person: Attendee, counts: Mapping[str, int] | None, mail: Undelivered | None) -> PersonRow:
    return PersonRow(
        person.id,
        person.name or person.external_id,
        person.organisation,
        person.role,
        person.email,
        person.coming,
        profile_state(person),
        None if counts is None else counts.get(person.id, 0),
        mail,
    )
