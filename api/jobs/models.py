"""Rows of jobs as people see them, and of the workers that run them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id, Key

State = Literal["queued", "running", "done", "failed", "cancelled"]


class Job(Base):
    """One piece of background work.

    ``event_id`` and ``started_by`` name an event and an account without a foreign key: jobs
    are plumbing and know neither.
    """

    __tablename__ = "job"
    __table_args__ = (Index(None, "event_id", "kind", "id"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(60))
    event_id: Mapped[Id | None]
    started_by: Mapped[Id | None]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[State] = mapped_column(String(10), default="queued")
    progress: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """``{"stage": ..., "fraction": 0..1, "note": ...}``, a stage each, in order of start."""
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    """What happened and what to do, for people."""
    attempts: Mapped[int] = mapped_column(default=0)
    worker_id: Mapped[str | None] = mapped_column(String(120))
    """Who runs it, or ran it last."""
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    started_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]


class WorkerBeat(Base):
    """A worker process and when it was last heard of."""

    __tablename__ = "worker_beat"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    seen_at: Mapped[dt.datetime]
    reaped_at: Mapped[dt.datetime | None]
    """When another worker began to take over its work."""
