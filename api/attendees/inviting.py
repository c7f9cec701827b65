"""Waves of invitations: how far each person has come, whom a mail may reach now, sending."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from api.accounts.models import Account, SignInSession
from api.attendees.models import Attendee, Draft, Invitation
from api.clock import now
from api.db.rows import insert_rows, new_id
from api.events import log
from api.mail.composing import Mail
from api.mail.kinds import INVITATION
from api.mail.models import StoppedMail
from api.mail.outbox import put_batch

Stage = Literal["new", "invited", "opened", "begun", "sent"]
WAVES: tuple[Stage, ...] = ("new", "invited", "opened", "begun")
"""To whom there is something to say: invite the new, remind the others."""
PAUSE = dt.timedelta(days=3)
"""After a mail nobody gets another for so long."""
SENT = log.declare("invitations-sent", "{count} invited or reminded ({stage})")

_OWN = Attendee.account_id == Account.id
_HAS_ACCOUNT = Attendee.account_id.is_not(None)
_WAS_INVITED = exists().where(Invitation.attendee_id == Attendee.id)
_BEGUN = exists().where(
    Draft.event_id == Attendee.event_id, Draft.account_id == Attendee.account_id
)
# Who signed in long ago, for another event, has not opened this one.
_OPENED = or_(
    Account.signed_in_at >= Attendee.joined_at,
    exists().where(
        SignInSession.account_id == Attendee.account_id,
        SignInSession.seen_at >= Attendee.joined_at,
    ),
)
_STOPPED = exists().where(StoppedMail.address == Account.email, StoppedMail.kind == INVITATION)
STAGE: ColumnElement[str] = case(
    (Attendee.sent_at.is_not(None), "sent"),
    (_BEGUN, "begun"),
    (_OPENED, "opened"),
    (_WAS_INVITED, "invited"),
    else_="new",
)


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many people of an event have come how far; each counts in all steps before."""

    everybody: int
    invited: int
    """Invited, or come without."""
    opened: int
    begun: int
    sent: int
    stopped: int
    """Who has stopped such mail."""
    without_address: int


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody in a list of those at one stage."""

    id: str
    name: str
    address: str
    can_be_sent: bool
    """An address, the mail not stopped, and none within `PAUSE`."""
    last: dt.datetime | None
    """When they were sent the last one."""


def funnel_of(session: Session, event_id: str) -> Funnel:
    """Count how far people have come."""
    rows = session.execute(_here(event_id, STAGE, func.count()).group_by(STAGE)).all()
    at: dict[str, int] = dict(rows)
    sent = at.get("sent", 0)
    begun = sent + at.get("begun", 0)
    opened = begun + at.get("opened", 0)
    invited = opened + at.get("invited", 0)
    counted = _here(event_id, func.count())
    return Funnel(
        invited + at.get("new", 0),
        invited,
        opened,
        begun,
        sent,
        session.scalar(counted.where(_STOPPED)) or 0,
        session.scalar(counted.where(Attendee.account_id.is_(None))) or 0,
    )


def at_stage(
    session: Session, event_id: str, stage: Stage, after: int, most: int
) -> Sequence[Reached]:
    """List who is at a stage, by name."""
    last = (
        select(func.max(Invitation.at))
        .where(Invitation.attendee_id == Attendee.id)
        .scalar_subquery()
    )
    able = case((_able(), 1), else_=0)
    query = _here(event_id, Attendee.id, Attendee.name, Account.email, able, last)
    query = query.where(stage == STAGE).order_by(func.lower(Attendee.name), Attendee.id)
    rows = session.execute(query.offset(after).limit(most))
    return [Reached(i, name, email or "", bool(can), at) for i, name, email, can, at in rows]


def number_at(session: Session, event_id: str, stage: Stage) -> int:
    """Count who is at a stage."""
    return session.scalar(_here(event_id, func.count()).where(stage == STAGE)) or 0


def wave_of(session: Session, event_id: str, stage: Stage, only: Collection[str] = ()) -> list[str]:
    """Give the ids of who would get a mail now; with ``only`` of these people at most."""
    query = _here(event_id, Attendee.id).where(stage == STAGE, _able()).order_by(Attendee.id)
    if only:
        query = query.where(Attendee.id.in_(only))
    return list(session.scalars(query))


def mark_of(wave: Sequence[str], words: str) -> str:
    """Give what tells a wave from any other: exactly those on the page are sent what it shows.

    Parameters
    ----------
    words
        Stamp of the text as the page has it.
    """
    seen = " ".join((words, *wave))
    return f"{len(wave)}-{hashlib.sha256(seen.encode()).hexdigest()[:32]}"


def send(session: Session, event_id: str, stage: Stage, wave: Sequence[str], by: str) -> int:
    """Send a wave; the caller holds the event. Gives how many mails leave."""
    moment, batch = now(), new_id()
    addresses: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wave), 500):
        part = Attendee.id.in_(wave[start : start + 500])
        query = _here(event_id, Attendee.id, Account.email, Attendee.name)
        rows = session.execute(query.where(part))
        addresses |= {one: (email, name) for one, email, name in rows}
    insert_rows(
        session,
        Invitation,
        [
            {"id": new_id(), "event_id": event_id, "attendee_id": one, "stage": stage, "at": moment}
            for one in addresses
        ],
    )
    mails = [
        Mail(
            dedupe_key=f"invitation:{batch}:{one}",
            kind=INVITATION,
            to_address=email,
            to_name=name,
            event_id=event_id,
            attendee_id=one,
            source={"attendee": one, "stage": stage},
        )
        # Whoever has left, or said no, since the wave was chosen is not among them.
        for one, (email, name) in addresses.items()
    ]
    sent = put_batch(session, mails, batch)
    log.record(session, SENT, event_id, by, count=sent, stage=stage)
    return sent


def stage_of(session: Session, attendee: Attendee) -> str:
    """Say how far somebody has come."""
    query = _here(attendee.event_id, STAGE).where(Attendee.id == attendee.id)
    return session.scalar(query) or "new"


def _able() -> ColumnElement[bool]:
    lately = exists().where(Invitation.attendee_id == Attendee.id, Invitation.at > now() - PAUSE)
    return and_(_HAS_ACCOUNT, Account.email != "", ~_STOPPED, ~lately)


def _here(event_id: str, *columns: Any) -> Any:
    there = Attendee.event_id == event_id, Attendee.left_at.is_(None), Attendee.coming != "no"
    return select(*columns).select_from(Attendee).outerjoin(Account, _OWN).where(*there)
