"""The best timetable a job has found so far, kept so that its next attempt goes on from it."""

from __future__ import annotations

import datetime as dt
import time

from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.clock import now
from api.jobs.registry import JobContext
from api.timetable.models import BestSoFar
from scheduling.problem import Meeting, Schedule
from scheduling.progress import Observer, Progress

EVERY = 10.0
"""Seconds between two that are kept, unless keeping takes long; a killed worker loses so many."""
_SHARE = 0.05
"""Of the time, at most, for keeping: a second at 50,000 people."""
_OLD = dt.timedelta(days=1)


def best_so_far(session: Session, job_id: str) -> Schedule | None:
    """Give what an earlier attempt at a job has kept: meetings by the keys of people."""
    kept = session.get(BestSoFar, job_id)
    if kept is None:
        return None
    return Schedule(tuple(Meeting(slot, a, b) for slot, a, b in kept.meetings))


def keep_best(context: JobContext) -> Observer:
    """Keep the best so far from time to time, each in a transaction of its own."""
    next_at = time.monotonic() + EVERY

    def keep(progress: Progress) -> None:
        nonlocal next_at
        begun = time.monotonic()
        if progress.best is None or begun < next_at:
            return
        meetings = [[m.slot, m.a, m.b] for m in progress.best().meetings]
        with context.write() as session:
            kept = session.get(BestSoFar, context.job_id) or BestSoFar(job_id=context.job_id)
            kept.meetings, kept.kept_at = meetings, now()
            session.add(kept)
        over = time.monotonic()
        next_at = over + max(EVERY, (over - begun) / _SHARE)

    return keep


def forget_best(session: Session, job_id: str) -> None:
    """Delete what a job has kept, for it is over; and what others have left behind."""
    session.execute(
        delete(BestSoFar).where((BestSoFar.job_id == job_id) | (BestSoFar.kept_at < now() - _OLD))
    )
