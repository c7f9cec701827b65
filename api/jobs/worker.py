"""The worker: runs what is on the queues, shows that it lives, takes over from the dead."""

from __future__ import annotations

import datetime as dt
import logging
import threading

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

import api.jobs.execution  # noqa: F401 - declares the task that runs jobs
from api.clock import now
from api.jobs import engine, mending
from api.jobs.models import Job
from api.jobs.owners import Owner, Pace, new_worker, reap, settle
from api.jobs.registry import Worker

__all__ = ["Pace", "new_worker", "reap", "run_worker"]

KEEP = dt.timedelta(days=30)
_MEND = dt.timedelta(seconds=30)
_DAY = dt.timedelta(days=1)
_log = logging.getLogger("api.jobs")


def run_worker(worker: Worker, stop: threading.Event, pace: Pace = Pace()) -> None:
    """Run tasks until told to stop; then give back what is unfinished.

    Threads of unfinished tasks may still run when this returns: end the process at once.
    """
    owner = Owner(worker, pace)
    mending.mend(worker.database)
    engine.launch(worker)
    swept = mended = now()
    try:
        while True:
            try:
                owner.beat()
                owner.reap()
                if now() - mended > _MEND:
                    mended = now()
                    mending.mend(worker.database)
                if now() - swept > _DAY:
                    swept = now()
                    engine.forget_before(int((swept - KEEP).timestamp() * 1000))
            except DBAPIError:
                # The server is restarted, perhaps; the engine tries again by itself, too.
                _log.exception("the database does not answer")
            if stop.wait(pace.beat):
                return
    finally:
        # From here on nothing more is taken up, so what is put back stays for others.
        engine.stop()
        _give_back(worker)
        owner.leave()


def _give_back(worker: Worker) -> None:
    """Leave unfinished jobs as if they had never begun, for the next worker to take at once."""
    left = engine.take_over(worker.database.engine, worker.id)
    with worker.database.write_session() as session:
        session.execute(
            update(Job)
            .where(Job.state == "running", Job.worker_id == worker.id)
            .values(attempts=Job.attempts - 1)
        )
    settle(worker.database, worker.id, left)
