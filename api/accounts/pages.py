"""Pages of signing in: ask for the mail, press its button or type its code, sign out."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.accounts import service
from api.accounts.access import Anyone, SomebodySignedIn
from api.accounts.asking import asking_secret, send_sign_in
from api.accounts.queries import by_address, is_nobody_known
from api.accounts.schemas import AskForLink, EnterCode
from api.web.cookies import delete_cookie, read_cookie, set_cookie
from api.web.forms import SentFields, check
from api.web.held import forget
from api.web.once import answer_anew, is_repeated
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()
_NO_FIT = (
    "This code does not fit, was asked for in another browser, or is too old. "
    "The link in the newest mail works in any case; you can also have another mail sent."
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
    contact: str
    """Whom to ask besides the organiser; empty where the site names nobody."""
    next_path: str = "/"
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Context of accounts/link.html: where the mail's link leads."""

    token: str
    usable: bool
    """False when the link was used or is too old."""
    signed_in_as: str = ""
    """Who is signed in here already, when the link is somebody else's."""


@router.get("/sign-in")
def show_sign_in(
    request: Request,
    visitor: Anyone,
    session: Reading,
    next: str = "/",  # noqa: A002
) -> Response:
    """Ask for an address."""
    path = service.safe_path(next)
    if visitor is not None:
        return go_to(request, path)
    if is_nobody_known(session):
        return go_to(request, "/first")
    return page(request, "accounts/sign_in.html", SignInPage(next_path=path))


@router.post("/sign-in")
def ask_for_mail(request: Request, visitor: Anyone, sent: SentFields, session: Writing) -> Response:
    """Send the mail where there is an account; say the same where there is none."""
    site = site_of(request)
    asked = check(AskForLink, sent.plain())
    if isinstance(asked, dict):
        again = SignInPage(sent.one("email"), service.safe_path(sent.one("next")), asked)
        return page(request, "accounts/sign_in.html", again, 422)
    asked_by = asking_secret(request, sent)
    account = None if is_repeated(request) else by_address(session, asked.email)
    if account is not None:
        send_sign_in(request, session, account, asked.next, asked_by)
    context = CodePage(asked.email, site.settings.contact, service.safe_path(asked.next))
    response = page(request, "accounts/code.html", context)
    set_cookie(response, "asked", asked_by, site.settings)
    return response


@router.get("/sign-in/code")
def show_link(request: Request, visitor: Anyone, session: Reading, token: str = "") -> Response:
    """Show the link's button; looking uses nothing up (mail scanners look, too)."""
    if not token:
        return go_to(request, "/sign-in")
    if visitor is not None:
        path = service.led_by(session, token, visitor.account_id)
        if path is not None:
            return go_to(request, path)
    shown = "" if visitor is None else visitor.shown_name
    context = LinkPage(token[:200], service.is_open(session, token), shown)
    return page(request, "accounts/link.html", context, 200 if context.usable else 410)


@router.post("/sign-in/code")
def enter(request: Request, visitor: Anyone, sent: SentFields, session: Writing) -> Response:
    """Sign in by the link's button or by the mail's six digits."""
    site = site_of(request)
    token = sent.one("token")
    if token:
        done = service.use_link(session, token, site.settings, again=is_repeated(request))
        if done is not None:
            return let_in(request, *done)
        if visitor is not None:
            path = service.led_by(session, token, visitor.account_id)
            if path is not None:
                return go_to(request, path)
        return page(request, "accounts/link.html", LinkPage("", usable=False), 410)
    errors = {"code": _NO_FIT}
    entered = check(EnterCode, sent.plain())
    if isinstance(entered, dict):
        errors = entered
    else:
        asked_by = read_cookie(request, "asked", site.settings)
        done = service.use_code(
            session, asked_by, entered.email, entered.code, site.settings,
            again=is_repeated(request),
        )  # fmt: skip
        if done is not None:
            return let_in(request, *done)
    path = service.safe_path(sent.one("next"))
    context = CodePage(sent.one("email"), site.settings.contact, path, errors)
    return page(request, "accounts/code.html", context, 422)


@router.post("/put-away")
def put_away(
    request: Request, account: SomebodySignedIn, sent: SentFields, session: Writing
) -> Response:
    """Forget what was typed before this browser was signed out."""
    path = service.safe_path(sent.one("page"))
    forget(session, request, path)
    return go_to(request, path)


@router.post("/sign-out")
def leave(request: Request, visitor: Anyone, session: Writing) -> Response:
    """End the session of this browser."""
    if visitor is not None:
        service.sign_out(session, visitor.session_hash)
    response = go_to(request, "/", "You are signed out.")
    delete_cookie(response, "session", site_of(request).settings)
    return response


def let_in(
    request: Request, token: str, path: str, said: str = "Signed in. Good to see you."
) -> Response:
    """Lead a browser on that is signed in from now on."""
    settings = site_of(request).settings
    response = go_to(request, path, said)
    # Of two clicks the browser may heed the second answer alone: it needs a cookie, too.
    answer_anew(request)
    set_cookie(response, "session", token, settings, settings.session_days)
    delete_cookie(response, "visitor", settings)
    delete_cookie(response, "asked", settings)
    return response
