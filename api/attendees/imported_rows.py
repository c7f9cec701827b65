"""Rows of lists that were brought in: whom each added and what it changed, to take it back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id, Key


class ImportedList(Base):
    """A list that was brought in, kept as long as it may be taken back."""

    __tablename__ = "imported_list"
    __table_args__ = (Index(None, "event_id", "brought_at"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    account_id: Mapped[Id | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    """Who brought it in; None on the command line."""
    file: Mapped[str] = mapped_column(String(200))
    brought_at: Mapped[dt.datetime] = mapped_column(default=now)


class ImportedPerson(Base):
    """One person whom a list added or changed."""

    __tablename__ = "imported_person"

    list_id: Mapped[Id] = mapped_column(
        ForeignKey("imported_list.id", ondelete="CASCADE"), primary_key=True
    )
    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added: Mapped[bool]
    account_id: Mapped[Id | None]
    """The account that the list made for them; None where they had one, or have no address."""
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it changed: name of a value, as `list_values.values_of` has it -> [before, after]."""
