"""The page of an event's team: who is in it and may do what, invitations, leaving."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.events import team
from api.events.access import ANYBODY, OWNERS, InTheTeam, OrganiserHere, Owning, hold
from api.events.heading import Heading
from api.events.mails import team_mail
from api.events.queries import card
from api.events.roles import CALLED, MAY, ROLES, TeamRole
from api.events.schemas import ChangeRole, Invite
from api.events.team import Member, TeamFault
from api.mail import outbox
from api.web.access import not_found
from api.web.forms import Fields, SentFields, check
from api.web.pace import INVITATIONS, is_too_fast
from api.web.page import go_to, page
from api.web.running import site_of
from api.web.transaction import Reading, Writing

router = APIRouter()


@dataclass(frozen=True, slots=True)
class TeamPage:
    """Context of events/team.html."""

    event: Heading
    members: tuple[Member, ...]
    me: str
    """Id of the account that looks."""
    my_role: TeamRole
    roles: tuple[tuple[str, str, str], ...]
    """Role, what it is called, what it may."""
    begin_at: str
    """Where the invited begin."""
    mail_leaves: bool
    email: str = ""
    role: str = "editor"
    errors: dict[str, str] = field(default_factory=dict)


@router.get("/organise/{slug}/team")
def show_team(request: Request, here: InTheTeam, session: Reading) -> Response:
    """Show who is in the team; owners may change it there."""
    return page(request, "events/team.html", _context(request, session, here))


@router.post("/organise/{slug}/team")
def change_team(request: Request, here: Owning, sent: SentFields, session: Writing) -> Response:
    """Invite somebody, once more where they have not come; change a role; remove somebody."""
    done = {"invite": _invite, "again": _again, "change": _change, "remove": _remove}
    act = done.get(sent.one("action"))
    if act is None:
        raise not_found()
    hold(session, here, OWNERS)
    try:
        with session.begin_nested():
            said = act(request, session, here, sent)
    except TeamFault as fault:
        return _refused(request, session, here, sent, {"": str(fault)}, 409)
    if isinstance(said, dict):
        return _refused(request, session, here, sent, said, 422)
    return go_to(request, f"/organise/{here.slug}/team", said)


@router.post("/organise/{slug}/team/leave")
def leave_team(request: Request, here: InTheTeam, session: Writing) -> Response:
    """Leave the team oneself."""
    me = here.account.account_id
    hold(session, here, ANYBODY)
    try:
        with session.begin_nested():
            team.remove(session, here.event_id, me, me)
    except TeamFault as fault:
        context = _context(request, session, here, errors={"": str(fault)})
        return page(request, "events/team.html", context, 409)
    return go_to(request, "/organise", f"You are not in the team of {here.event_name} any more.")


def _invite(
    request: Request, session: Session, here: OrganiserHere, sent: Fields
) -> str | dict[str, str]:
    asked = check(Invite, sent.plain())
    if isinstance(asked, dict):
        return asked
    if is_too_fast(request, INVITATIONS):
        return {"": INVITATIONS.words}
    me = here.account.account_id
    account = team.invite(session, here.event_id, me, asked.email, asked.role)
    return _send(request, session, here, account, asked.role)


def _again(
    request: Request, session: Session, here: OrganiserHere, sent: Fields
) -> str | dict[str, str]:
    account, role = team.invited(
        session, here.event_id, here.account.account_id, sent.one("member")
    )
    if is_too_fast(request, INVITATIONS):
        return {"": INVITATIONS.words}
    return _send(request, session, here, account, role)


def _change(
    request: Request, session: Session, here: OrganiserHere, sent: Fields
) -> str | dict[str, str]:
    asked = check(ChangeRole, sent.plain())
    if isinstance(asked, dict):
        return {"": "Choose one of the roles."}
    who = team.change(
        session, here.event_id, here.account.account_id, sent.one("member"), sent.one("seen"),
        asked.role,
    )  # fmt: skip
    return f"{who}: {CALLED[asked.role]} from now on."


def _remove(
    request: Request, session: Session, here: OrganiserHere, sent: Fields
) -> str | dict[str, str]:
    who = team.remove(session, here.event_id, here.account.account_id, sent.one("member"))
    return f"{who} is not in the team any more."


def _send(
    request: Request, session: Session, here: OrganiserHere, account: Account, role: TeamRole
) -> str:
    settings, by = site_of(request).settings, here.account.shown_name
    outbox.put(session, team_mail(card(session, here.event_id), account, role, by, settings))
    if settings.smtp_host:
        return f"{account.email} is invited. A mail with the way in is on its way."
    return f"{account.email} is invited. No mail leaves this site: tell them yourself."


def _refused(
    request: Request,
    session: Session,
    here: OrganiserHere,
    sent: Fields,
    errors: dict[str, str],
    status: int,
) -> Response:
    filled = (sent.one("email"), sent.one("role")) if sent.one("action") == "invite" else ("", "")
    context = _context(request, session, here, *filled, errors=errors)
    return page(request, "events/team.html", context, status)


def _context(
    request: Request,
    session: Session,
    here: OrganiserHere,
    email: str = "",
    role: str = "",
    errors: dict[str, str] | None = None,
) -> TeamPage:
    settings = site_of(request).settings
    return TeamPage(
        Heading.of(here),
        team.members(session, here.event_id, here.account.account_id),
        here.account.account_id,
        here.role,
        tuple((each, CALLED[each].capitalize(), MAY[each]) for each in ROLES),
        f"{settings.base_url}/organise/{here.slug}",
        bool(settings.smtp_host),
        email,
        role or "editor",
        errors or {},
    )
