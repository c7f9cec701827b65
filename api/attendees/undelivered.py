"""Mail to an event's people that could not be delivered: to whom, which kind, why, since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

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
    session: Session, event_id: str, people: Collection[str] | None = None
) -> tuple[Undelivered, ...]:
    """List the people of an event, or some of them, whom mail does not reach, by name.

    A later mail of the same kind that did arrive makes up for one that did not.
    """
    columns = (
        OutboxMail.id, OutboxMail.kind, OutboxMail.state, OutboxMail.error,
        OutboxMail.failing_since, OutboxMail.created_at, OutboxMail.to_address,
        Attendee.id.label("attendee_id"), Attendee.name, Attendee.external_id,
    )  # fmt: skip
    there = [Attendee.event_id == event_id, Attendee.left_at.is_(None)]
    if people is not None:
        there.append(Attendee.id.in_(people))
    own = session.execute(
        select(*columns)
        .join(Attendee, Attendee.id == OutboxMail.attendee_id)
        .where(OutboxMail.event_id == event_id, *there)
    )
    # Signing in belongs to no event, yet who cannot is missed in each.
    sign_ins = session.execute(
        select(*columns)
        .join(Account, Account.email == OutboxMail.to_address)
        .join(Attendee, Attendee.account_id == Account.id)
        .where(OutboxMail.kind == SIGN_IN, *there)
    )
    return _unarrived([*own, *sign_ins])


def send_again(
    session: Session, event_id: str, ids: Iterable[str], account_id: str, settings: Settings
) -> int:
    """Send some of an event's given-up mails again; give how many there were to send."""
    known = {each.id for each in undelivered(session, event_id) if each.can_send_again}
    sent = sum(outbox.send_again(session, each, settings) for each in sorted(known & set(ids)))
    if sent:
        log.record(session, SENT_AGAIN, event_id, account_id, mails=sent)
    return sent


def _unarrived(rows: Iterable[Row[tuple[object, ...]]]) -> tuple[Undelivered, ...]:
    newest: dict[tuple[str, str], Row[tuple[object, ...]]] = {}
    # Ids sort by the time they were made.
    for row in sorted((row for row in rows if row.state != "dropped"), key=lambda row: row.id):
        newest[row.attendee_id, row.kind] = row
    found = [
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
        for row in newest.values()
        if row.state == "failed" or (row.state == "waiting" and row.error)
    ]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))
