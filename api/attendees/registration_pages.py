"""The organiser's page of registration: link and QR code, a sheet to hang up, who waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.accounts.models import Account
from api.attendees.registering import (
    Hindrance,
    WaitingPerson,
    decide,
    entrance_of,
    number_waiting,
    waiting,
)
from api.attendees.registration_mails import registration_mail
from api.events.access import EDITORS, Editing, OrganiserHere, hold
from api.events.heading import Heading
from api.events.models import Event
from api.events.queries import card
from api.mail import outbox
from api.web.access import not_found
from api.web.forms import SentFields
from api.web.page import go_to, page
from api.web.paging import PageNumber, Pages
from api.web.qr import QrCode, qr_code
from api.web.running import site_of
from api.web.transaction import Reading, Writing
from api.web.wording import counted

router = APIRouter()
_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """Context of attendees/registration.html."""

    event: Heading
    how: str
    places: int | None
    coming: int
    hindrance: Hindrance
    address: str
    qr: QrCode
    waiting: Sequence[WaitingPerson]
    total: int
    """How many wait."""
    pages: Pages
    mail_leaves: bool


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Context of attendees/registration_sheet.html."""

    event: Heading
    place: str
    starts: dt.datetime
    ends: dt.datetime
    address: str
    qr: QrCode
    code: str
    """The code that the address needs where it is typed; empty where none is."""
    typed: str
    """The address as one types it."""


@router.get("/organise/{slug}/registration")
def show_registration(
    request: Request, here: Editing, session: Reading, page_: PageNumber = 1
) -> Response:
    """Show the link, and who waits."""
    entrance = entrance_of(session, session.get_one(Event, here.event_id))
    total = number_waiting(session, here.event_id)
    pages = Pages.of(page_, total, _A_PAGE)
    link = _link(request, here, entrance.settings.code if entrance.settings.how == "code" else "")
    context = RegistrationPage(
        Heading.of(here),
        entrance.settings.how,
        entrance.settings.places,
        entrance.coming,
        entrance.hindrance,
        link,
        qr_code(link),
        waiting(session, here.event_id, pages.before, _A_PAGE),
        total,
        pages,
        bool(site_of(request).settings.smtp_host),
    )
    return page(request, "attendees/registration.html", context)


@router.post("/organise/{slug}/registration")
def decide_registrations(
    request: Request, here: Editing, sent: SentFields, session: Writing
) -> Response:
    """Accept or decline those who are ticked and wait still; each gets a mail."""
    action = sent.one("action")
    if action not in ("accept", "decline"):
        raise not_found()
    path, ticked = f"/organise/{here.slug}/registration", sent.many("person")
    if not ticked:
        return go_to(request, path, "Tick whom you mean first.", "problem")
    event, accept = hold(session, here, EDITORS), action == "accept"
    done = decide(session, event, ticked[:_A_PAGE], here.account.account_id, accept=accept)
    about, settings = card(session, event.id), site_of(request).settings
    for account_id in done:
        account = session.get_one(Account, account_id)
        outbox.put(session, registration_mail(about, account, settings, accepted=accept))
    said = f"{counted(len(done), 'person', 'people')} {'accepted' if accept else 'declined'}."
    said += " Each gets a mail." if len(done) > 1 else " They get a mail." if done else ""
    missed = len(set(ticked)) - len(done)
    if missed:
        said += f" {counted(missed, 'was', 'were')} decided by somebody else meanwhile."
    return go_to(request, path, said, "note" if missed else "done")


@router.get("/organise/{slug}/registration/sheet")
def show_sheet(request: Request, here: Editing, session: Reading) -> Response:
    """Show the sheet to print and hang up."""
    event = session.get_one(Event, here.event_id)
    settings = entrance_of(session, event).settings
    code = settings.code if settings.how == "code" else ""
    link = _link(request, here, code)
    context = SheetPage(
        Heading.of(here),
        event.place,
        event.slots[0].starts_at,
        event.slots[-1].ends_at,
        link,
        qr_code(link),
        code,
        _link(request, here, "").removeprefix("https://").removeprefix("http://"),
    )
    return page(request, "attendees/registration_sheet.html", context)


def _link(request: Request, here: OrganiserHere, code: str) -> str:
    link = f"{site_of(request).settings.base_url}/e/{here.slug}/join"
    return f"{link}?{urlencode({'code': code})}" if code else link
