"""When the engine looks at its queues: at once when something is put in, else seldom.

By itself the engine asks the database for work so many times a second, which keeps a core busy
with nothing. On PostgreSQL whoever puts a task in says so with NOTIFY, in the same transaction;
on SQLite one pragma tells that somebody wrote, for a hundredth of what a look at the queues costs.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import closing

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.db.session import Database
from api.jobs.tasks import TASKS, WAITS, Queue

SELDOM = 15.0
"""Seconds between two looks where nothing was heard, for delayed mail and lost word."""
_SOON = 0.2
_ACTIVE = 2.0
_TICK = 0.1
_LISTENED = 1.0
_AGAIN = 3.0
_CHANNEL = "confab_tasks"
_log = logging.getLogger("api.jobs")


class Nudge(threading.Event):
    """The event by which the engine's thread of a queue waits and is stopped.

    A thread that waits for it goes on early when it is nudged, and often for some seconds
    afterwards: a task frees its place only a moment after its end.
    """

    def __init__(self) -> None:
        super().__init__()
        self._nudged = threading.Event()
        self._active_until = 0.0

    def nudge(self) -> None:
        """Let the engine look now."""
        self._active_until = time.monotonic() + _ACTIVE
        self._nudged.set()

    def set(self) -> None:
        """Stop the thread that waits."""
        super().set()
        self._nudged.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for a nudge, at most so many seconds; give whether to stop."""
        if time.monotonic() < self._active_until:
            timeout = min(timeout or _SOON, _SOON)
        self._nudged.wait(timeout)
        if not self.is_set():
            self._nudged.clear()
        return self.is_set()


def tell(session: Session, queue: Queue) -> None:
    """Say within the caller's transaction that something was put on a queue."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_notify(_CHANNEL, queue)))


def watch(database: Database, nudges: Mapping[str, Nudge], over: threading.Event) -> None:
    """Nudge a queue's thread whenever something is put on it, until it is over."""
    while not over.is_set():
        try:
            (_watch_file if database.is_sqlite else _listen)(database, nudges, over)
        except Exception:
            # Meanwhile the engine looks seldom, but it looks.
            _log.warning("not told of new work; trying again", exc_info=True)
            over.wait(_AGAIN)


def _watch_file(database: Database, nudges: Mapping[str, Nudge], over: threading.Event) -> None:
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        seen = 0
        while not over.wait(_TICK):
            version = cursor.execute("PRAGMA data_version").fetchone()[0]
            if version != seen:
                seen = version
                with database.read_session() as session:
                    queues = select(TASKS.c.queue_name).where(TASKS.c.status == WAITS[0])
                    _nudge(nudges, session.scalars(queues.distinct()))


def _listen(database: Database, nudges: Mapping[str, Nudge], over: threading.Event) -> None:
    with database.engine.connect() as pooled:
        # A detached one no longer tells what it wraps.
        connection = pooled.connection.driver_connection
        assert connection is not None
        pooled.detach()
        connection.autocommit = True
        connection.execute(f"LISTEN {_CHANNEL}")
        # What came in between.
        _nudge(nudges, list(nudges))
        while not over.is_set():
            for note in connection.notifies(timeout=_LISTENED, stop_after=1):
                _nudge(nudges, [note.payload])


def _nudge(nudges: Mapping[str, Nudge], queues: Iterable[str | None]) -> None:
    for queue in queues:
        if queue is not None and queue in nudges:
            nudges[queue].nudge()
