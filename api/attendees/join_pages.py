"""The page by which one registers: what the event is, a name and an address, then the sign-in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.accounts.access import Anyone
from api.accounts.asking import asking_secret, send_sign_in
from api.accounts.pages import CodePage
from api.accounts.queries import SignedIn
from api.accounts.service import account_of
from api.attendees import registering
from api.attendees.registering import Entrance, entrance_of
from api.attendees.schemas import Join, JoinSignedIn
from api.events.models import Event
from api.events.queries import by_slug
from api.web.cookies import set_cookie
from api.web.forms import SentFields, check
from api.web.limits import client_address
from api.web.once import is_repeated
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()
_MINUTES = 15
# A hall behind one address registers together; codes are guessed from one place, if at all.
_ASKED, _WRONG_CODES = 200, 30
Code = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True)
class EventShown:
    """What anybody may know of an event that one can register for."""

    slug: str
    name: str
    place: str
    zone: str
    starts: dt.datetime
    ends: dt.datetime
    about: str
    coming: int
    minutes: int
    """Length of a meeting."""


@dataclass(frozen=True, slots=True)
class JoinPage:
    """Context of attendees/join.html.

    Attributes
    ----------
    event
        None where nobody may know of it: no such event, registration closed, another code.
    shows
        The form, the question for the code, or why there is neither.
    """

    event: EventShown | None
    shows: Literal["form", "code", "closed", "over", "full", "waiting", "declined"]
    slug: str = ""
    by_approval: bool = False
    code: str = ""
    signed_in_as: str = ""
    contact: str = ""
    name: str = ""
    email: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/e/{slug}/join")
def show_join(
    request: Request, slug: str, visitor: Anyone, session: Reading, code: Code = ""
) -> Response:
    """Show what the event is and the form, or why nobody can register."""
    event = by_slug(session, slug)
    if event is not None and visitor is not None:
        attendee = registering.attendee_of(session, event.id, visitor.account_id)
        if attendee is not None:
            return go_to(request, registering.place_of(attendee, event.slug))
    shown = _shown(request, session, event, visitor, code)
    return page(request, "attendees/join.html", shown, 410 if shown.shows == "closed" else 200)


@router.post("/e/{slug}/join")
def join(
    request: Request, slug: str, visitor: Anyone, sent: SentFields, session: Writing
) -> Response:
    """Note who asks and send the sign-in mail; of who is signed in the address is known."""
    event = by_slug(session, slug)
    shown = _shown(request, session, event, visitor, sent.one("code")[:100])
    if event is None or shown.shows != "form":
        return page(request, "attendees/join.html", shown, 410 if shown.shows == "closed" else 422)
    shown = replace(shown, name=sent.one("name"), email=sent.one("email"))
    asked = check(Join if visitor is None else JoinSignedIn, sent.plain())
    if isinstance(asked, dict):
        return page(request, "attendees/join.html", replace(shown, errors=asked), 422)
    site = site_of(request)
    if not _allows(request, "join", _ASKED):
        raise HTTPException(429, "Many register from here just now. Wait a little, then go on.")
    path = f"/e/{event.slug}/join"
    registering.hold(session, event)
    if visitor is not None:
        account = account_of(session, visitor.email)
        registering.ask(session, event, account, asked.name)
        return go_to(request, registering.come_in(session, account.id, path))
    assert isinstance(asked, Join)
    asked_by = asking_secret(request, sent)
    if not is_repeated(request):
        account = account_of(session, asked.email)
        registering.ask(session, event, account, asked.name)
        to = f"to take part in {event.name}"
        send_sign_in(request, session, account, path, asked_by, to)
    context = CodePage(asked.email, site.settings.contact, path)
    response = page(request, "accounts/code.html", context)
    set_cookie(response, "asked", asked_by, site.settings)
    return response


def _allows(request: Request, what: str, most: int) -> bool:
    return site_of(request).limits.allow(_from(request, what), most, _MINUTES)


def _spent(request: Request, what: str, most: int) -> bool:
    return site_of(request).limits.spent(_from(request, what), most, _MINUTES)


def _from(request: Request, what: str) -> str:
    return f"{what}:{client_address(request, site_of(request).settings)}"


def _shown(
    request: Request, session: Session, event: Event | None, visitor: SignedIn | None, code: str
) -> JoinPage:
    contact = site_of(request).settings.contact
    entrance = entrance_of(session, event) if event else None
    if event is None or entrance is None or entrance.hindrance == "closed":
        return JoinPage(None, "closed", contact=contact)
    by_code = entrance.settings.how == "code" and code
    if by_code and _spent(request, "join-code", _WRONG_CODES):
        # Said of the right one, too: else one could go on guessing until it is no more said.
        raise HTTPException(429, "Many wrong codes came from here. Wait a little, then go on.")
    if not entrance.opens_to(code):
        errors = {}
        if code:
            _allows(request, "join-code", _WRONG_CODES)
            errors = {"code": "This is not the code. Look again where you found the link."}
        return JoinPage(None, "code", event.slug, errors=errors)
    row = registering.request_of(session, event.id, visitor.account_id) if visitor else None
    shows: Literal["form", "over", "full", "waiting", "declined"] = "form"
    if row is not None and row.state != "asked":
        shows = row.state
    elif entrance.hindrance:
        shows = entrance.hindrance
    return JoinPage(
        _event(event, entrance),
        shows,
        event.slug,
        entrance.settings.how == "approval",
        code,
        visitor.email if visitor else "",
        contact,
        row.name if row else visitor.name if visitor else "",
    )


def _event(event: Event, entrance: Entrance) -> EventShown:
    first = event.slots[0]
    return EventShown(
        event.slug,
        event.name,
        event.place,
        event.timezone,
        first.starts_at,
        max(slot.ends_at for slot in event.slots),
        event.about,
        entrance.coming,
        round((first.ends_at - first.starts_at).total_seconds() / 60),
    )
