"""The durable tasks that hand mails to the mail server, or keep them where there is none."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from api.clock import now
from api.jobs.registry import Worker, task
from api.mail.composing import Mail, Verdict, compose
from api.mail.connection import Connection
from api.mail.kinds import can_be_stopped
from api.mail.models import OutboxMail
from api.mail.outbox import PARCEL, TASK, enqueue, turn_of, word
from api.mail.parcels import ParcelWords
from api.mail.refusals import Refusal
from api.mail.stopping import is_stopped, new_link, stop_page
from api.settings import Settings

# Seconds before the next attempt: greylisting servers want to be asked again after minutes, and
# one that is being repaired overnight after hours; a day in all.
WAITS = (10.0, 60.0, 300.0, 1800.0, 7200.0, 21600.0, 50400.0)
# A sign-in's link is of no use after a quarter of an hour.
_WAITS_OF_A_SECRET = WAITS[:3]
_WAITS = OutboxMail.state == "waiting"
_FIRST = and_(OutboxMail.attempts == 0, OutboxMail.rounds == 0)
_log = logging.getLogger("api.mail")


class NotAttempted(Exception):
    """Some mails of a parcel still wait for their first attempt; it is to be taken up again."""


def _turns(session: Session, *which: ColumnElement[bool]) -> Iterable[str]:
    rows = session.scalars(select(OutboxMail).where(_WAITS, *which).order_by(OutboxMail.id))
    return (turn_of(row) for row in rows)


def _singly(session: Session) -> Iterable[str]:
    return _turns(session, OutboxMail.batch.is_(None))


def _again(session: Session) -> Iterable[str]:
    return _turns(session, OutboxMail.batch.is_not(None), ~_FIRST)


def _parcels(session: Session) -> Iterable[str]:
    waiting = select(OutboxMail.batch, OutboxMail.parcel).where(
        _WAITS, OutboxMail.batch.is_not(None), _FIRST
    )
    return [f"{batch}:{number}" for batch, number in session.execute(waiting.distinct())]


@task(TASK, {"mail": _singly, "parcels": _again})
def make_attempt(worker: Worker, turn: str) -> None:
    """Make one attempt to send a mail; a later one, where it takes one, is a task of its own.

    Between attempts a mail takes no place on its queue: four to a server that is away would
    otherwise hold up all others for hours.
    """
    send_mail(worker, turn)


@task(PARCEL, {"parcels": _parcels})
def send_parcel(worker: Worker, key: str) -> None:
    """Make the first attempt at each mail of a parcel, one after another over one connection.

    Raises
    ------
    NotAttempted
        If something nobody foresaw kept some from being attempted. All others have had their turn.
    """
    batch, _, number = key.partition(":")
    with worker.database.read_session() as session:
        mine = (OutboxMail.batch == batch, OutboxMail.parcel == int(number))
        waiting = select(OutboxMail.id, OutboxMail.kind, OutboxMail.source)
        rows = session.execute(waiting.where(*mine, _WAITS, _FIRST).order_by(OutboxMail.id))
        mails = {mail_id: (kind, source) for mail_id, kind, source in rows}
    words = ParcelWords(mails, worker.settings)
    with Connection(worker.settings) as server:
        broken = 0
        for mail_id in mails:
            try:
                _attempt(worker, mail_id, server, words)
            except Exception:
                # One that cannot be worded holds up nobody else's.
                _log.exception("an attempt at a mail of a parcel broke")
                broken += 1
    if broken:
        raise NotAttempted(f"{broken} of {len(mails)} mails of a parcel")


def send_mail(worker: Worker, turn: str) -> float | None:
    """Attempt to send a mail once; a mail that was sent or given up is left alone.

    Parameters
    ----------
    turn
        The mail's id, or a turn as `api.mail.outbox.turn_of` names it: one that was made already
        is not made again.

    Returns
    -------
    float or None
        Seconds to the next attempt, which is on the queue; None when it is over.
    """
    with Connection(worker.settings) as server:
        return _attempt(worker, turn, server)


def _attempt(
    worker: Worker, turn: str, server: Connection, words: ParcelWords | None = None
) -> float | None:
    site, mail_id = worker.settings, turn.partition(":")[0]
    worded: Mail | Verdict | None = None
    # Words take a while; meanwhile others may write.
    with worker.database.read_session() as session:
        if words is not None:
            worded = words.of(session, mail_id)
        else:
            found = session.get(OutboxMail, mail_id)
            if found is not None and _is_due(found, turn) and not found.growing:
                worded = compose(session, found.kind, found.source, found.worded_at, site)
    with worker.database.write_session() as session:
        mail = session.get(OutboxMail, mail_id, with_for_update=True)
        if mail is None or not _is_due(mail, turn):
            return None
        if worded is None:
            worded = compose(session, mail.kind, mail.source, mail.worded_at, site)
        stop_link = _take_up(session, mail, worded, site)
        if mail.state != "waiting":
            return None
    if isinstance(worded, Mail):
        # The words of a batch's mails are made anew each time, and kept nowhere.
        word(mail, worded)
    refusal = server.hand_over(mail, stop_link)
    with worker.database.write_session() as session:
        row = session.get_one(OutboxMail, mail_id)
        wait = _note(row, refusal)
        if wait is not None:
            enqueue(session, row, wait)
        return wait


def _is_due(mail: OutboxMail, turn: str) -> bool:
    return mail.state == "waiting" and turn in (mail.id, turn_of(mail))


def _take_up(session: Session, mail: OutboxMail, worded: Mail | Verdict, site: Settings) -> str:
    """Take a mail's words as things stand now and give its link to stop it, if it has one.

    It is dropped where nobody wants it any more, and kept where no server would send it.
    """
    mail.growing = False
    if isinstance(worded, Mail):
        if mail.batch is None or not site.smtp_host:
            word(mail, worded)
        else:
            mail.to_address, mail.to_name = worded.to_address, worded.to_name[:200]
    stoppable = can_be_stopped(mail.kind)
    if worded is Verdict.NOT_NEEDED or (
        stoppable and is_stopped(session, mail.to_address, mail.kind)
    ):
        mail.state = "dropped"
        return ""
    stop_link = new_link(session, mail.to_address, mail.kind, site) if stoppable else ""
    if not site.smtp_host:
        mail.state = "kept"
        if stop_link:
            # The developer's mailbox shows the mail as it would have left.
            mail.text = mail.text.replace(stop_page(site), stop_link)
    return stop_link


def _note(row: OutboxMail, refusal: Refusal | None) -> float | None:
    """Write down how an attempt ended; give the seconds to the next one, if there is one."""
    row.attempts += 1
    waits = _WAITS_OF_A_SECRET if row.secret else WAITS
    if refusal is None:
        row.state, row.sent_at, row.error, row.failing_since = "sent", now(), "", None
    else:
        row.error = refusal.words
        row.failing_since = row.failing_since or now()
        if not refusal.for_good and row.attempts <= len(waits):
            return waits[row.attempts - 1]
        _log.warning("a mail was given up: %s", refusal.words)
        row.state = "failed"
    if row.secret:
        row.text, row.html = "", ""
    return None
