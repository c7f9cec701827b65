"""The developer's mailbox: mails that no server sends, only on the developer's own machine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select

from api.mail.models import OutboxMail, State
from api.web.access import declares, not_found
from api.web.page import page
from api.web.running import site_of
from api.web.transaction import Reading

router = APIRouter()
_MOST = 200


@dataclass(frozen=True, slots=True)
class MailShown:
    """A mail in the mailbox."""

    id: str
    to: str
    subject: str
    kind: str
    text: str
    state: State
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """Context of outbox/outbox.html."""

    mails: tuple[MailShown, ...]
    """Newest first."""


@declares("anyone")
def developer(request: Request) -> None:
    """Anyone on this machine, as long as no mail server is configured; else not there."""
    site = site_of(request)
    peer = request.client.host if request.client else ""
    passed_on = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if not site.settings.shows_outbox or passed_on or peer not in ("127.0.0.1", "::1"):
        raise not_found()


@router.get("/outbox", dependencies=[Depends(developer)])
def show_outbox(request: Request, session: Reading) -> Response:
    """Show the newest mails."""
    rows = session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(_MOST))
    mails = tuple(
        MailShown(
            row.id, row.to_address, row.subject, row.kind, row.text, row.state, row.created_at
        )
        for row in rows
    )
    return page(request, "outbox/outbox.html", OutboxPage(mails))
