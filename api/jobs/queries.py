"""Reading jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from api.jobs.models import Job, State


@dataclass(frozen=True, slots=True)
class Stage:
    """How far one stage of a job is, 0..1.

    ``points`` are (seconds since the start, share of the bound reached) as that got better.
    """

    stage: str
    fraction: float
    note: str
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as people see it."""

    id: str
    kind: str
    event_id: str | None
    started_by: str | None
    state: State
    stages: tuple[Stage, ...]
    result: dict[str, Any]
    error: str
    cancel_requested: bool
    created_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in ("queued", "running")


def view(job: Job) -> JobView:
    """Copy a row into a value that outlives its session."""
    return JobView(
        id=job.id,
        kind=job.kind,
        event_id=job.event_id,
        started_by=job.started_by,
        state=job.state,
        # What an attempt that was lost had reached is begun anew.
        stages=tuple(map(_stage, job.progress)) if job.state != "queued" else (),
        result=dict(job.result),
        error=job.error,
        cancel_requested=job.cancel_requested,
        created_at=job.created_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        payload=dict(job.payload),
    )


def _stage(stored: dict[str, Any]) -> Stage:
    points = tuple((at, share) for at, share in stored.get("points", ()))
    return Stage(stored["stage"], stored["fraction"], stored["note"], points)


def find(session: Session, job_id: str) -> JobView | None:
    """Find a job by its id."""
    job = session.get(Job, job_id, populate_existing=True)
    return None if job is None else view(job)


def find_all(session: Session, ids: Iterable[str]) -> dict[str, JobView]:
    """Find several jobs; unknown ids are left out."""
    rows = session.scalars(select(Job).where(Job.id.in_(list(ids))))
    return {job.id: view(job) for job in rows}


def last_of(session: Session, kind: str, event_id: str | None = None) -> JobView | None:
    """Find the newest job of a kind, waiting ones too; of one event, or of none."""
    job = session.scalar(
        select(Job)
        .where(Job.event_id == event_id, Job.kind == kind)
        .order_by(Job.id.desc())
        .limit(1)
    )
    return None if job is None else view(job)


def waiting(session: Session, event_id: str, kind: str) -> JobView | None:
    """Find a job of a kind in an event that waits, and hold it back until the caller commits."""
    job = session.scalars(
        select(Job)
        .where(*_open(event_id, kind), Job.state == "queued")
        .order_by(Job.id.desc())
        .limit(1)
        .with_for_update()
    ).first()
    return None if job is None else view(job)


def under_way(session: Session, event_id: str, kind: str) -> JobView | None:
    """Find a job of a kind in an event that waits or runs."""
    job = session.scalars(
        select(Job).where(*_open(event_id, kind)).order_by(Job.id.desc()).limit(1)
    ).first()
    return None if job is None else view(job)


def _open(event_id: str, kind: str) -> tuple[ColumnElement[bool], ...]:
    return Job.event_id == event_id, Job.kind == kind, Job.outcome.is_(None)
