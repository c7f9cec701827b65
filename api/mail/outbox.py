"""The outbox: a mail is a row first, so it leaves exactly when its transaction is committed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.clock import now
from api.db.rows import insert_rows
from api.jobs import engine
from api.jobs.tasks import Queue
from api.mail.addresses import same_address
from api.mail.composing import Mail, Verdict, compose
from api.mail.kinds import can_be_stopped
from api.mail.models import OutboxMail, State
from api.mail.stopping import is_stopped, stopped_addresses
from api.settings import Settings

__all__ = ["Mail", "put", "put_batch", "send_again"]
TASK, PARCEL = "send-mail", "send-parcel"
IN_A_PARCEL = 100
"""Mails that leave one after another over one connection."""
_AT_ONCE = 5000


def put(session: Session, mail: Mail, wait: dt.timedelta = dt.timedelta(0)) -> bool:
    """Put a mail into the outbox within the caller's transaction; the worker sends it.

    Parameters
    ----------
    wait
        How long it stays before it leaves, so that more can be added.

    Returns
    -------
    bool
        False where the person has stopped this kind: then there is no such mail.
    """
    if can_be_stopped(mail.kind) and is_stopped(session, mail.to_address, mail.kind):
        return False
    known = session.scalar(select(OutboxMail.id).where(OutboxMail.dedupe_key == mail.dedupe_key))
    if known is not None:
        return True
    row = OutboxMail(
        dedupe_key=mail.dedupe_key,
        kind=mail.kind,
        event_id=mail.event_id,
        attendee_id=mail.attendee_id,
        conversation=mail.conversation,
        secret=mail.secret,
        growing=mail.growing,
        state="waiting",
    )
    word(row, mail)
    session.add(row)
    session.flush()
    enqueue(session, row, wait.total_seconds())
    return True


def put_batch(session: Session, mails: Sequence[Mail], batch: str) -> int:
    """Put many mails of one kind into the outbox by a few statements, without their words.

    Each gets them from its source when it leaves. A mail that is in the outbox stays as it is,
    whoever put it in.

    Parameters
    ----------
    batch
        What they are counted by: the id of the job that puts them in.

    Returns
    -------
    int
        How many of them are in the outbox now: all but those of people who have stopped the kind.
    """
    known = _known(session, [mail.dedupe_key for mail in mails])
    stopped = stopped_addresses(session, mails[0].kind) if mails else frozenset()
    fresh = [
        mail
        for mail in mails
        if mail.dedupe_key not in known
        and not (stopped and same_address(mail.to_address) in stopped)
    ]
    rows = [
        {
            "batch": batch,
            "parcel": place // IN_A_PARCEL,
            "dedupe_key": mail.dedupe_key,
            "kind": mail.kind,
            "event_id": mail.event_id,
            "attendee_id": mail.attendee_id,
            "to_address": mail.to_address,
            "to_name": mail.to_name[:200],
            "subject": "",
            "text": "",
            "worded_at": None,
            "source": mail.source,
            "state": "waiting",
        }
        for place, mail in enumerate(fresh)
    ]
    insert_rows(session, OutboxMail, rows)
    for number in range(math.ceil(len(rows) / IN_A_PARCEL)):
        engine.enqueue(session, "parcels", PARCEL, f"{batch}:{number}")
    return len(known) + len(rows)


def _known(session: Session, keys: Sequence[str]) -> set[str]:
    """Find which of some mails are in the outbox, by their keys."""
    known: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        part = OutboxMail.dedupe_key.in_(keys[start : start + _AT_ONCE])
        known.update(session.scalars(select(OutboxMail.dedupe_key).where(part)))
    return known


def departures(session: Session, batch: str) -> dict[State, int]:
    """Count the mails of a batch by their state."""
    counted = select(OutboxMail.state, func.count()).where(OutboxMail.batch == batch)
    return dict(session.execute(counted.group_by(OutboxMail.state)).all())


def word(row: OutboxMail, mail: Mail) -> None:
    """Take a mail's words, and whom it goes to, into its row."""
    row.to_address, row.to_name = mail.to_address, mail.to_name[:200]
    # A line break in a subject would begin a header of the sender's choosing.
    row.subject = " ".join(mail.subject.split())[:300]
    row.text, row.html, row.calendar = mail.text, mail.html, mail.calendar
    row.source, row.worded_at = mail.source, now()


def growing(session: Session, kind: str, attendee_id: str, conversation: str) -> OutboxMail | None:
    """Find the mail that more of a conversation can still be added to.

    Nobody takes it up before the caller's transaction is over.
    """
    return session.scalar(
        select(OutboxMail)
        .where(
            OutboxMail.attendee_id == attendee_id,
            OutboxMail.kind == kind,
            OutboxMail.conversation == conversation,
            OutboxMail.growing,
            OutboxMail.state == "waiting",
        )
        .with_for_update()
    )


def send_again(session: Session, mail_id: str, settings: Settings) -> bool:
    """Send a mail that was given up once more, in today's words and to today's address.

    Returns
    -------
    bool
        False where there is nothing to send: it is no longer needed, or not given up.
    """
    row = session.get(OutboxMail, mail_id, with_for_update=True)
    if row is None or row.state != "failed" or row.secret:
        return False
    worded = compose(session, row.kind, row.source, None, settings)
    if worded is Verdict.NOT_NEEDED or (
        isinstance(worded, Mail) and is_stopped(session, worded.to_address, worded.kind)
    ):
        row.state = "dropped"
        return False
    if isinstance(worded, Mail):
        word(row, worded)
    row.state, row.attempts, row.failing_since, row.error = "waiting", 0, None, ""
    row.rounds += 1
    enqueue(session, row)
    return True


def enqueue(session: Session, row: OutboxMail, delay: float = 0.0) -> None:
    """Have a mail's next attempt made, after a delay in seconds.

    One of a batch waits with the parcels: a sign-in waits for no publication, be it sent again.
    """
    queue: Queue = "mail" if row.batch is None else "parcels"
    engine.enqueue(session, queue, TASK, turn_of(row), delay=delay)


def turn_of(row: OutboxMail) -> str:
    """Name a mail's next attempt: none is made twice, however often it is asked for."""
    if row.rounds == row.attempts == 0:
        return row.id
    return f"{row.id}:{row.rounds}.{row.attempts}"
