"""The door, on a phone: find somebody, note that they are here, take it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.event_day import arrivals
from api.event_day.arrivals import Arrival, Arrivals, Turnout
from api.event_day.door_view import AtTheTable, at_the_table
from api.event_day.waiting import AllWaiting, waiting
from api.events.access import AtTheDoor, OrganiserHere
from api.events.heading import Heading
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class DoorPage:
    """Context of event_day/door.html."""

    event: Heading
    turnout: Turnout
    look: str = ""
    found: Arrivals = field(default_factory=Arrivals)
    one: AtTheTable | None = None
    """Whom the page is about: who was just noted, or whose badge was read."""
    waiting: AllWaiting = field(default_factory=AllWaiting)
    scanned: bool = False
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/organise/{slug}/door")
def show_door(
    request: Request, here: AtTheDoor, session: Reading, q: str = "", who: str = ""
) -> Response:
    """Look for somebody; ``who`` is the key of somebody who was just noted."""
    look = q.strip()[:_LONGEST]
    person = arrivals.by_key(session, here.event_id, who)
    found = arrivals.look_for(session, here.event_id, look)
    return page(request, "event_day/door.html", _door(session, here, look, found, person))


@router.post("/organise/{slug}/door")
def note(request: Request, here: AtTheDoor, sent: SentFields, session: Writing) -> Response:
    """Note that somebody is here, or that they are not after all."""
    key, is_back = sent.one("who"), sent.one("action") == "undo"
    person = arrivals.by_key(session, here.event_id, key)
    if person is None or sent.one("action") not in ("here", "undo"):
        raise not_found()
    if not is_back:
        arrivals.check_in(session, here.event_id, key)
    elif not arrivals.check_out(session, here.event_id, key, sent.one("mark")):
        said = {"": f"{person.name} was noted anew meanwhile. Look again before you take it back."}
        context = _door(session, here, person=person, errors=said)
        return page(request, "event_day/door.html", context, 409)
    return go_to(request, f"/organise/{here.slug}/door?{urlencode({'who': key})}")


@router.get("/organise/{slug}/door/{badge}")
def show_badge(request: Request, badge: str, here: AtTheDoor, session: Reading) -> Response:
    """Show whose badge was read; nobody is checked in before the button is pressed."""
    person = arrivals.by_badge(session, here.event_id, badge)
    if person is None:
        said = {"": "Nobody here has a badge with this code. Look for the name instead."}
        return page(request, "event_day/door.html", _door(session, here, errors=said), 404)
    context = _door(session, here, person=person, scanned=True)
    return page(request, "event_day/door.html", context)


def _door(
    session: Session,
    here: OrganiserHere,
    look: str = "",
    found: Arrivals | None = None,
    person: Arrival | None = None,
    *,
    scanned: bool = False,
    errors: dict[str, str] | None = None,
) -> DoorPage:
    return DoorPage(
        Heading.of(here),
        arrivals.turnout(session, here.event_id),
        look,
        found or Arrivals(),
        at_the_table(session, here.event_id, person) if person else None,
        waiting(session, here.event_id),
        scanned,
        errors or {},
    )
