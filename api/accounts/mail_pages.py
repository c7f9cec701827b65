"""Pages of one's mail: which kinds one gets, and the link in a mail that stops its kind."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.accounts.access import Anyone, SomebodySignedIn
from api.mail import stopping
from api.mail.kinds import KINDS, label_of
from api.web.csrf import proven_by_token
from api.web.forms import SentFields
from api.web.limits import client_address
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()
_TRIES, _MINUTES = 200, 15


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of mail and whether it is sent."""

    id: str
    label: str
    about: str
    on: bool


@dataclass(frozen=True, slots=True)
class MailPage:
    """Context of accounts/mail.html."""

    address: str
    kinds: tuple[KindRow, ...]


@dataclass(frozen=True, slots=True)
class StopPage:
    """Context of accounts/stop_mail.html; no label means that the link is not known."""

    token: str
    label: str
    address: str
    stopped: bool


@router.get("/mail")
def show_mail(request: Request, account: SomebodySignedIn, session: Reading) -> Response:
    """Show which kinds of mail one gets."""
    off = stopping.stopped_kinds(session, account.email)
    kinds = tuple(KindRow(k.id, k.label, k.about, k.id not in off) for k in KINDS)
    return page(request, "accounts/mail.html", MailPage(account.email, kinds))


@router.post("/mail")
def choose_mail(
    request: Request, account: SomebodySignedIn, sent: SentFields, session: Writing
) -> Response:
    """Send the kinds that are ticked, and no others."""
    wanted = sent.many("kinds")
    for kind in KINDS:
        change = stopping.start if kind.id in wanted else stopping.stop
        change(session, account.email, kind.id)
    stopping.forget_old_links(session)
    return go_to(request, "/mail", "Your choice is stored.")


@router.get("/mail/stop")
def show_stop(request: Request, visitor: Anyone, session: Reading, token: str = "") -> Response:
    """Show what the link of a mail stops; looking changes nothing (mail scanners look, too)."""
    if not token:
        return go_to(request, "/mail")
    return _answer(request, session, token[:200])


@router.post("/mail/stop")
@proven_by_token
def stop(
    request: Request, visitor: Anyone, sent: SentFields, session: Writing, token: str = ""
) -> Response:
    """Stop a kind of mail at once, by the page's button or by a mail program's (RFC 8058)."""
    site = site_of(request)
    place = client_address(request, site.settings)
    if not site.limits.allow(f"stop-mail-from:{place}", _TRIES, _MINUTES):
        return _answer(request, session, "", 429)
    found = stopping.find(session, token)
    if found is not None:
        change = stopping.start if sent.one("action") == "start" else stopping.stop
        change(session, found.address, found.kind)
    return _answer(request, session, token[:200])


def _answer(request: Request, session: Reading, token: str, status: int = 410) -> Response:
    found = stopping.find(session, token)
    if found is None:
        return page(request, "accounts/stop_mail.html", StopPage("", "", "", False), status)
    stopped = stopping.is_stopped(session, found.address, found.kind)
    context = StopPage(token, label_of(found.kind), found.address, stopped)
    return page(request, "accounts/stop_mail.html", context)
