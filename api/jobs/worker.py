"""The worker: runs what is on the queues, shows that it lives, takes over from the dead."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

import api.jobs.execution  # noqa: F401 - declares the task that runs jobs
from api.clock import now
from api.jobs import engine, liveness, mending
from api.jobs.owners import BEAT, new_worker, recover, settle
from api.jobs.registry import Worker

__all__ = ["new_worker", "run_worker"]

KEEP = dt.timedelta(days=30)
_MEND = dt.timedelta(seconds=30)
_DAY = dt.timedelta(days=1)
_log = logging.getLogger("api.jobs")


def run_worker(
    worker: Worker,
    stop: threading.Event,
    beat: float = BEAT,
    has_rested: Callable[[float], bool] = lambda _seconds: False,
) -> bool:
    """Run tasks until told to stop; then give back what is unfinished.

    Threads of unfinished tasks may still run when this returns: end the process at once.

    Parameters
    ----------
    has_rested
        Told for how many seconds nothing was run; whether the process shall begin anew.

    Returns
    -------
    bool
        Whether it shall, rather than stop.
    """
    lock = liveness.take(worker.database, worker.id)
    liveness.sweep(worker.database)
    mending.mend(worker.database)
    engine.launch(worker)
    mended = now()
    # Due at once: it begins anew long before a day is over.
    sweep_at = mended
    try:
        while True:
            try:
                lock.renew()
                if recover(worker):
                    engine.look()
                if now() - mended > _MEND:
                    mended = now()
                    mending.mend(worker.database)
                if now() >= sweep_at:
                    sweep_at = now() + _DAY
                    engine.forget_before(worker.database, now() - KEEP)
            except DBAPIError:
                # The server is restarted, perhaps; the engine tries again by itself, too.
                _log.exception("the database does not answer")
            if stop.wait(beat):
                return False
            if has_rested(engine.rest()):
                return True
    finally:
        # From here on nothing more is taken up, so what is put back stays for others, as if it
        # had never begun.
        engine.stop()
        settle(worker.database, {worker.id}, counted=False)
        lock.release()
