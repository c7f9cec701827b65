"""The durable task that hands one mail to the mail server, or keeps it where there is none."""

from __future__ import annotations

import asyncio
import logging

import aiosmtplib
from sqlalchemy.orm import Session

from api.clock import now
from api.jobs.registry import Worker, task
from api.mail.message import build_message
from api.mail.models import OutboxMail
from api.settings import Settings

# Seconds before the next attempt; greylisting servers want to be asked again after minutes.
WAITS = (10.0, 60.0, 300.0, 1800.0)
_TIMEOUT = 30.0
_log = logging.getLogger("api.mail")


@task("send-mail")
def send_mail(worker: Worker, mail_id: str) -> float | None:
    """Attempt to send a mail once; a mail that was sent or given up is left alone."""
    with worker.database.read_session() as session:
        mail = session.get(OutboxMail, mail_id)
        if mail is None or mail.state != "waiting":
            return None
    if not worker.settings.smtp_host:
        with worker.database.write_session() as session:
            _row(session, mail_id).state = "kept"
        return None
    error, for_good = asyncio.run(_hand_over(mail, worker.settings))
    with worker.database.write_session() as session:
        row = _row(session, mail_id)
        row.attempts += 1
        row.error = error
        if not error:
            row.state, row.sent_at = "sent", now()
        elif for_good or row.attempts > len(WAITS):
            _log.warning("a mail was given up: %s", error)
            row.state = "failed"
        else:
            return WAITS[row.attempts - 1]
        if row.secret:
            row.text, row.html = "", ""
    return None


def _row(session: Session, mail_id: str) -> OutboxMail:
    return session.get_one(OutboxMail, mail_id)


async def _hand_over(mail: OutboxMail, settings: Settings) -> tuple[str, bool]:
    """Give what went wrong (empty: nothing) and whether trying again is pointless."""
    try:
        await aiosmtplib.send(
            build_message(mail, settings),
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_security == "tls",
            start_tls=settings.smtp_security == "starttls",
            username=settings.smtp_user or None,
            password=settings.smtp_password.get_secret_value() or None,
            timeout=_TIMEOUT,
        )
    except aiosmtplib.SMTPRecipientsRefused as refused:
        return "The server refused the recipient.", all(
            each.code >= 500 for each in refused.recipients
        )
    except aiosmtplib.SMTPResponseException as answer:
        return f"The server answered {answer.code}.", answer.code >= 500
    except (aiosmtplib.SMTPException, OSError) as trouble:
        return f"The server cannot be reached ({type(trouble).__name__}).", False
    except ValueError:
        return "The address cannot be written in a mail.", True
    return "", False
