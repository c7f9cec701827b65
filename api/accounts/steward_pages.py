"""The page of the site's stewards: who may make events and say who else may."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.accounts import stewards
from api.accounts.access import Stewarding
from api.accounts.queries import SignedIn
from api.accounts.schemas import NameSteward
from api.web.forms import SentFields, check
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()
_LAST = (
    "Name another first, who has signed in once: a site without a steward could have no new events."
)


@dataclass(frozen=True, slots=True)
class StewardRow:
    """A steward; ``seen`` once they have signed in."""

    id: str
    name: str
    address: str
    seen: bool
    me: bool


@dataclass(frozen=True, slots=True)
class StewardsPage:
    """Context of accounts/stewards.html."""

    stewards: tuple[StewardRow, ...]
    site: str
    everybody: bool
    """Whether everybody who is signed in may make events, by the site's settings."""
    email: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/stewards")
def show_stewards(request: Request, account: Stewarding, session: Reading) -> Response:
    """List the stewards."""
    return page(request, "accounts/stewards.html", _context(request, session, account))


@router.post("/stewards")
def change_stewards(
    request: Request, account: Stewarding, sent: SentFields, session: Writing
) -> Response:
    """Name another steward by address, or let one be none any more."""
    if sent.one("dismiss"):
        if not stewards.dismiss(session, sent.one("dismiss")):
            return _refused(request, session, account, "", {"": _LAST})
        return go_to(
            request,
            "/stewards" if sent.one("dismiss") != account.account_id else "/organise",
            "They are no steward any more.",
        )
    asked = check(NameSteward, sent.plain())
    if isinstance(asked, dict):
        return _refused(request, session, account, sent.one("email"), asked)
    if not stewards.name_steward(session, asked.email):
        return go_to(request, "/stewards", f"{asked.email} is a steward already.", "note")
    said = f"{asked.email} may make events now. No mail was sent: tell them to sign in here."
    return go_to(request, "/stewards", said)


def _refused(
    request: Request, session: Session, account: SignedIn, email: str, errors: dict[str, str]
) -> Response:
    context = _context(request, session, account, email, errors)
    return page(request, "accounts/stewards.html", context, 422)


def _context(
    request: Request,
    session: Session,
    account: SignedIn,
    email: str = "",
    errors: dict[str, str] | None = None,
) -> StewardsPage:
    settings = site_of(request).settings
    rows = tuple(
        StewardRow(
            each.id,
            each.name or each.email,
            each.email,
            each.signed_in_at is not None,
            each.id == account.account_id,
        )
        for each in stewards.stewards(session)
    )
    everybody = settings.event_makers == "signed-in"
    return StewardsPage(rows, settings.base_url, everybody, email, errors or {})
