"""Rows of an event: its settings, room and times, organisers, log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from api.clock import now
from api.db.rows import Base, Id, Key


class Event(Base):
    """One occasion with its own form, room, slots, rules and people."""

    __tablename__ = "event"

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(61), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[str] = mapped_column(Text, default="")
    mix: Mapped[float]
    """Share of complementary need in the score, 0..1; the rest is shared interest."""
    languages: Mapped[list[str]]
    rules: Mapped[dict[str, Any]]
    """`api.events.event_file.Rules`, as JSON."""
    fields: Mapped[list[dict[str, Any]]]
    """`api.events.event_file.OwnField`, as JSON, in the form's order."""
    registration: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`api.events.event_file.Registration`, as JSON."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)

    slots: Mapped[list[Slot]] = relationship(order_by="Slot.position", passive_deletes=True)
    breaks: Mapped[list[Break]] = relationship(order_by="Break.starts_at", passive_deletes=True)
    zones: Mapped[list[Zone]] = relationship(order_by="Zone.position", passive_deletes=True)
    tables: Mapped[list[RoomTable]] = relationship(
        order_by="RoomTable.position", passive_deletes=True
    )


class Slot(Base):
    """A time at which meetings take place."""

    __tablename__ = "slot"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]


class Break(Base):
    """A named pause, shown on agendas."""

    __tablename__ = "break"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]


class Zone(Base):
    """A part of the room."""

    __tablename__ = "zone"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    quiet: Mapped[bool] = mapped_column(default=False)
    step_free: Mapped[bool] = mapped_column(default=False)


class RoomTable(Base):
    """A table; closed in the slots whose keys are listed."""

    __tablename__ = "room_table"
    __table_args__ = (Index(None, "event_id", "zone", "position"),)

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    zone: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    closed: Mapped[list[str]] = mapped_column(default=list)


class Organiser(Base):
    """An account in the team of an event."""

    __tablename__ = "organiser"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[Id] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(10))
    """One of `api.events.roles.TeamRole`."""


class LogEntry(Base):
    """Something that was done, for the organiser's history; never anybody's answers."""

    __tablename__ = "log_entry"
    __table_args__ = (Index(None, "event_id", "id"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[Id | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    at: Mapped[dt.datetime] = mapped_column(default=now)
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    person_id: Mapped[Id | None] = mapped_column(index=True)
    """The attendee whom it is about, if it is about one."""
