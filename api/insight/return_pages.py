"""The door of an event that one has left: come back, by a press of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.access import LeftHere, WhoLeft, already_here
from api.clock import now
from api.events.heading import Heading
from api.events.phase import phase_of
from api.events.queries import by_slug
from api.matches.returning import return_to
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """Context of events/back.html."""

    event: Heading
    over: bool


@router.get("/e/{slug}/back")
def show_door(request: Request, here: WhoLeft, session: Reading) -> Response:
    """Say what coming back means."""
    return page(request, "events/back.html", _context(session, here))


@router.post("/e/{slug}/back")
def enter_again(request: Request, here: WhoLeft, session: Writing) -> Response:
    """Take somebody in again who asks for it."""
    shown = _context(session, here)
    if shown.over:
        return page(request, "events/back.html", shown, 422)
    if return_to(session, here.attendee_id) is None:
        raise already_here(here.slug, here.event_name)
    said = f"Good to have you back at {here.event_name}. Say anew what you need and can offer."
    return go_to(request, f"/e/{here.slug}/profile", said)


def _context(session: Session, here: LeftHere) -> ReturnPage:
    event = by_slug(session, here.slug)
    assert event is not None
    return ReturnPage(Heading.of(here), phase_of(event, now()) == "after")
