"""The durable task that hands one mail to the mail server, or keeps it where there is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

import aiosmtplib
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.clock import now
from api.jobs.registry import Worker, task
from api.mail import refusals
from api.mail.addresses import ascii_form, needs_utf8, parsed
from api.mail.composing import Mail, Verdict, compose
from api.mail.kinds import can_be_stopped
from api.mail.message import build_message
from api.mail.models import OutboxMail
from api.mail.outbox import TASK, enqueue, turn_of, word
from api.mail.refusals import Refusal
from api.mail.stopping import is_stopped, new_link, stop_page
from api.settings import Settings

# Seconds before the next attempt: greylisting servers want to be asked again after minutes, and
# one that is being repaired overnight after hours; a day in all.
WAITS = (10.0, 60.0, 300.0, 1800.0, 7200.0, 21600.0, 50400.0)
# A sign-in's link is of no use after a quarter of an hour.
_WAITS_OF_A_SECRET = WAITS[:3]
_TIMEOUT = 30.0
_log = logging.getLogger("api.mail")


def _turns(session: Session) -> Iterable[str]:
    rows = session.scalars(
        select(OutboxMail).where(OutboxMail.state == "waiting").order_by(OutboxMail.id)
    )
    return (turn_of(row) for row in rows)


@task(TASK, "mail", _turns)
def make_attempt(worker: Worker, turn: str) -> None:
    """Make one attempt to send a mail; a later one, where it takes one, is a task of its own.

    Between attempts a mail takes no place on its queue: four to a server that is away would
    otherwise hold up all others for hours.
    """
    send_mail(worker, turn)


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
    site, mail_id = worker.settings, turn.partition(":")[0]
    with worker.database.write_session() as session:
        mail = session.get(OutboxMail, mail_id, with_for_update=True)
        if mail is None or mail.state != "waiting" or turn not in (mail_id, turn_of(mail)):
            return None
        stop_link = _take_up(session, mail, site)
        if mail.state != "waiting":
            return None
    refusal = asyncio.run(_hand_over(mail, site, stop_link))
    with worker.database.write_session() as session:
        row = session.get_one(OutboxMail, mail_id)
        wait = _note(row, refusal)
        if wait is not None:
            enqueue(session, row, wait)
        return wait


def _take_up(session: Session, mail: OutboxMail, site: Settings) -> str:
    """Word a mail as things stand now and give its link to stop it, if it has one.

    It is dropped where nobody wants it any more, and kept where no server would send it.
    """
    mail.growing = False
    worded = compose(session, mail.kind, mail.source, mail.worded_at, site)
    if isinstance(worded, Mail):
        word(mail, worded)
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


async def _hand_over(mail: OutboxMail, site: Settings, stop_link: str) -> Refusal | None:
    """Give what went wrong, if anything did."""
    try:
        to = ascii_form(mail.to_address)
        message = build_message(mail, site, stop_link).as_bytes()
    except ValueError:
        return refusals.NOT_AN_ADDRESS
    try:
        return await _send(message, to, site)
    except aiosmtplib.SMTPRecipientsRefused as refused:
        return refusals.of_recipient(refused)
    except aiosmtplib.SMTPResponseException as answer:
        return refusals.of_answer(answer)
    except (aiosmtplib.SMTPException, OSError) as trouble:
        return refusals.of_trouble(trouble)


def server_of(site: Settings, timeout: float) -> aiosmtplib.SMTP:
    """Name the mail server of the settings; entered, it is connected and has let us in.

    Parameters
    ----------
    timeout
        Seconds it may take for an answer.
    """
    return aiosmtplib.SMTP(
        hostname=site.smtp_host,
        port=site.smtp_port,
        use_tls=site.smtp_security == "tls",
        start_tls=site.smtp_security == "starttls",
        username=site.smtp_user or None,
        password=site.smtp_password.get_secret_value() or None,
        timeout=timeout,
    )


async def _send(message: bytes, to: str, site: Settings) -> Refusal | None:
    server = server_of(site, _TIMEOUT)
    sender = parsed(site.mail_from)
    async with server:
        options = ["SMTPUTF8", "BODY=8BITMIME"] if needs_utf8(to) else []
        try:
            await server.sendmail(
                sender.addr_spec if sender else site.mail_from,
                [to],
                message,
                mail_options=options,
            )
        except aiosmtplib.SMTPNotSupported:
            return refusals.NEEDS_UTF8
    return None
