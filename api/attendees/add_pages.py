"""The organiser's page that adds one person by hand; a name suffices."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.attendees.adding import AGAIN, add_person
from api.attendees.people_file import PersonRow
from api.events.access import Editing, OrganiserHere
from api.events.heading import Heading
from api.events.queries import get
from api.events.stored import StoredEvent
from api.web.forms import Fields, SentFields
from api.web.page import go_to, page
from api.web.transaction import Reading, Writing

router = APIRouter()
_LINES = ("name", "email", "organisation", "role", "offers", "needs", "interests")


@dataclass(frozen=True, slots=True)
class AddPage:
    """Context of attendees/add.html."""

    event: Heading
    labels: tuple[tuple[str, str], ...]
    """Value and words of the groups of which the organiser says who is in them."""
    told: dict[str, str]
    groups: tuple[str, ...]
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/organise/{slug}/people/new")
def show_form(request: Request, here: Editing, session: Reading) -> Response:
    """Ask who it is."""
    return page(request, "attendees/add.html", _context(session, here))


@router.post("/organise/{slug}/people/new")
def add(request: Request, here: Editing, sent: SentFields, session: Writing) -> Response:
    """Add the person, if nothing stands against it."""
    row = PersonRow(
        1,
        "",
        name=sent.one("name"),
        email=sent.one("email"),
        organisation=sent.one("organisation"),
        role=sent.one("role"),
        offers=sent.one("offers"),
        needs=sent.one("needs"),
        interests=sent.one("interests"),
        groups=sent.many("groups"),
    )
    event, by = get(session, here.event_id), here.account.account_id
    errors = add_person(session, event, row, by, sure=sent.one(AGAIN) == "yes")
    if errors:
        context = _context(session, here, sent, errors)
        return page(request, "attendees/add.html", context, 422)
    way = (
        f"They sign in by {row.email}." if row.email else "Without an address they cannot sign in."
    )
    said = f"{row.name} is in. {way} No mail was sent."
    query = urlencode({"q": row.email or row.name})
    return go_to(request, f"/organise/{here.slug}/people?{query}", said)


def _context(
    session: Session,
    here: OrganiserHere,
    sent: Fields | None = None,
    errors: dict[str, str] | None = None,
) -> AddPage:
    labels = [(each, each) for each in StoredEvent.of(get(session, here.event_id)).labels]
    told = {name: sent.one(name) if sent else "" for name in _LINES}
    groups = sent.many("groups") if sent else ()
    return AddPage(Heading.of(here), tuple(labels), told, groups, errors or {})
