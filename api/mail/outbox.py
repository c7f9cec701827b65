"""The outbox: a mail is a row first, so it leaves exactly when its transaction is committed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.jobs import engine
from api.mail.models import OutboxMail


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person, already in words.

    Parameters
    ----------
    dedupe_key
        What makes it the same mail: ``"agenda:VERSION:ATTENDEE"``; put in twice, sent once.
    kind
        For the outbox page: ``"sign-in"``, ``"agenda"``.
    secret
        Whether it holds a token; its text is then wiped once it is sent.
    """

    dedupe_key: str
    kind: str
    to_address: str
    subject: str
    text: str
    html: str = ""
    to_name: str = ""
    secret: bool = False


def put(session: Session, mail: Mail) -> None:
    """Put a mail into the outbox within the caller's transaction; the worker sends it."""
    known = session.scalar(select(OutboxMail.id).where(OutboxMail.dedupe_key == mail.dedupe_key))
    if known is not None:
        return
    row = OutboxMail(
        dedupe_key=mail.dedupe_key,
        kind=mail.kind,
        to_address=mail.to_address,
        to_name=mail.to_name,
        # A line break in a subject would begin a header of the sender's choosing.
        subject=" ".join(mail.subject.split())[:300],
        text=mail.text,
        html=mail.html,
        secret=mail.secret,
        state="waiting",
    )
    session.add(row)
    session.flush()
    engine.enqueue(session, "mail", "send-mail", row.id)
