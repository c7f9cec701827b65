"""Rows of what the team keeps of people beside their profiles: notes, labels, what it has begun."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id, Key, PackedJson


class TeamNote(Base):
    """A note of the team on a person: for the team's pages alone, in no file, mail or match."""

    __tablename__ = "team_note"

    id: Mapped[Key]
    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[Id | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    """Who wrote it."""
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime] = mapped_column(default=now)


class PersonLabel(Base):
    """A short word by which the team finds some of its people; no list and no match knows it."""

    __tablename__ = "person_label"

    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True
    )
    label: Mapped[str] = mapped_column(String(40), primary_key=True)


class Withdrawal(Base):
    """What the team has taken out with a person, to restore them.

    The content is read by nothing but restoring; the name stays readable to the team.
    """

    __tablename__ = "withdrawal"

    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[Id | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    """Who of the team did it."""
    name: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[dict[str, Any]] = mapped_column(PackedJson, deferred=True)
    """The profile as `api.attendees.withdrawing` writes it."""
    withdrawn_at: Mapped[dt.datetime] = mapped_column(default=now)


class BulkAction(Base):
    """What one of the team is about to do to many, as it was shown to them."""

    __tablename__ = "bulk_action"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[Id] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    mark: Mapped[str] = mapped_column(String(36))
    """Another one for everything that is shown."""
    action: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(40), default="")
    people: Mapped[list[str]] = mapped_column(PackedJson, deferred=True)
    """Ids, in the order of the list."""
    shown_at: Mapped[dt.datetime] = mapped_column(default=now)
