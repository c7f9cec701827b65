"""Running one job: its context, its progress and cancel flag, and how it ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.clock import now
from api.db.session import Database
from api.db.table_counts import count_grown_tables
from api.faults import InputFaults
from api.jobs import engine, tasks
from api.jobs.models import RUN, Job, Outcome
from api.jobs.registry import (
    JobCancelled,
    JobLost,
    JobRefused,
    Worker,
    handler_of,
    task,
)
from api.settings import Settings

LOOK_SECONDS = 0.5
BROKE = "Something went wrong on our side. Nothing was changed; you can start it again."
_MOST_POINTS = 120
Observer = Callable[[str, float, str], None]
_log = logging.getLogger("api.jobs")


class RunningJob:
    """A job while it runs; satisfies `api.jobs.registry.JobContext`."""

    def __init__(
        self, worker: Worker, job: Job, token: str, observer: Observer | None = None
    ) -> None:
        self.database: Database = worker.database
        self.settings: Settings = worker.settings
        self.job_id = job.id
        self.kind = job.kind
        self.payload = dict(job.payload)
        self.event_id = job.event_id
        self.started_by = job.started_by
        self.ended = False
        self._token = token
        self._observer = observer
        self._started_at = now()
        self._stages: dict[str, dict[str, Any]] = {}
        self._changed = False
        self._cancelled = False
        self._over = threading.Event()
        self._lock = threading.Lock()

    def report(
        self, stage: str, fraction: float, note: str = "", share: float | None = None
    ) -> None:
        """Say how far a stage is, 0..1, and how near the best so far is to the bound."""
        fraction = min(1.0, max(0.0, float(fraction)))
        with self._lock:
            points: list[list[float]] = self._stages.get(stage, {}).get("points", [])
            if share is not None and (not points or points[-1][1] != share):
                seconds = (now() - self._started_at).total_seconds()
                points = [*points, [round(seconds, 2), round(share, 6)]][-_MOST_POINTS:]
            told = {"stage": stage, "fraction": fraction, "note": note, "points": points}
            # What is said again need not be written again.
            self._changed = self._changed or self._stages.get(stage) != told
            self._stages[stage] = told
        if self._observer is not None:
            self._observer(stage, fraction, note)

    def cancelled(self) -> bool:
        """Whether the job should stop."""
        return self._cancelled

    def read(self) -> AbstractContextManager[Session]:
        """One consistent view of the database."""
        return self.database.read_session()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction, refused when the job is no longer this worker's."""
        with self.database.write_session() as session:
            # Whoever takes the job up locks its row first, too, and so waits for us or we see it.
            job = session.get(Job, self.job_id, with_for_update=True)
            is_open = job is not None and job.outcome is None
            if not is_open or not tasks.holds(session, RUN, self.job_id, self._token):
                raise JobLost
            yield session

    def end(self, session: Session, result: dict[str, Any]) -> None:
        """Mark the job as done within the transaction that stores what it made."""
        self.put_end(session, "done", result, "")
        event.listen(session, "after_commit", self._has_ended, once=True)

    def put_end(
        self, session: Session, outcome: Outcome, result: dict[str, Any], error: str
    ) -> None:
        """Write how the job ended, within the caller's transaction."""
        session.execute(
            update(Job)
            .where(Job.id == self.job_id)
            .values(
                outcome=outcome,
                result=result,
                error=error,
                progress=self.progress(),
                ended_at=now(),
            )
        )
        if engine.token(RUN, self.job_id) is None:
            tasks.finish(session, self._token)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look for the cancel flag and write progress every half second meanwhile."""
        thread = threading.Thread(target=self._watch, name=f"watch-{self.job_id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def progress(self) -> list[dict[str, Any]]:
        """Give the stages so far."""
        with self._lock:
            self._changed = False
            return [dict(stage) for stage in self._stages.values()]

    def _has_ended(self, _session: Session) -> None:
        self.ended = True

    def _watch(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            try:
                with self.read() as session:
                    asked = session.scalar(
                        select(Job.cancel_requested).where(Job.id == self.job_id)
                    )
                self._cancelled = self._cancelled or asked is not False
                if self._changed:
                    with self.write() as session:
                        session.execute(
                            update(Job)
                            .where(Job.id == self.job_id)
                            .values(progress=self.progress())
                        )
            except JobLost:
                self._cancelled = True
            except Exception:
                _log.exception("progress of the job could not be written")


def _waiting(session: Session) -> Iterable[str]:
    query = select(Job.id).where(Job.outcome.is_(None), Job.state == "queued")
    return session.scalars(query.order_by(Job.id))


@task(RUN, {"jobs": _waiting})
def run(worker: Worker, job_id: str) -> None:
    """Run a job here and now, to its end; one that is over, or another's, is left alone."""
    with worker.database.write_session() as session:
        running = begin(session, worker, job_id)
    if running is not None:
        carry_out(running)


def begin(
    session: Session, worker: Worker, job_id: str, observer: Observer | None = None
) -> RunningJob | None:
    """Take a job up: as the engine gave it to this worker, else from its queue."""
    job = session.get(Job, job_id, with_for_update=True)
    if job is None or job.outcome is not None:
        return None
    token = engine.token(RUN, job_id) or tasks.claim(session, RUN, job_id, worker.id)
    if token is None or not tasks.holds(session, RUN, job_id, token):
        return None
    job.started_at, job.progress = now(), []
    return RunningJob(worker, job, token, observer)


def carry_out(running: RunningJob) -> None:
    """Run a job that was taken up, to its end, which its row tells.

    Only an interrupt (Ctrl-C) leaves this function by raising, after the job is marked as
    cancelled.
    """
    outcome: Outcome = "failed"
    result: dict[str, Any] | None = None
    error = ""
    try:
        with running.watched():
            result = handler_of(running.kind)(running, running.payload)
        if running.ended:
            return
        outcome = "done"
    except JobLost:
        return
    except JobCancelled:
        outcome = "cancelled"
    except (JobRefused, InputFaults) as refused:
        error = str(refused)
    except KeyboardInterrupt:
        _close(running, "cancelled", None, "")
        raise
    except Exception:
        _log.exception("the job %s broke", running.kind)
        error = BROKE
    _close(running, outcome, result, error)
    if outcome == "done":
        _count_anew(running)


def _count_anew(running: RunningJob) -> None:
    try:
        count_grown_tables(running.database.engine)
    except SQLAlchemyError:
        # The job is done all the same, and autovacuum counts a little later.
        _log.exception("tables were not counted anew")


def _close(
    running: RunningJob, outcome: Outcome, result: dict[str, Any] | None, error: str
) -> None:
    try:
        with running.write() as session:
            running.put_end(session, outcome, result or {}, error)
    except JobLost:
        _log.warning("the job was taken from this worker; its result is dropped")
