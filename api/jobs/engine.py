"""The one module around DBOS: durable tasks that outlive a process."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from dbos._schemas.system_database import SystemSchema
from opentelemetry import trace
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.jobs.registry import Queue, Worker, task_of

_NAME = "confab"
_WORKFLOW = "confab-task"
# Workers take up only work of their own version: raise it when run_task changes its steps.
_VERSION = "1"
# A solver uses all cores, so one such job at a time a worker; what takes a second must not wait
# behind it, and mail waits on the network.
_CONCURRENCY: dict[Queue, int] = {"jobs": 1, "quick": 2, "in-turn": 1, "mail": 4}
_POLLING_SECONDS = 0.2
_AT_ONCE = 500
_ENDED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")

_clients: WeakKeyDictionary[Engine, DBOSClient] = WeakKeyDictionary()
_worker: Worker | None = None
_log = logging.getLogger("api.jobs")
_tracer = trace.get_tracer("api.jobs")


def prepare(engine: Engine) -> None:
    """Make or renew the tables of the engine; needed before anything is put on a queue."""
    logging.getLogger("dbos").setLevel(logging.WARNING)
    # Migrations open their own transactions, so they get an engine without our hooks.
    DBOS.migrate(engine.url.render_as_string(hide_password=False))


def engine_tables() -> frozenset[str]:
    """Name the engine's own tables, which on SQLite stand beside ours."""
    names = (table.name for table in SystemSchema.metadata_obj.tables.values())
    return frozenset({"dbos_migrations", *names})


def enqueue(
    session: Session, queue: Queue, task: str, key: str, *, delay: float = 0.0, turn: str = ""
) -> None:
    """Put a task on a queue within the caller's transaction: rolled back, it never was.

    The same task and key are run once, however often they are put in. With a ``delay``, in
    seconds, it is begun later; until then it takes no place on its queue. On the queue "in-turn"
    no two of one ``turn`` are run at once, by whichever workers.
    """
    options: EnqueueOptions = {
        "workflow_name": _WORKFLOW,
        "queue_name": queue,
        "workflow_id": f"{task}:{key}",
    }
    if delay > 0:
        options["delay_seconds"] = delay
    if turn:
        options["queue_partition_key"] = turn
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    _client(engine).enqueue_in_transaction(session, options, task, key)


def launch(worker: Worker) -> None:
    """Begin to run tasks in this process, on threads of the engine's own."""
    global _worker
    _worker = worker
    config: DBOSConfig = {
        "name": _NAME,
        "system_database_engine": worker.database.engine,
        "run_migrations": False,
        "executor_id": worker.id,
        "application_version": _VERSION,
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
        "notification_listener_polling_interval_sec": 1.0,
    }
    if not worker.database.is_sqlite:
        config["use_listen_notify"] = True
    DBOS(config=config)
    DBOS.launch()
    for queue, at_once in _CONCURRENCY.items():
        DBOS.register_queue(
            queue,
            worker_concurrency=at_once,
            partition_concurrency=1 if queue == "in-turn" else None,
            polling_interval_sec=_POLLING_SECONDS,
            on_conflict="always_update",
        )


def stop() -> None:
    """Take up nothing more; what runs is abandoned and taken up again elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        DBOS.destroy()


def take_over(database: Engine, worker_id: str) -> set[str]:
    """Put what a dead worker was running back on its queues; give the keys of those tasks."""
    client = _client(database)
    left: dict[str | None, list[str]] = {}
    for workflow in client.list_workflows(
        status="PENDING", executor_id=worker_id, load_input=False, load_output=False
    ):
        left.setdefault(workflow.queue_name, []).append(workflow.workflow_id)
    for queue, ids in left.items():
        # Without its queue's name a task would run beside others that must run alone.
        client.resume_workflows(ids, queue_name=queue)
    return {each.partition(":")[2] for ids in left.values() for each in ids}


def lost(database: Engine, task: str, keys: Sequence[str]) -> list[str]:
    """Find the keys of a task that is neither on a queue nor run, and forget how it ended."""
    client = _client(database)
    found: list[str] = []
    for first in range(0, len(keys), _AT_ONCE):
        part = keys[first : first + _AT_ONCE]
        known = {
            workflow.workflow_id: workflow.status
            for workflow in client.list_workflows(
                workflow_ids=[f"{task}:{key}" for key in part], load_input=False, load_output=False
            )
        }
        ended = [each for each, status in known.items() if status in _ENDED]
        if ended:
            client.delete_workflows(ended)
        found += [key for key in part if known.get(f"{task}:{key}", _ENDED[0]) in _ENDED]
    return found


def forget_before(milliseconds: int) -> None:
    """Delete the engine's records of tasks that ended before a moment (epoch, ms)."""
    old = DBOS.list_workflows(
        status=list(_ENDED),
        load_input=False,
        load_output=False,
        limit=1000,
    )
    ids = [
        workflow.workflow_id
        for workflow in old
        if (workflow.updated_at or milliseconds) < milliseconds
    ]
    if ids:
        DBOS.delete_workflows(ids)


def _client(engine: Engine) -> DBOSClient:
    client = _clients.get(engine)
    if client is None:
        client = DBOSClient(
            system_database_engine=engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=_NAME,
            lazy=True,
        )
        _clients[engine] = client
    return client


@DBOS.workflow(name=_WORKFLOW)
def _run_task(task: str, key: str) -> None:
    while True:
        wait = _attempt(task, key)
        if wait is None:
            return
        DBOS.sleep(wait)


@DBOS.step(name="attempt")
def _attempt(task: str, key: str) -> float | None:
    assert _worker is not None
    try:
        # Named by its kind alone; nothing is recorded unless traces are asked for.
        with _tracer.start_as_current_span(f"task {task}", record_exception=False):
            return task_of(task)(_worker, key)
    except Exception:
        _log.exception("the task %s broke", task)
        raise
