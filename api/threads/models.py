"""Rows of threads: where a meeting or a niche goes on in writing."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id, Key

Kind = Literal["meeting", "niche"]


class Thread(Base):
    """A private thread of two, or a niche's."""

    __tablename__ = "thread"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Kind] = mapped_column(String(10))
    meeting_id: Mapped[Id | None] = mapped_column(
        ForeignKey("meeting.id", ondelete="SET NULL"), unique=True
    )
    title: Mapped[str] = mapped_column(String(200), default="")
    """Of a niche's thread, the niche's words when it began; see `api.threads.beginning`."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class ThreadMember(Base):
    """An attendee in a thread."""

    __tablename__ = "thread_member"

    thread_id: Mapped[Id] = mapped_column(
        ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True
    )
    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    joined_at: Mapped[dt.datetime] = mapped_column(default=now)
    read_at: Mapped[dt.datetime | None]
    left_at: Mapped[dt.datetime | None]


class FoundNiche(Base):
    """A niche among an event's people; it keeps its id while most of its members stay."""

    __tablename__ = "niche"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    """Largest first."""
    words: Mapped[list[str]]
    quotes: Mapped[list[str]]
    """Statements of members; show only those that everybody may read now."""
    thread_id: Mapped[Id | None] = mapped_column(
        ForeignKey("thread.id", ondelete="SET NULL"), unique=True
    )
    """The group's thread, once somebody has joined."""
    found_at: Mapped[dt.datetime] = mapped_column(default=now)


class NicheMember(Base):
    """An attendee who speaks of what a niche is about, whether or not they join its thread."""

    __tablename__ = "niche_member"

    niche_id: Mapped[Id] = mapped_column(
        ForeignKey("niche.id", ondelete="CASCADE"), primary_key=True
    )
    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]
    """The most central first."""


class Post(Base):
    """One contribution, in Markdown; the host's own first post has neither author nor body."""

    __tablename__ = "post"
    __table_args__ = (Index(None, "thread_id", "created_at"),)

    id: Mapped[Key]
    thread_id: Mapped[Id] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    author_id: Mapped[Id | None] = mapped_column(
        ForeignKey("attendee.id", ondelete="SET NULL"), index=True
    )
    by_host: Mapped[bool] = mapped_column(default=False)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
