"""Mail to an event's people that could not be delivered: to whom, which kind, why, since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from api.accounts.models import Account
from api.attendees.models import Attendee
from api.events import log
from api.mail import outbox
from api.mail.kinds import SIGN_IN, label_of
from api.mail.models import OutboxMail
from api.settings import Settings

SENT_AGAIN = log.declare("mail-sent-again", "{mails} undelivered mails sent again")


@dataclass(frozen=True, slots=True)
class Undelivered:
    """The newest mail of one kind to one person, which has not arrived.

    Attributes
    ----------
    id
        The mail's.
    about
        The kind in words: "agendas and their changes".
    tried_on
        Whether it is still tried by itself; else it was given up.
    can_send_again
        Whether an organiser can; people ask for sign-in mails themselves.
    """

    id: str
    attendee_id: str
    name: str
    address: str
    about: str
    reason: str
    since: dt.datetime
    tried_on: bool
    can_send_again: bool


def undelivered(
    session: Session,
    event_id: str,
    *,
    of: Collection[str] | None = None,
    before: int = 0,
    most: int | None = None,
) -> tuple[Undelivered, ...]:
    """List the people of an event whom mail does not reach, by name.

    A later mail of the same kind that did arrive makes up for one that did not.

    Parameters
    ----------
    of
        Attendee ids: of these people alone.
    before, most
        How many to leave out, and how many to list after those.
    """
    found = _unarrived(event_id, of).subquery()
    name = func.coalesce(func.nullif(found.c.name, ""), found.c.external_id)
    rows = session.execute(
        select(found).order_by(func.lower(name), found.c.id).offset(before).limit(most)
    )
    return tuple(
        Undelivered(
            row.id,
            row.attendee_id,
            row.name or row.external_id,
            row.to_address,
            label_of(row.kind),
            row.error,
            row.failing_since or row.created_at,
            row.state == "waiting",
            row.state == "failed" and row.kind != SIGN_IN,
        )
        for row in rows
    )


def count_undelivered(session: Session, event_id: str) -> int:
    """Count the mails that `undelivered` lists."""
    found = _unarrived(event_id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def count_unreached(session: Session, event_id: str) -> int:
    """Count the people whom mail does not reach."""
    found = _unarrived(event_id).subquery()
    return session.scalar(select(func.count(found.c.attendee_id.distinct()))) or 0


def unreached_people(event_id: str) -> Select[str]:
    """Choose the ids of the people whom mail does not reach."""
    return select(_unarrived(event_id).subquery().c.attendee_id)


def send_again(
    session: Session, event_id: str, ids: Collection[str], account_id: str, settings: Settings
) -> int:
    """Send some of an event's given-up mails again; give how many there were to send."""
    found = _unarrived(event_id).subquery()
    known = session.scalars(
        select(found.c.id).where(
            found.c.id.in_(ids), found.c.state == "failed", found.c.kind != SIGN_IN
        )
    )
    sent = sum(outbox.send_again(session, each, settings) for each in sorted(known))
    if sent:
        log.record(session, SENT_AGAIN, event_id, account_id, mails=sent)
    return sent


def _unarrived(event_id: str, of: Collection[str] | None = None) -> CompoundSelect[tuple[Any, ...]]:
    """Choose the newest mail of each kind to each person, where it has not arrived."""
    columns = (
        OutboxMail.id, OutboxMail.kind, OutboxMail.state, OutboxMail.error,
        OutboxMail.failing_since, OutboxMail.created_at, OutboxMail.to_address,
        Attendee.id.label("attendee_id"), Attendee.name, Attendee.external_id,
    )  # fmt: skip
    wanted = [
        Attendee.event_id == event_id,
        Attendee.left_at.is_(None),
        OutboxMail.state.in_(("failed", "waiting")),
        or_(OutboxMail.state == "failed", OutboxMail.error != ""),
    ]
    if of is not None:
        wanted.append(Attendee.id.in_(of))
    later = aliased(OutboxMail)
    # Ids sort by the time they were made.
    newer = select(later.id).where(
        later.kind == OutboxMail.kind, later.id > OutboxMail.id, later.state != "dropped"
    )
    own = (
        select(*columns)
        .join(Attendee, Attendee.id == OutboxMail.attendee_id)
        .where(
            OutboxMail.event_id == event_id,
            *wanted,
            ~newer.where(
                later.attendee_id == OutboxMail.attendee_id, later.event_id == event_id
            ).exists(),
        )
    )
    # Signing in belongs to no event, yet who cannot is missed in each.
    sign_ins = (
        select(*columns)
        .join(Account, Account.email == OutboxMail.to_address)
        .join(Attendee, Attendee.account_id == Account.id)
        .where(
            OutboxMail.kind == SIGN_IN,
            *wanted,
            ~newer.where(later.to_address == OutboxMail.to_address).exists(),
        )
    )
    return union_all(own, sign_ins)
