"""Rows of matching: vectors, lessons, runs, candidate pairs, suggestions, wishes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id, Key

Want = Literal["want", "rather not"]


class StoredVector(Base):
    """A text's vector under one model, addressed by content."""

    __tablename__ = "stored_vector"

    fingerprint: Mapped[str] = mapped_column(String(120), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    """float32, little-endian."""


class StoredLesson(Base):
    """What answers after meetings taught an event's score; matching uses the active one."""

    __tablename__ = "lesson"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        Index(
            "uq_lesson_active",
            "event_id",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
    )

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    number: Mapped[int]
    weights: Mapped[dict[str, Any]]
    """Fields of `matcher.Weights`."""
    held_out: Mapped[dict[str, Any]]
    """Fields of `matcher.learning.held_out.HeldOut`."""
    better: Mapped[bool]
    """Whether it judged answers it had not seen better than the plain score; else never active."""
    why: Mapped[str] = mapped_column(Text)
    changes: Mapped[list[str]]
    answers: Mapped[int]
    events: Mapped[int]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    active: Mapped[bool] = mapped_column(default=False)
    activated_at: Mapped[dt.datetime | None]
    """When it was last put to use."""


class MatchRun(Base):
    """One matching of an event's people."""

    __tablename__ = "match_run"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[Id | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    fingerprint: Mapped[str] = mapped_column(String(120))
    """The encoder's."""
    lesson_id: Mapped[Id | None] = mapped_column(ForeignKey("lesson.id", ondelete="SET NULL"))
    """The lesson whose weights it was made with; None for the plain score."""
    people: Mapped[int]
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """``digest`` of the input, and ``exposure``."""
    shown_only: Mapped[bool] = mapped_column(default=False)
    """For the pages of matches alone: no timetable was made of it, so the next may replace it."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    """When its people were read: of two runs, the later one knows all that the other does."""


class Candidate(Base):
    """A pair worth considering, a before b by id; all figures 0..1."""

    __tablename__ = "candidate"
    __table_args__ = (Index(None, "b_id", "run_id"),)

    run_id: Mapped[Id] = mapped_column(
        ForeignKey("match_run.id", ondelete="CASCADE"), primary_key=True
    )
    a_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    b_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True
    )
    score: Mapped[float]
    benefit_ab: Mapped[float]
    """What a gains from b."""
    benefit_ba: Mapped[float]
    affinity: Mapped[float]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """``{"for": attendee id, "need": ..., "offer": ..., "strength": 0..1, "kind": ..., "role":
    whether the offer is who the other is}``, strongest first."""
    mark: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """Another number if anything above is another; see `api.matches.marks`."""


class Suggestion(Base):
    """A person whom an attendee is shown, in this order."""

    __tablename__ = "suggestion"

    run_id: Mapped[Id] = mapped_column(
        ForeignKey("match_run.id", ondelete="CASCADE"), primary_key=True
    )
    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    other_id: Mapped[Id] = mapped_column(ForeignKey("attendee.id", ondelete="CASCADE"), index=True)


class Wish(Base):
    """One attendee would like to meet another, or rather not; only the asker sees it."""

    __tablename__ = "wish"

    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    want: Mapped[Want] = mapped_column(String(12))
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
