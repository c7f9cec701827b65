"""Rows of mail: what leaves with its state, what people have stopped, and links that stop it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id, Key

State = Literal["kept", "waiting", "sent", "failed", "dropped"]


class OutboxMail(Base):
    """One mail to one person.

    ``kept`` means that no mail server is configured: the developer's mailbox shows it. ``dropped``
    means that it was no longer needed when it could have left: stopped, or read on the page.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        Index(None, "event_id", "kind"),
        Index(None, "state", "event_id"),
        Index(None, "batch", "parcel", "state"),
    )

    id: Mapped[Key]
    batch: Mapped[Id | None]
    """What many mails were put in by, such as the job of a publication; None for a single one."""
    parcel: Mapped[int | None]
    """Number within the batch of those that leave over one connection, in one task."""
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    """The same key is never put in twice."""
    kind: Mapped[str] = mapped_column(String(60))
    # The plumbing knows no domains: ids without foreign keys.
    event_id: Mapped[Id | None]
    attendee_id: Mapped[Id | None] = mapped_column(index=True)
    to_address: Mapped[str] = mapped_column(String(320), index=True)
    to_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    calendar: Mapped[str] = mapped_column(Text, default="")
    """An iCalendar document to attach, or empty."""
    conversation: Mapped[str] = mapped_column(String(80), default="")
    """What mail programs gather it under; empty where it stands alone."""
    source: Mapped[dict[str, Any] | None]
    """What it is put in words from, once more before it leaves; see `api.mail.composing`."""
    worded_at: Mapped[dt.datetime | None]
    """None for one that has no words yet: it gets them when it leaves."""
    growing: Mapped[bool] = mapped_column(default=False)
    """More of the same conversation may still be added: it waits, and was not taken up yet."""
    secret: Mapped[bool] = mapped_column(default=False)
    """The text holds a token; it is wiped once the mail is sent."""
    state: Mapped[State] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    rounds: Mapped[int] = mapped_column(default=0)
    """How often somebody had it sent again after it was given up."""
    error: Mapped[str] = mapped_column(Text, default="")
    """Why the last attempt failed, in words for the organiser."""
    failing_since: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    sent_at: Mapped[dt.datetime | None]


class StoppedMail(Base):
    """A kind of mail that is not sent to an address any more."""

    __tablename__ = "stopped_mail"

    address: Mapped[str] = mapped_column(String(320), primary_key=True)
    """As `api.mail.addresses.same_address` gives it."""
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    stopped_at: Mapped[dt.datetime] = mapped_column(default=now)


class StopLink(Base):
    """A link in a mail that stops its kind; only the token's SHA-256 is kept."""

    __tablename__ = "stop_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    address: Mapped[str] = mapped_column(String(320))
    kind: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
