"""The organiser's page of mail that did not arrive: to whom, why, and sending it again."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.attendees.undelivered import Undelivered, send_again, undelivered
from api.events.access import Organising
from api.events.heading import Heading
from api.web.forms import SentFields
from api.web.pace import MAILS, keep_pace
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing
from api.web.wording import counted

router = APIRouter()


@dataclass(frozen=True, slots=True)
class UndeliveredPage:
    """Context of attendees/mail.html."""

    event: Heading
    mails: tuple[Undelivered, ...]


@router.get("/organise/{slug}/mail")
def show_undelivered(request: Request, here: Organising, session: Reading) -> Response:
    """List the mails of this event that did not arrive."""
    context = UndeliveredPage(Heading.of(here), undelivered(session, here.event_id))
    return page(request, "attendees/mail.html", context)


@router.post("/organise/{slug}/mail")
def send_undelivered_again(
    request: Request, here: Organising, sent: SentFields, session: Writing
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
