"""Owners of jobs: whoever runs one shows that it lives; what the dead left goes on or is ended."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row, select

from api.clock import now
from api.db.rows import new_id
from api.db.session import Database
from api.jobs import liveness, tasks, waking
from api.jobs.engine import MAX_ATTEMPTS
from api.jobs.execution import BROKE
from api.jobs.models import RUN, Job, Outcome
from api.jobs.registry import Worker
from api.jobs.tasks import TASKS
from api.settings import Settings

BEAT = 5.0
"""Seconds between two looks at who lives."""
KILLED = (
    "The program that did it was ended from outside, and with it the work. What was there "
    "before is as it was; you can start it again."
)
POISON = (
    f"It was begun {MAX_ATTEMPTS} times and its worker stopped each time. Nothing was changed; "
    "ask whoever runs the site to look at the worker's log."
)
# Jobs that were begun and have not ended.
_UNFINISHED = (
    select(Job.id, TASKS.c.status, TASKS.c.executor_id, TASKS.c.queue_name)
    .join(TASKS, TASKS.c.workflow_uuid == tasks.task_id(RUN, "") + Job.id)
    .where(Job.outcome.is_(None), Job.state == "running")
)
_log = logging.getLogger("api.jobs")


def new_worker(database: Database, settings: Settings) -> Worker:
    """Name an owner of this process; no two are ever called the same."""
    return Worker(f"{socket.gethostname()}:{os.getpid()}:{new_id()}", database, settings)


@contextmanager
def owning(worker: Worker) -> Iterator[None]:
    """Be an owner while the block runs, and settle what dead ones left; for a command."""
    lock = liveness.take(worker.database, worker.id)
    over = threading.Event()

    def renew() -> None:
        while not over.wait(BEAT):
            try:
                lock.renew()
            except Exception:
                _log.exception("the command could not show that it lives")

    thread = threading.Thread(target=renew, name="renew", daemon=True)
    thread.start()
    try:
        recover(worker)
        yield
    finally:
        over.set()
        thread.join()
        lock.release()


def recover(worker: Worker) -> int:
    """Put what dead owners ran back on its queues, and end what cannot go on.

    Returns
    -------
    int
        How many tasks are back on their queues.
    """
    with worker.database.read_session() as session:
        unfinished = session.execute(_UNFINISHED).all()
        owners = tasks.owners(session) | {row.executor_id for row in unfinished}
        dead = liveness.dead(session, owners - {worker.id, None})
    if not dead and not any(_end(row, dead) for row in unfinished):
        return 0
    return settle(worker.database, dead, counted=True)


def settle(database: Database, dead: Collection[str], *, counted: bool) -> int:
    """Put back what some owners ran; see `recover`, and for ``counted`` `tasks.put_back`."""
    with database.write_session() as session:
        for row in session.execute(_UNFINISHED).all():
            end = _end(row, dead)
            if end is None:
                continue
            job = session.get_one(Job, row.id, with_for_update=True)
            if job.outcome is None:
                (job.outcome, job.error), job.ended_at = end, now()
        session.flush()
        back = tasks.put_back(session, dead, counted=counted)
        # Whoever has nothing to do takes it up at once.
        for queue in set(back):
            waking.tell(session, queue)
    if back and counted:
        _log.warning("took over %s tasks of workers that stopped", len(back))
    return len(back)


def _end(row: Row[Any], dead: Collection[str]) -> tuple[Outcome, str] | None:
    """Say how a job ends that nobody will end; None while somebody may."""
    status, owner, queue = row.status, row.executor_id, row.queue_name
    if status == tasks.TOO_OFTEN:
        return "failed", POISON
    if status not in (tasks.RUNS, tasks.STOPPED):
        return "failed", BROKE
    if owner not in dead:
        return None
    if status == tasks.STOPPED:
        return "cancelled", ""
    return ("failed", KILLED) if queue == "here" else None
