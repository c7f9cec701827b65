"""What the job of a publication does, and what its mails say, without a worker."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.mail import outbox
from api.mail.composing import Mail, compose
from api.mail.models import OutboxMail
from api.settings import Settings
from api.timetable.service import agendas_to_send


def send_agendas(
    session: Session, event_id: str, number: int, before: int | None, publication: str
) -> int:
    """Put the agendas that a version changes into the outbox; give how many there are."""
    mails = agendas_to_send(session, event_id, number, before, publication)
    return outbox.put_batch(session, mails, publication)


def word_all(session: Session, settings: Settings) -> None:
    """Put what waits without words in words, as when it leaves."""
    session.flush()
    for row in session.scalars(select(OutboxMail).where(OutboxMail.worded_at.is_(None))):
        worded = compose(session, row.kind, row.source, None, settings)
        if isinstance(worded, Mail):
            outbox.word(row, worded)
        else:
            row.state = "dropped"
    session.flush()
