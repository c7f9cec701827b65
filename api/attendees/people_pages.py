"""The organiser's page of people: who is in the event, found and filtered; bringing in a list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees import wanted
from api.attendees.labels import labels_in, labels_of
from api.attendees.list_pages import shown_faults
from api.attendees.many import ACTIONS
from api.attendees.models import Attendee
from api.attendees.queries import count, profile_state
from api.attendees.sent_lists import keep_list
from api.attendees.team_rows import Withdrawal
from api.attendees.undelivered import Undelivered, undelivered
from api.events.access import Editing, OrganiserHere, Viewing
from api.events.heading import Heading
from api.events.queries import get
from api.events.stored import StoredEvent
from api.faults import InputFault, InputFaults
from api.web.forms import SentFields
from api.web.pace import LISTS, keep_pace
from api.web.page import go_to, page
from api.web.paging import PageNumber, Pages
from api.web.transaction import Reading, Writing

MeetingCounts = Callable[[Session, str, Collection[str]], Mapping[str, int] | None]
"""(session, event id, attendee ids) -> attendee id -> meetings people see; None before there is a
timetable."""
_A_PAGE = 50
Options = tuple[tuple[str, str], ...]


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
    sent: bool
    left: bool
    labels: tuple[str, ...]
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
    """How many are wanted; they are shown a page at a time."""
    pages: Pages
    wanted: wanted.Wanted
    labels: Options
    groups: Options
    states: Options
    sorts: Options
    actions: Options
    faults: tuple[str, ...] = ()


def make_router(meeting_counts: MeetingCounts, unmatched: wanted.Unmatched) -> APIRouter:
    """Build the routes; later domains say how often people meet, and who has no match."""
    router = APIRouter()

    @router.get("/organise/{slug}/people")
    def show_people(
        request: Request,
        here: Viewing,
        session: Reading,
        q: str = "",
        label: str = "",
        group: str = "",
        state: str = "",
        sort: str = "",
        page_: PageNumber = 1,
    ) -> Response:
        """Show who is in the event, a page at a time."""
        asked = wanted.Wanted.of(q, label, group, state, sort)
        context = _context(session, here, meeting_counts, unmatched, asked, page_)
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
            all_of_them, faults = wanted.Wanted(), shown_faults(refused)
            context = _context(session, here, meeting_counts, unmatched, all_of_them, 1, faults)
            return page(request, "attendees/people.html", context, 422)
        return go_to(request, f"/organise/{here.slug}/people/list")

    return router


def _context(
    session: Session,
    here: OrganiserHere,
    meeting_counts: MeetingCounts,
    unmatched: wanted.Unmatched,
    asked: wanted.Wanted,
    number: int,
    faults: tuple[str, ...] = (),
) -> PeoplePage:
    where = tuple(wanted.conditions(session, here.event_id, asked, unmatched))
    total = found = count(session, here.event_id)
    if asked.narrows:
        found = wanted.count_wanted(session, where)
    pages = Pages.of(number, found, _A_PAGE)
    people = wanted.some_wanted(session, where, asked.sort, pages.before, _A_PAGE)
    ids = [person.id for person in people]
    counts = meeting_counts(session, here.event_id, ids)
    unarrived = {mail.attendee_id: mail for mail in undelivered(session, here.event_id, of=ids)}
    labels = labels_of(session, ids)
    gone = _withdrawn(session, ids) if asked.state == "left" else {}
    rows = tuple(
        _row(each, counts, unarrived.get(each.id), labels.get(each.id, ()), gone) for each in people
    )
    groups = StoredEvent.of(get(session, here.event_id)).labels
    return PeoplePage(
        event=Heading.of(here),
        people=rows,
        total=total,
        found=found,
        pages=pages,
        wanted=asked,
        labels=tuple((each, f"{each} ({n})") for each, n in labels_in(session, here.event_id)),
        groups=tuple((each, each) for each in groups),
        states=wanted.STATES,
        sorts=wanted.SORTS,
        actions=ACTIONS,
        faults=faults,
    )


def _row(
    person: Attendee,
    counts: Mapping[str, int] | None,
    mail: Undelivered | None,
    labels: tuple[str, ...],
    gone: Mapping[str, str],
) -> PersonRow:
    return PersonRow(
        person.id,
        gone.get(person.id) or person.name or person.external_id,
        person.organisation,
        person.role,
        person.email if person.left_at is None or person.id in gone else "",
        person.coming,
        profile_state(person),
        person.sent_at is not None,
        person.left_at is not None,
        labels,
        None if counts is None else counts.get(person.id, 0),
        mail,
    )


def _withdrawn(session: Session, people: Collection[str]) -> dict[str, str]:
    """Call those of some people whom the team has withdrawn."""
    named = select(Withdrawal.attendee_id, Withdrawal.name)
    rows = session.execute(named.where(Withdrawal.attendee_id.in_(people)))
    return dict(rows.all())
