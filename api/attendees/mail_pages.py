"""The organiser's page of mail that did not arrive: to whom, why, and sending it again."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.attendees.undelivered import Undelivered, count_undelivered, send_again, undelivered
from api.events.access import Editing, Viewing
from api.events.heading import Heading
from api.web.forms import SentFields
from api.web.pace import MAILS, keep_pace
from api.web.page import go_to, page
from api.web.paging import PageNumber, Pages
from api.web.running import site_of
from api.web.transaction import Reading, Writing
from api.web.wording import counted

router = APIRouter()
_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class UndeliveredPage:
    """Context of attendees/mail.html."""

    event: Heading
    mails: tuple[Undelivered, ...]
    total: int
    pages: Pages
    of: str = ""
    """Whose mails are shown, by name; "" for everybody's."""


@router.get("/organise/{slug}/mail")
def show_undelivered(
    request: Request, here: Viewing, session: Reading, person: str = "", page_: PageNumber = 1
) -> Response:
    """List the mails of this event, or to one of its people, that did not arrive."""
    heading = Heading.of(here)
    if person:
        mails = undelivered(session, here.event_id, of=(person,), most=_A_PAGE)
        if mails:
            pages = Pages(1, 1, _A_PAGE)
            shown = UndeliveredPage(heading, mails, len(mails), pages, mails[0].name)
            return page(request, "attendees/mail.html", shown)
    total = count_undelivered(session, here.event_id)
    pages = Pages.of(page_, total, _A_PAGE)
    mails = undelivered(session, here.event_id, before=pages.before, most=_A_PAGE)
    context = UndeliveredPage(heading, mails, total, pages)
    return page(request, "attendees/mail.html", context)


@router.post("/organise/{slug}/mail")
def send_undelivered_again(
    request: Request, here: Editing, sent: SentFields, session: Writing
) -> Response:
    """Send one given-up mail again, or all of them, to the addresses of today."""
    keep_pace(request, MAILS)
    settings = site_of(request).settings
    account_id = here.account.account_id
    number = send_again(session, here.event_id, sent.many("mail"), account_id, settings)
    path = f"/organise/{here.slug}/mail"
    if not number:
        return go_to(request, path, "There was nothing left to send again.", "note")
    verb = "is" if number == 1 else "are"
    return go_to(request, path, f"{counted(number, 'mail')} {verb} on the way again.")
