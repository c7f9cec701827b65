"""The engine's rows, one for each task: read and changed within our own transactions.

They alone say whether a task waits, who runs it and how often it was begun. The engine changes
them in transactions of its own; a statement of ours is one that the engine makes, too, and is
made here where something of ours must be stored with it or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any, Literal

from dbos._schemas.system_database import SystemSchema
from sqlalchemy import MetaData, Update, select, update
from sqlalchemy.orm import Session

from api.db.engine import JOB_ENGINE
from api.db.rows import new_id

Queue = Literal["jobs", "quick", "in-turn", "mail", "parcels", "here"]
"""What it waits on; ``here`` is no queue: the process that puts a task in runs it itself."""

TASKS = SystemSchema.workflow_status.to_metadata(MetaData(), schema=JOB_ENGINE)
WAITS = ("ENQUEUED", "DELAYED")
RUNS = "PENDING"
STOPPED = "CANCELLED"
TOO_OFTEN = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
ENDED = ("SUCCESS", "ERROR", STOPPED, TOO_OFTEN)


def task_id(task: str, key: str) -> str:
    """Name a task in the engine's rows."""
    return f"{task}:{key}"


def claim(session: Session, task: str, key: str, worker_id: str) -> str | None:
    """Take a waiting task off its queue for this process, as the engine does for its own.

    Returns
    -------
    str or None
        The token of this attempt; None if the task does not wait.
    """
    values = {"status": RUNS, "executor_id": worker_id, "owner_xid": new_id()}
    token: str | None = session.scalar(
        _change(**values, started_at_epoch_ms=_now())
        .where(TASKS.c.workflow_uuid == task_id(task, key), TASKS.c.status.in_(WAITS))
        .values(recovery_attempts=TASKS.c.recovery_attempts + 1)
        .returning(TASKS.c.owner_xid)
    )
    return token


def holds(session: Session, task: str, key: str, token: str) -> bool:
    """Whether a task is still that of the attempt with a token."""
    mine = TASKS.c.workflow_uuid == task_id(task, key)
    return session.scalar(select(TASKS.c.owner_xid).where(mine)) == token


def stop(session: Session, task: str, key: str) -> str | None:
    """Take a task from its queue for good, or ask it to stop; give who runs it, if anybody.

    Unlike the engine's own statement it leaves a task that runs its token, so that it can store
    what it has so far.
    """
    mine = TASKS.c.workflow_uuid == task_id(task, key)
    row = session.execute(select(TASKS.c.status, TASKS.c.executor_id).where(mine)).one_or_none()
    session.execute(_over(STOPPED).where(mine, TASKS.c.status.in_((*WAITS, RUNS))))
    return row[1] if row is not None and row[0] in (RUNS, STOPPED) else None


def finish(session: Session, token: str) -> None:
    """Note that a task is over that was run without the engine."""
    session.execute(_over("SUCCESS").where(TASKS.c.owner_xid == token, TASKS.c.status == RUNS))


def owners(session: Session) -> set[str]:
    """Find who runs tasks."""
    found = session.scalars(select(TASKS.c.executor_id).where(TASKS.c.status == RUNS).distinct())
    return {each for each in found if each is not None}


def put_back(session: Session, owner_ids: Collection[str], *, counted: bool) -> list[Queue]:
    """Let what some owners were running wait on its queues again; give the queue of each task.

    What was run without a queue is over. Unless ``counted``, it is as if they had never begun.
    """
    theirs = (TASKS.c.status == RUNS, TASKS.c.executor_id.in_(owner_ids))
    session.execute(_over(STOPPED).where(*theirs, TASKS.c.queue_name == "here"))
    statement = _change(
        status=WAITS[0], owner_xid=None, executor_id=None, started_at_epoch_ms=None
    ).where(*theirs)
    if not counted:
        statement = statement.values(recovery_attempts=TASKS.c.recovery_attempts - 1)
    return list(session.scalars(statement.returning(TASKS.c.queue_name)))


def _over(status: str) -> Update:
    return _change(
        status=status,
        queue_name=None,
        deduplication_id=None,
        started_at_epoch_ms=None,
        completed_at=_now(),
    )


def _change(**values: Any) -> Update:
    return update(TASKS).values(values | {"updated_at": _now()})


def _now() -> int:
    return int(time.time() * 1000)
