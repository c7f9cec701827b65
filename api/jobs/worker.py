"""The worker: runs what is on the queues, shows that it lives, takes over from the dead."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update

import api.jobs.execution  # noqa: F401 - declares the task that runs jobs
from api.clock import now
from api.db.rows import new_id
from api.db.session import Database
from api.jobs import engine
from api.jobs.models import Job, WorkerBeat
from api.jobs.registry import Worker
from api.settings import Settings

KEEP = dt.timedelta(days=30)
_LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_log = logging.getLogger("api.jobs")


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker shows that it lives, and when its silence counts as death."""

    beat: float = 5.0
    """Seconds."""
    # A solver may keep the interpreter busy for seconds: that is not death.
    grace: float = 30.0
    """Seconds."""


def new_worker(database: Database, settings: Settings) -> Worker:
    """Name a worker of this process; no two are ever called the same."""
    return Worker(f"{socket.gethostname()}:{os.getpid()}:{new_id()}", database, settings)


def run_worker(worker: Worker, stop: threading.Event, pace: Pace = Pace()) -> None:
    """Run tasks until told to stop; then give back what is unfinished.

    Threads of unfinished tasks may still run when this returns: end the process at once.
    """
    with worker.database.write_session() as session:
        session.add(WorkerBeat(id=worker.id, seen_at=now()))
    engine.launch(worker)
    swept = now()
    try:
        while True:
            _beat(worker)
            reap(worker, pace)
            if now() - swept > dt.timedelta(days=1):
                swept = now()
                engine.forget_before(int((swept - KEEP).timestamp() * 1000))
            if stop.wait(pace.beat):
                return
    finally:
        _give_back(worker)
        engine.stop()


def reap(worker: Worker, pace: Pace = Pace()) -> int:
    """Take over what dead workers left; give the number of tasks put back on their queues."""
    silent = now() - dt.timedelta(seconds=pace.grace)
    taken = 0
    with worker.database.write_session() as session:
        dead = session.scalars(
            update(WorkerBeat)
            .where(
                WorkerBeat.id != worker.id,
                WorkerBeat.seen_at < silent,
                # Whoever claimed it and then died itself is reaped in turn.
                or_(WorkerBeat.reaped_at.is_(None), WorkerBeat.reaped_at < silent),
            )
            .values(reaped_at=now())
            .returning(WorkerBeat.id)
        ).all()
    for worker_id in dead:
        left = engine.take_over(worker_id)
        if left:
            _log.warning("took over %s tasks of a worker that stopped", left)
            taken += left
        with worker.database.write_session() as session:
            session.execute(delete(WorkerBeat).where(WorkerBeat.id == worker_id))
    return taken


def _beat(worker: Worker) -> None:
    with worker.database.write_session() as session:
        # After a pause longer than the grace, others may have buried this worker alive; its
        # jobs are theirs then (`RunningJob.write` refuses), and it goes on with new ones.
        if session.get(WorkerBeat, worker.id) is None:
            session.add(WorkerBeat(id=worker.id, seen_at=now()))
        else:
            session.execute(
                update(WorkerBeat)
                .where(WorkerBeat.id == worker.id)
                .values(seen_at=now(), reaped_at=None)
            )


def _give_back(worker: Worker) -> None:
    """Leave unfinished jobs as if they waited, for the next worker to take at once."""
    with worker.database.write_session() as session:
        unfinished = session.scalars(
            select(Job).where(Job.state == "running", Job.worker_id == worker.id)
        )
        for job in unfinished:
            job.state, job.worker_id, job.progress = "queued", None, []
            job.attempts -= 1
        session.execute(
            update(WorkerBeat)
            .where(WorkerBeat.id == worker.id)
            .values(seen_at=_LONG_AGO, reaped_at=None)
        )
