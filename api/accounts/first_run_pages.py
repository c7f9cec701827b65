"""The page of the first run: code, address and name make the site's first steward."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.accounts import first_run
from api.accounts.access import Anyone
from api.accounts.pages import let_in
from api.accounts.queries import is_nobody_known
from api.accounts.schemas import MakeFirst
from api.web.forms import SentFields, check
from api.web.limits import client_address
from api.web.once import is_repeated
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()
_TRIES, _MINUTES = 10, 15
_WRONG = (
    "This is not the code. It is the one that “confab serve” printed last; those before are void."
)
_VOID = "This code was tried too often and is void. Start “confab serve” again for a new one."
_OFTEN = f"That is {_TRIES} codes within {_MINUTES} minutes. Wait a little, then go on."


@dataclass(frozen=True, slots=True)
class FirstRunPage:
    """Context of accounts/first_run.html."""

    code: str = ""
    email: str = ""
    name: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/first")
def show_first_run(request: Request, visitor: Anyone, session: Reading, code: str = "") -> Response:
    """Ask for the code; looking uses nothing up."""
    if not is_nobody_known(session):
        return go_to(request, "/")
    return page(request, "accounts/first_run.html", FirstRunPage(code[:40]))


@router.post("/first")
def make_first_steward(
    request: Request, visitor: Anyone, sent: SentFields, session: Writing
) -> Response:
    """Make the first steward and sign them in."""
    site, again = site_of(request), is_repeated(request)
    if not again and not is_nobody_known(session):
        return _gone(request)
    asked = check(MakeFirst, sent.plain())
    if isinstance(asked, dict):
        return _refused(request, sent, asked, 422)
    place = client_address(request, site.settings)
    if not again and not site.limits.allow(f"first-run-from:{place}", _TRIES, _MINUTES):
        return _refused(request, sent, {"code": _OFTEN}, 429)
    done = first_run.claim(session, asked.code, asked.email, asked.name, site.settings, again=again)
    if done.token:
        said = f"Welcome, {asked.name}. You are the first here."
        return let_in(request, done.token, "/organise", said)
    if done.refused == "gone":
        return _gone(request)
    why = _VOID if done.refused == "void" else _WRONG
    return _refused(request, sent, {"code": why}, 422)


def _refused(request: Request, sent: SentFields, errors: dict[str, str], status: int) -> Response:
    again = FirstRunPage(sent.one("code")[:40], sent.one("email"), sent.one("name"), errors)
    return page(request, "accounts/first_run.html", again, status)


def _gone(request: Request) -> Response:
    return go_to(request, "/", "This site has somebody who looks after it already.", "note")
