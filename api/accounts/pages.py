"""Pages of signing in: ask for the mail, press its button or type its code, sign out."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.accounts import service
from api.accounts.access import Anyone
from api.accounts.mails import sign_in_mail
from api.accounts.queries import by_address
from api.accounts.schemas import AskForLink, EnterCode
from api.mail import outbox
from api.web.cookies import delete_cookie, set_cookie
from api.web.forms import SentFields, check
from api.web.limits import client_address
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()
# A mail a minute is enough for a person; a hall behind one address signs in together.
_MAILS_PER_ADDRESS, _MAILS_PER_PLACE, _TRIES_PER_PLACE = 5, 100, 200
_MINUTES = 15
_NO_FIT = (
    "This code does not fit, or it has been used or is too old. "
    "Look into the newest mail, or ask for another."
)


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Context of accounts/sign_in.html."""

    email: str = ""
    next_path: str = "/"
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodePage:
    """Context of accounts/code.html: the same whether or not the address is known."""

    email: str
    next_path: str = "/"
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Context of accounts/link.html: where the mail's link leads."""

    token: str
    usable: bool
    """False when the link was used or is too old."""


@router.get("/sign-in")
def show_sign_in(request: Request, visitor: Anyone, next: str = "/") -> Response:  # noqa: A002
    """Ask for an address."""
    path = service.safe_path(next)
    if visitor is not None:
        return go_to(request, path)
    return page(request, "accounts/sign_in.html", SignInPage(next_path=path))


@router.post("/sign-in")
def ask_for_mail(request: Request, visitor: Anyone, sent: SentFields, session: Writing) -> Response:
    """Send the mail where there is an account; say the same where there is none."""
    site = site_of(request)
    asked = check(AskForLink, sent.plain())
    if isinstance(asked, dict):
        context = SignInPage(sent.one("email"), service.safe_path(sent.one("next")), asked)
        return page(request, "accounts/sign_in.html", context, 422)
    place = client_address(request, site.settings)
    if not (
        site.limits.allow(f"sign-in:{asked.email}", _MAILS_PER_ADDRESS, _MINUTES)
        and site.limits.allow(f"sign-in-from:{place}", _MAILS_PER_PLACE, _MINUTES)
    ):
        wait = f"Several mails are on their way already. Ask again in {_MINUTES} minutes."
        context = SignInPage(asked.email, service.safe_path(asked.next), {"": wait})
        return page(request, "accounts/sign_in.html", context, 429)
    account = by_address(session, asked.email)
    if account is not None:
        invitation = service.invite(session, account, asked.next)
        outbox.put(session, sign_in_mail(invitation, site.settings))
    return page(request, "accounts/code.html", CodePage(asked.email, service.safe_path(asked.next)))


@router.get("/sign-in/code")
def show_link(request: Request, visitor: Anyone, session: Reading, token: str = "") -> Response:
    """Show the link's button; looking uses nothing up (mail scanners look, too)."""
    if not token:
        return go_to(request, "/sign-in")
    context = LinkPage(token[:200], service.is_open(session, token))
    return page(request, "accounts/link.html", context, 200 if context.usable else 410)


@router.post("/sign-in/code")
def enter(request: Request, visitor: Anyone, sent: SentFields, session: Writing) -> Response:
    """Sign in by the link's button or by the mail's six digits."""
    site = site_of(request)
    token = sent.one("token")
    if token:
        done = service.use_link(session, token, site.settings)
        if done is None:
            return page(request, "accounts/link.html", LinkPage("", usable=False), 410)
        return _enter(request, *done)
    status, errors = 422, {"code": _NO_FIT}
    entered = check(EnterCode, sent.plain())
    if isinstance(entered, dict):
        errors = entered
    elif not site.limits.allow(
        f"code-from:{client_address(request, site.settings)}", _TRIES_PER_PLACE, _MINUTES
    ):
        status, errors = 429, {"": f"Those were many tries. Try again in {_MINUTES} minutes."}
    else:
        done = service.use_code(session, entered.email, entered.code, site.settings)
        if done is not None:
            return _enter(request, *done)
    context = CodePage(sent.one("email"), service.safe_path(sent.one("next")), errors)
    return page(request, "accounts/code.html", context, status)


@router.post("/sign-out")
def leave(request: Request, visitor: Anyone, session: Writing) -> Response:
    """End the session of this browser."""
    if visitor is not None:
        service.sign_out(session, visitor.session_hash)
    response = go_to(request, "/", "You are signed out.")
    delete_cookie(response, "session", site_of(request).settings)
    return response


def _enter(request: Request, token: str, path: str) -> Response:
    settings = site_of(request).settings
    response = go_to(request, path, "Signed in. Good to see you.")
    set_cookie(response, "session", token, settings, settings.session_days)
    delete_cookie(response, "visitor", settings)
    return response
