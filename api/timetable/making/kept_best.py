"""The best timetable a job has found so far, kept so that its next attempt goes on from it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.clock import now
from api.jobs.models import Job
from api.jobs.registry import JobContext, JobLost
from api.timetable.models import BestSoFar
from scheduling.problem import Meeting, Schedule
from scheduling.progress import Observer, Progress

EVERY = 10.0
"""Seconds between two that are kept, at least: what is better waits for the first report after.
A killed worker loses what it found since the last, and no step of a solve reports in its midst."""
_SHARE = 0.05
"""Of the time, at most, for keeping: a second at 50,000 people."""
_log = logging.getLogger("api.timetable")


def best_so_far(session: Session, job_id: str) -> Schedule | None:
    """Give what an earlier attempt at a job has kept: meetings by the keys of people."""
    kept = session.get(BestSoFar, job_id)
    if kept is None:
        return None
    return Schedule(tuple(Meeting(slot, a, b) for slot, a, b in kept.meetings))


def keep_best(context: JobContext) -> Observer:
    """Keep the best so far from time to time, each in a transaction of its own.

    A database that does not answer costs what would have been kept, and not the solve.
    """
    next_at = time.monotonic() + EVERY
    worth: float | None = None

    def keep(progress: Progress) -> None:
        nonlocal next_at, worth
        begun = time.monotonic()
        if progress.best is None or begun < next_at or progress.objective == worth:
            return
        meetings = [[m.slot, m.a, m.b] for m in progress.best().meetings]
        try:
            with context.write() as session:
                kept = session.get(BestSoFar, context.job_id) or BestSoFar(job_id=context.job_id)
                kept.meetings, kept.kept_at = meetings, now()
                session.add(kept)
            worth = progress.objective
        except DBAPIError:
            _log.exception("the best so far could not be kept")
        over = time.monotonic()
        next_at = over + max(EVERY, (over - begun) / _SHARE)

    return keep


@contextmanager
def forgetting(context: JobContext) -> Iterator[None]:
    """Forget what the job has kept however the block ends, unless the job is another's by then.

    One that ended with what it made is over already: it forgets in that same transaction.
    """
    try:
        yield
    finally:
        with suppress(JobLost, DBAPIError), context.write() as session:
            forget_best(session, context.job_id)


def forget_best(session: Session, job_id: str) -> None:
    """Delete what a job has kept, for it is over; and what others left that are over, too."""
    over = select(Job.id).where(Job.outcome.is_not(None))
    mine = BestSoFar.job_id == job_id
    session.execute(
        delete(BestSoFar).where(mine | BestSoFar.job_id.in_(over)),
        execution_options={"synchronize_session": False},
    )
