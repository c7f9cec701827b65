"""The team of an event: invited by address, each with a role, never without an owner."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.accounts.service import account_of
from api.db.rows import HOLD
from api.events import log
from api.events.known_names import known_names
from api.events.models import Event, Organiser
from api.events.roles import CALLED, ROLES, TeamRole, team_role
from api.mail.kinds import TEAM
from api.mail.models import OutboxMail

INVITED = log.declare("team-invited", "{who} invited to the team as {role}")
CHANGED = log.declare("team-changed", "{who} made {role}, {before} before")
GONE = log.declare("team-gone", "{who} not in the team any more, {before} before")
LAST_OWNER = (
    "Somebody who has signed in must stay owner. Make another an owner first; "
    "once they have signed in, this works."
)


class TeamFault(Exception):
    """What was asked for cannot be; its text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team."""

    account_id: str
    name: str
    address: str
    role: TeamRole
    pending: bool
    """They have never signed in."""
    mail_error: str = ""
    """Why the newest invitation did not arrive; empty where it did or is on its way."""


def members(session: Session, event_id: str, me: str) -> tuple[Member, ...]:
    """List a team as one of its accounts sees it: owners first, each role by name."""
    rows = session.execute(
        select(Account, Organiser.role)
        .join(Organiser, Organiser.account_id == Account.id)
        .where(Organiser.event_id == event_id)
    ).all()
    errors = _mail_errors(session, event_id)
    names = known_names(session, event_id, [account for account, _ in rows], me)
    found = [
        Member(
            account.id,
            names[account.id],
            account.email,
            team_role(role),
            account.signed_in_at is None,
            errors.get(account.id, ""),
        )
        for account, role in rows
    ]
    return tuple(sorted(found, key=lambda one: (ROLES.index(one.role), one.name.casefold())))


def invite(session: Session, event_id: str, actor_id: str, email: str, role: TeamRole) -> Account:
    """Take the account of a normalised address into a team.

    Raises
    ------
    TeamFault
        They are in it already.
    """
    _hold(session, event_id)
    account = account_of(session, email)
    if session.get(Organiser, (event_id, account.id)) is not None:
        raise TeamFault("They are in the team already. Change what they may do in the list.")
    session.add(Organiser(event_id=event_id, account_id=account.id, role=role))
    who = _named(session, event_id, account, actor_id)
    log.record(session, INVITED, event_id, actor_id, who=who, role=CALLED[role])
    return account


def change(
    session: Session, event_id: str, actor_id: str, account_id: str, seen: str, role: TeamRole
) -> str:
    """Give somebody another role; returns their name.

    Parameters
    ----------
    seen
        The role that the one who asks saw.

    Raises
    ------
    TeamFault
        They are not in the team, have another role by now, or are the last owner.
    """
    member, account = _member(session, event_id, account_id)
    who = _named(session, event_id, account, actor_id)
    if member.role != seen:
        now_is = CALLED[team_role(member.role)]
        raise TeamFault(f"Meanwhile {who} was made {now_is}. Look again, then choose.")
    if member.role != role:
        before = CALLED[team_role(member.role)]
        member.role = role
        if seen == "owner":
            _keep_an_owner(session, event_id)
        said = {"who": who, "role": CALLED[role], "before": before}
        log.record(session, CHANGED, event_id, actor_id, **said)
    return who


def remove(session: Session, event_id: str, actor_id: str, account_id: str) -> str:
    """Take somebody out of a team; returns their name.

    Raises
    ------
    TeamFault
        They are not in the team, or are the last owner.
    """
    member, account = _member(session, event_id, account_id)
    who, before = _named(session, event_id, account, actor_id), CALLED[team_role(member.role)]
    session.delete(member)
    if member.role == "owner":
        _keep_an_owner(session, event_id)
    log.record(session, GONE, event_id, actor_id, who=who, before=before)
    return who


def invited(
    session: Session, event_id: str, actor_id: str, account_id: str
) -> tuple[Account, TeamRole]:
    """Find somebody of the team who may be invited once more.

    Raises
    ------
    TeamFault
        They are not in the team, or have signed in.
    """
    member, account = _member(session, event_id, account_id)
    if account.signed_in_at is not None:
        raise TeamFault(f"{_named(session, event_id, account, actor_id)} has signed in by now.")
    return account, team_role(member.role)


def _hold(session: Session, event_id: str) -> None:
    """Let nobody else change the team until the transaction ends."""
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(**HOLD))


def _member(session: Session, event_id: str, account_id: str) -> tuple[Organiser, Account]:
    _hold(session, event_id)
    member = session.get(Organiser, (event_id, account_id), populate_existing=True)
    if member is None:
        raise TeamFault("They are not in the team any more.")
    return member, session.get_one(Account, account_id)


def _keep_an_owner(session: Session, event_id: str) -> None:
    session.flush()
    owner = session.scalar(
        select(Organiser.account_id)
        .join(Account, Account.id == Organiser.account_id)
        .where(
            Organiser.event_id == event_id,
            Organiser.role == "owner",
            Account.signed_in_at.is_not(None),
        )
        .limit(1)
    )
    if owner is None:
        raise TeamFault(LAST_OWNER)


def _named(session: Session, event_id: str, account: Account, me: str) -> str:
    return known_names(session, event_id, [account], me)[account.id]


def mail_key(event_id: str, account_id: str) -> str:
    """Begin the key of each invitation of somebody to a team."""
    return f"team:{event_id}:{account_id}:"


def _mail_errors(session: Session, event_id: str) -> dict[str, str]:
    rows = session.execute(
        select(OutboxMail.dedupe_key, OutboxMail.state, OutboxMail.error)
        .where(OutboxMail.kind == TEAM, OutboxMail.dedupe_key.startswith(f"team:{event_id}:"))
        .order_by(OutboxMail.id)
    )
    # The newest is the last of each.
    newest = {key.split(":")[2]: error if state == "failed" else "" for key, state, error in rows}
    return {account_id: error for account_id, error in newest.items() if error}
