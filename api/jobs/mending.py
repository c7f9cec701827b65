"""What waits in our rows is on a queue: put there what the engine does not know, or gave up.

So it is after a backup was brought back, which holds our rows and not the engine's, and after a
task broke on something of the moment, such as a database that did not answer.
"""

from __future__ import annotations

import logging

from api.db.session import Database
from api.jobs import engine
from api.jobs.registry import durable

_log = logging.getLogger("api.jobs")


def mend(database: Database) -> int:
    """Put back what waits and is on no queue; give how many there were."""
    mended = 0
    for name, kind in durable().items():
        for queue, waiting in kind.waiting.items():
            with database.read_session() as session:
                keys = list(waiting(session))
            lost = engine.lost(database.engine, name, keys)
            for key in lost:
                with database.write_session() as session:
                    engine.enqueue(session, queue, name, key)
            mended += len(lost)
    if mended:
        _log.warning("put %s tasks that were on no queue back", mended)
    return mended
