"""Rows of jobs as people see them; whether one waits or runs, and who runs it, the engine says."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from sqlalchemy import ColumnElement, Index, ScalarSelect, String, Text, case, false, func, select
from sqlalchemy.orm import Mapped, MappedColumn, column_property, mapped_column

from api.clock import now
from api.db.rows import Base, Id, new_id
from api.jobs.tasks import RUNS, STOPPED, TASKS, TOO_OFTEN, WAITS, task_id

Outcome = Literal["done", "failed", "cancelled"]
State = Literal["queued", "running", "done", "failed", "cancelled"]
RUN = "run-job"
"""The task that runs a job; its key is the job's id."""


_id: MappedColumn[str] = mapped_column(String(36), primary_key=True, default=new_id)


def _task(value: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Read a value from the engine's row of a job."""
    return (
        select(value)
        .where(TASKS.c.workflow_uuid == task_id(RUN, "") + _id)
        .correlate_except(TASKS)
        .scalar_subquery()
    )


class Job(Base):
    """One piece of background work.

    ``event_id`` and ``started_by`` name an event and an account without a foreign key: jobs
    are plumbing and know neither.
    """

    __tablename__ = "job"

    id: Mapped[str] = _id
    kind: Mapped[str] = mapped_column(String(60))
    event_id: Mapped[Id | None]
    started_by: Mapped[Id | None]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    progress: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """``{"stage": ..., "fraction": 0..1, "note": ...}``, a stage each, in order of start."""
    outcome: Mapped[Outcome | None] = mapped_column(String(10))
    """How it ended, stored with what it made; None while it waits or runs."""
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    """What happened and what to do, for people."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    started_at: Mapped[dt.datetime | None] = mapped_column()
    ended_at: Mapped[dt.datetime | None]

    # Read from the engine's row: nothing sets these.
    state: Mapped[State] = column_property(
        func.coalesce(
            outcome,
            _task(
                case(
                    (TASKS.c.status.in_((RUNS, STOPPED, TOO_OFTEN)), "running"),
                    # Where the engine broke before it was begun, it is put back.
                    (TASKS.c.status.not_in(WAITS) & started_at.is_not(None), "running"),
                    else_="queued",
                )
            ),
            "queued",
        )
    )
    cancel_requested: Mapped[bool] = column_property(
        func.coalesce(_task(TASKS.c.status == STOPPED), false())
    )
    worker_id: Mapped[str | None] = column_property(_task(TASKS.c.executor_id), deferred=True)
    """Who runs it, or ran it last."""

    __table_args__ = (
        Index(None, "event_id", "kind", "id"),
        Index(
            "ix_job_open",
            "id",
            sqlite_where=outcome.is_(None),
            postgresql_where=outcome.is_(None),
        ),
    )
