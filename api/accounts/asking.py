"""Sending a sign-in mail to whoever asks for it on a page, as often as is good for its reader."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy.orm import Session

from api.accounts import service
from api.accounts.mails import sign_in_mail
from api.accounts.models import Account
from api.accounts.queries import token_hash
from api.mail import outbox
from api.web.cookies import new_token, read_cookie
from api.web.forms import Fields
from api.web.limits import client_address
from api.web.running import site_of

# From one browser's place a person needs few mails; a hall behind one address signs in together.
_MAILS_PER_PERSON_AND_PLACE, _MAILS_PER_PLACE = 3, 100
_MINUTES = round(service.LIFE.total_seconds() / 60)


def asking_secret(request: Request, sent: Fields) -> str:
    """Give the secret of the browser that asks; of two clicks on one page the same."""
    known = read_cookie(request, "asked", site_of(request).settings)
    return known or (token_hash(f"asked:{sent.once}") if sent.once else new_token())


def send_sign_in(
    request: Request, session: Session, account: Account, path: str, asked_by: str, to: str = ""
) -> None:
    """Send the mail, unless many were asked for and a fresh link waits unused.

    So asking for somebody else's mails fills no mailbox and keeps nobody out.

    Parameters
    ----------
    path
        Where the sign-in leads.
    asked_by
        See `asking_secret`.
    to
        What signing in is for, as in "to take part in Cork Exchange".
    """
    site = site_of(request)
    place = client_address(request, site.settings)
    key = f"sign-in:{account.id}:{place}"
    few = site.limits.allow(key, _MAILS_PER_PERSON_AND_PLACE, _MINUTES)
    few = site.limits.allow(f"sign-in-from:{place}", _MAILS_PER_PLACE, _MINUTES) and few
    lately = service.mails_lately(session, account)
    if (few and lately.count < service.MOST_MAILS) or not lately.fresh:
        invitation = service.invite(session, account, path, asked_by)
        outbox.put(session, sign_in_mail(invitation, site.settings, to))
