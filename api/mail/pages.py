"""The developer's mailbox: mails that no server sends, only on the developer's own machine."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.mail.composing import Mail, Verdict, compose
from api.mail.models import OutboxMail, State
from api.mail.stopping import stop_page
from api.settings import Settings
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
    site = site_of(request).settings
    return page(
        request, "outbox/outbox.html", OutboxPage(tuple(_shown(session, row, site) for row in rows))
    )


def _shown(session: Session, row: OutboxMail, site: Settings) -> MailShown:
    """Show a mail as it would leave now: it may quote what has become private since."""
    subject, text = row.subject, row.text
    worded = compose(session, row.kind, row.source, None, site)
    if isinstance(worded, Mail):
        link = re.search(re.escape(stop_page(site)) + r"\S*", row.text)
        subject = worded.subject
        text = worded.text.replace(stop_page(site), link[0]) if link else worded.text
    elif worded is Verdict.NOT_NEEDED:
        subject, text = "Not needed any more", "Who it was about has left, or it has been read."
    return MailShown(row.id, row.to_address, subject, row.kind, text, row.state, row.created_at)
