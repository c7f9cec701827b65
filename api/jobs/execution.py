"""Running one job: its context, its progress and cancel flag, and how it ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from api.clock import now
from api.db.session import Database
from api.faults import InputFaults
from api.jobs.models import Job, State
from api.jobs.registry import (
    JobCancelled,
    JobLost,
    JobRefused,
    Worker,
    handler_of,
    task,
)
from api.settings import Settings

MAX_ATTEMPTS = 3
LOOK_SECONDS = 0.5
_MOST_POINTS = 120
Observer = Callable[[str, float, str], None]
_log = logging.getLogger("api.jobs")


class RunningJob:
    """A job while it runs; satisfies `api.jobs.registry.JobContext`."""

    def __init__(self, worker: Worker, job: Job, observer: Observer | None = None) -> None:
        self.database: Database = worker.database
        self.settings: Settings = worker.settings
        self.job_id = job.id
        self.event_id = job.event_id
        self.started_by = job.started_by
        self.ended = False
        self._worker_id = worker.id
        self._attempt = job.attempts
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
            self._stages[stage] = {
                "stage": stage,
                "fraction": fraction,
                "note": note,
                "points": points,
            }
            self._changed = True
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
            held = session.scalar(
                select(Job.id)
                .where(
                    Job.id == self.job_id,
                    Job.state == "running",
                    Job.worker_id == self._worker_id,
                    Job.attempts == self._attempt,
                )
                .with_for_update()
            )
            if held is None:
                raise JobLost
            yield session

    def end(self, session: Session, result: dict[str, Any]) -> None:
        """Mark the job as done within the transaction that stores what it made."""
        self.put_end(session, "done", result, "")
        event.listen(session, "after_commit", self._has_ended, once=True)

    def put_end(self, session: Session, state: State, result: dict[str, Any], error: str) -> None:
        """Write how the job ended, within the caller's transaction."""
        session.execute(
            update(Job)
            .where(Job.id == self.job_id)
            .values(
                state=state,
                result=result,
                error=error,
                progress=self.progress(),
                ended_at=now(),
            )
        )

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
    return session.scalars(
        select(Job.id).where(Job.state == "queued", Job.worker_id.is_(None)).order_by(Job.id)
    )


@task("run-job", "jobs", _waiting)
def run_queued(worker: Worker, job_id: str) -> float | None:
    """Run a job from the queue; a job that ended or was cancelled meanwhile is left alone.

    Where the job was taken from this worker, the engine has given its task to another before,
    and takes no word of this one for its end.
    """
    run(worker, job_id)
    return None


def run(worker: Worker, job_id: str, observer: Observer | None = None) -> None:
    """Run a job here and now, to its end.

    Its row tells how it ended. Only an interrupt (Ctrl-C) leaves this function by raising,
    after the job is marked as cancelled. Where the job was taken from this worker meanwhile,
    its end is not ours.
    """
    job = _take(worker, job_id)
    if job is None:
        return
    running = RunningJob(worker, job, observer)
    state: State = "failed"
    result: dict[str, Any] | None = None
    error = ""
    try:
        with running.watched():
            result = handler_of(job.kind)(running, dict(job.payload))
        if running.ended:
            return
        state = "done"
    except JobLost:
        return
    except JobCancelled:
        state = "cancelled"
    except (JobRefused, InputFaults) as refused:
        error = str(refused)
    except KeyboardInterrupt:
        _close(running, "cancelled", None, "")
        raise
    except Exception:
        _log.exception("the job %s broke", job.kind)
        error = "Something went wrong on our side. Nothing was changed; you can start it again."
    _close(running, state, result, error)


def _take(worker: Worker, job_id: str) -> Job | None:
    with worker.database.write_session() as session:
        job = session.get(Job, job_id, with_for_update=True)
        if job is None or job.state not in ("queued", "running"):
            return None
        if job.cancel_requested:
            job.state, job.ended_at = "cancelled", now()
            return None
        if job.attempts >= MAX_ATTEMPTS:
            job.state, job.ended_at = "failed", now()
            job.error = (
                f"It was begun {MAX_ATTEMPTS} times and its worker stopped each time. Nothing "
                "was changed; ask whoever runs the site to look at the worker's log."
            )
            return None
        job.attempts += 1
        job.state = "running"
        job.worker_id = worker.id
        job.started_at = now()
        job.progress = []
        return job


def _close(running: RunningJob, state: State, result: dict[str, Any] | None, error: str) -> None:
    try:
        with running.write() as session:
            running.put_end(session, state, result or {}, error)
    except JobLost:
        _log.warning("the job was taken from this worker; its result is dropped")
