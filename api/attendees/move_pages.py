"""The page that moves a profile to another address, and shows before what goes along."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.models import Attendee
from api.attendees.moving import WhatMoves, checked_address, move_profile, what_moves
from api.attendees.people_pages import MeetingCounts
from api.db.rows import HOLD
from api.events.access import Editing, OrganiserHere
from api.events.heading import Heading
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing


@dataclass(frozen=True, slots=True)
class MovePage:
    """Context of attendees/move.html."""

    event: Heading
    moves: WhatMoves
    to: str
    ready: bool
    errors: dict[str, str]


def make_router(meeting_counts: MeetingCounts) -> APIRouter:
    """Build the routes; the timetable, which people come before, says how often they meet."""
    router = APIRouter()

    def context(
        session: Session, here: OrganiserHere, attendee: Attendee, to: str, error: str = ""
    ) -> MovePage:
        counts = meeting_counts(session, here.event_id, [attendee.id])
        meetings = None if counts is None else counts.get(attendee.id, 0)
        ready = False
        if to and not error:
            try:
                to, ready = checked_address(session, attendee, to), True
            except ValueError as refused:
                error = str(refused)
        moves = what_moves(session, attendee, meetings)
        errors = {"to": error} if error else {}
        return MovePage(Heading.of(here), moves, to, ready, errors)

    @router.get("/organise/{slug}/people/{attendee_id}/move")
    def ask_where(
        request: Request, attendee_id: str, here: Editing, session: Reading, to: str = ""
    ) -> Response:
        """Ask for the address, then show what would go there."""
        attendee = _attendee(session, here, attendee_id)
        shown = context(session, here, attendee, to.strip()[:320])
        return page(request, "attendees/move.html", shown, 422 if shown.errors else 200)

    @router.post("/organise/{slug}/people/{attendee_id}/move")
    def move(
        request: Request, attendee_id: str, here: Editing, sent: SentFields, session: Writing
    ) -> Response:
        """Move the profile, if it still is where the page said."""
        attendee = _attendee(session, here, attendee_id, lock=True)
        to = sent.one("to")[:320]
        try:
            address = checked_address(session, attendee, to)
        except ValueError as refused:
            shown = context(session, here, attendee, to, str(refused))
            return page(request, "attendees/move.html", shown, 422)
        if what_moves(session, attendee, None).address != sent.one("from"):
            again = "The address has changed since you looked. Look again."
            shown = context(session, here, attendee, to, again)
            return page(request, "attendees/move.html", shown, 422)
        move_profile(session, attendee, address, here.account.account_id)
        name = attendee.name or attendee.external_id
        done = f"The profile of {name} is now at {address}. The event's log says who moved it."
        return go_to(request, f"/organise/{here.slug}/people", done)

    return router


def _attendee(
    session: Session, here: OrganiserHere, attendee_id: str, *, lock: bool = False
) -> Attendee:
    attendee = session.get(Attendee, attendee_id, with_for_update=HOLD if lock else None)
    if attendee is None or attendee.event_id != here.event_id or attendee.left_at is not None:
        raise not_found()
    return attendee
