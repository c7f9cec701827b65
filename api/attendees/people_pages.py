"""The organiser's page of people: who is in the event, and bringing in a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.importing import Outcome, import_people
from api.attendees.models import Attendee
from api.attendees.people_file import parse_people
from api.attendees.queries import count, everybody, profile_state
from api.attendees.undelivered import Undelivered, undelivered
from api.events.access import OrganiserHere, Organising
from api.events.heading import Heading
from api.events.queries import get
from api.events.stored import StoredEvent
from api.faults import InputFault, InputFaults
from api.web.forms import Fields, SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

MeetingCounts = Callable[[Session, str], Mapping[str, int] | None]
"""(session, event id) -> attendee id -> meetings people see; None before there is a timetable."""

_MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the list."""

    id: str
    name: str
    organisation: str
    role: str
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
    q: str = ""
    faults: tuple[str, ...] = ()


def make_router(meeting_counts: MeetingCounts) -> APIRouter:
    """Build the routes; the timetable, which people come before, says how often they meet."""
    router = APIRouter()

    @router.get("/organise/{slug}/people")
    def show_people(request: Request, here: Organising, session: Reading, q: str = "") -> Response:
        """Show who is in the event."""
        context = _context(session, here, meeting_counts, q.strip()[:100])
        return page(request, "attendees/people.html", context)

    @router.post("/organise/{slug}/people")
    def add_people(
        request: Request, here: Organising, sent: SentFields, session: Writing
    ) -> Response:
        """Bring in a list, as a whole or not at all."""
        try:
            outcome, notices = _import(session, here, sent)
        except InputFaults as refused:
            shown = [str(fault) for fault in refused.faults[:_MOST_FAULTS]]
            left = len(refused.faults) - len(shown)
            if left:
                shown.append(f"And {left} more of the kind.")
            context = _context(session, here, meeting_counts, "", tuple(shown))
            return page(request, "attendees/people.html", context, 422)
        words = " ".join((_words(outcome), *map(str, notices)))
        return go_to(request, f"/organise/{here.slug}/people", words)

    return router


def _import(
    session: Session, here: OrganiserHere, sent: Fields
) -> tuple[Outcome, tuple[InputFault, ...]]:
    upload = sent.files.get("people")
    if upload is None or not upload.filename:
        raise InputFaults([InputFault("The list", "No file was chosen.", "Choose a file.")])
    event = get(session, here.event_id)
    listed = parse_people(upload.file.read(), upload.filename, StoredEvent.of(event).fields)
    return import_people(session, event, listed.people, upload.filename), listed.notices


def _words(outcome: Outcome) -> str:
    words = (
        f"{outcome.added} people added, {outcome.changed} brought up to date, "
        f"{outcome.unchanged + outcome.kept} as they were."
    )
    return words + (
        f" {outcome.kept} have sent their profile themselves; theirs stands."
        if outcome.kept
        else ""
    )


def _context(
    session: Session,
    here: OrganiserHere,
    meeting_counts: MeetingCounts,
    search: str,
    faults: tuple[str, ...] = (),
) -> PeoplePage:
    counts = meeting_counts(session, here.event_id)
    unarrived = {mail.attendee_id: mail for mail in undelivered(session, here.event_id)}
    return PeoplePage(
        event=Heading.of(here),
        people=tuple(
            _row(person, counts, unarrived.get(person.id))
            for person in everybody(session, here.event_id, search)
        ),
        total=count(session, here.event_id),
        q=search,
        faults=faults,
    )


def _row(person: Attendee, counts: Mapping[str, int] | None, mail: Undelivered | None) -> PersonRow:
    return PersonRow(
        person.id,
        person.name or person.external_id,
        person.organisation,
        person.role,
        person.coming,
        profile_state(person),
        None if counts is None else counts.get(person.id, 0),
        mail,
    )
