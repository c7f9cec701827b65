"""Owners of jobs: whoever runs one shows that it lives; what the dead left goes on or is ended."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import delete, or_, select, update

from api.clock import now
from api.db.rows import new_id
from api.db.session import Database
from api.jobs import engine, liveness
from api.jobs.models import Job, WorkerBeat
from api.jobs.registry import Worker
from api.settings import Settings

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
ENDED = (
    "The program that did it was ended from outside, and with it the work. What was there "
    "before is as it was; you can start it again."
)
_log = logging.getLogger("api.jobs")


@dataclass(frozen=True, slots=True)
class Pace:
    """How often an owner is written down as seen, and how old that is before others look."""

    beat: float = 3.0
    """Seconds."""
    # A lock tells who lives. This only gives everybody time to take theirs again after the
    # database server was restarted.
    grace: float = 6.0
    """Seconds."""


def new_worker(database: Database, settings: Settings) -> Worker:
    """Name an owner of this process; no two are ever called the same."""
    return Worker(f"{socket.gethostname()}:{os.getpid()}:{new_id()}", database, settings)


class Owner:
    """The process as somebody who runs jobs: a lock that ends with it, and a row."""

    def __init__(self, worker: Worker, pace: Pace) -> None:
        self._worker = worker
        self._pace = pace
        self._lock = liveness.take(worker.database, worker.id)
        self._lost_at: dt.datetime | None = None
        self.beat()

    def beat(self) -> None:
        """Show that this process lives."""
        if self._lock.renew():
            self._lost_at = now()
        with self._worker.database.write_session() as session:
            # Others may have taken over while the server was away; its jobs are theirs then
            # (`RunningJob.write` refuses), and this process goes on with new ones.
            if session.get(WorkerBeat, self._worker.id) is None:
                session.add(WorkerBeat(id=self._worker.id, seen_at=now()))
            else:
                session.execute(
                    update(WorkerBeat)
                    .where(WorkerBeat.id == self._worker.id)
                    .values(seen_at=now(), reaped_at=None)
                )

    def reap(self) -> int:
        """Take over what the dead left, but not while everybody comes back at once."""
        grace = dt.timedelta(seconds=self._pace.grace)
        if self._lost_at is not None and now() - self._lost_at < 2 * grace:
            return 0
        return reap(self._worker, self._pace)

    def leave(self) -> None:
        """Own nothing any more."""
        self._lock.release()
        with self._worker.database.write_session() as session:
            session.execute(delete(WorkerBeat).where(WorkerBeat.id == self._worker.id))


@contextmanager
def owning(worker: Worker, pace: Pace = Pace()) -> Iterator[None]:
    """Be an owner while the block runs, and end what dead ones left; for a command."""
    owner = Owner(worker, pace)
    over = threading.Event()

    def beat() -> None:
        while not over.wait(pace.beat):
            try:
                owner.beat()
            except Exception:
                _log.exception("the command could not show that it lives")

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        owner.reap()
        yield
    finally:
        over.set()
        thread.join()
        owner.leave()


def reap(worker: Worker, pace: Pace = Pace()) -> int:
    """Take over or end what dead owners left; give the number of tasks back on their queues."""
    taken = 0
    for owner_id in _claim_dead(worker, now() - dt.timedelta(seconds=pace.grace)):
        left = engine.take_over(worker.database.engine, owner_id)
        if left:
            _log.warning("took over %s tasks of a worker that stopped", len(left))
            taken += len(left)
        settle(worker.database, owner_id, left)
        with worker.database.write_session() as session:
            session.execute(delete(WorkerBeat).where(WorkerBeat.id == owner_id))
        liveness.forget(worker.database, owner_id)
    return taken


def settle(database: Database, owner_id: str, left: set[str]) -> None:
    """Let the jobs of an owner that is gone wait again if their tasks do, and end the others."""
    with database.write_session() as session:
        unfinished = session.scalars(
            select(Job)
            .where(Job.worker_id == owner_id, Job.state.in_(["queued", "running"]))
            .with_for_update()
        )
        for job in unfinished:
            job.worker_id, job.progress = None, []
            if job.cancel_requested:
                job.state, job.ended_at = "cancelled", now()
            elif job.id in left:
                job.state = "queued"
            else:
                job.state, job.ended_at, job.error = "failed", now(), ENDED


def _claim_dead(worker: Worker, silent: dt.datetime) -> list[str]:
    with worker.database.read_session() as session:
        known = set(session.scalars(select(WorkerBeat.id)))
        silent_ids = set(
            session.scalars(
                select(WorkerBeat.id).where(
                    WorkerBeat.seen_at < silent,
                    # Whoever claimed it and then died itself is reaped in turn.
                    or_(WorkerBeat.reaped_at.is_(None), WorkerBeat.reaped_at < silent),
                )
            )
        )
        running = set(
            session.scalars(
                select(Job.worker_id).where(
                    Job.state.in_(["queued", "running"]), Job.worker_id.is_not(None)
                )
            )
        )
        unknown = {each for each in running if each is not None} - known
        suspects = (silent_ids | unknown) - {worker.id}
        dead = suspects - liveness.living(session, suspects)
    if not dead:
        return []
    with worker.database.write_session() as session:
        for each in sorted(unknown & dead):
            if session.get(WorkerBeat, each) is None:
                session.add(WorkerBeat(id=each, seen_at=LONG_AGO))
        session.flush()
        claimed = update(WorkerBeat).where(
            WorkerBeat.id.in_(sorted(dead)),
            WorkerBeat.seen_at < silent,
            or_(WorkerBeat.reaped_at.is_(None), WorkerBeat.reaped_at < silent),
        )
        return list(session.scalars(claimed.values(reaped_at=now()).returning(WorkerBeat.id)))
