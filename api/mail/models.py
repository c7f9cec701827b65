"""Rows of the outbox: every mail that leaves, with its state."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Key

State = Literal["kept", "waiting", "sent", "failed"]


class OutboxMail(Base):
    """One mail to one person.

    ``kept`` means that no mail server is configured: the developer's mailbox shows it.
    """

    __tablename__ = "outbox_mail"

    id: Mapped[Key]
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    """The same key is never put in twice."""
    kind: Mapped[str] = mapped_column(String(60))
    to_address: Mapped[str] = mapped_column(String(320), index=True)
    to_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    secret: Mapped[bool] = mapped_column(default=False)
    """The text holds a token; it is wiped once the mail is sent."""
    state: Mapped[State] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    sent_at: Mapped[dt.datetime | None]
