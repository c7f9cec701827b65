"""Names offered to an organiser while they type one; every form takes typed names without it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.attendees.lookup import look_up
from api.events.access import InTheTeam
from api.web.page import page
from api.web.transaction import Reading

router = APIRouter()
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """Context of attendees/found.html."""

    names: tuple[str, ...]


@router.get("/organise/{slug}/people/found")
def find_people(request: Request, here: InTheTeam, session: Reading) -> Response:
    """Offer people whom typed words may mean; the one field sent is called as it is in its form."""
    words = next(iter(request.query_params.values()), "").strip()[:_LONGEST]
    found = look_up(session, here.event_id, words) if words else ()
    return page(request, "attendees/found.html", FoundPeople(tuple(name for _, name in found)))
