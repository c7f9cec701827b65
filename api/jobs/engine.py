"""The one module that runs DBOS: durable tasks that outlive a process."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from weakref import WeakKeyDictionary

from dbos import (
    DBOS,
    DBOSClient,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    EnqueueOptions,
    _workflow_commands,
)
from dbos._context import current_owner_xid
from dbos._dbos import _get_dbos_instance
from dbos._queue import queue_worker_thread
from dbos._schemas.system_database import SystemSchema
from opentelemetry import trace
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.db.session import Database
from api.jobs import waking
from api.jobs.registry import Worker, task_of
from api.jobs.tasks import ENDED, TASKS, Queue, task_id

_NAME = "confab"
_WORKFLOW = "confab-task"
# Workers take up only work of their own version: raise it when run_task changes its steps.
_VERSION = "1"
MAX_ATTEMPTS = 3
# A solver uses all cores, so one such job at a time a worker; what takes a second must not wait
# behind it, and mail waits on the network: single mails, such as those to sign in, have places of
# their own beside the thousands of a publication.
_CONCURRENCY: dict[Queue, int] = {"jobs": 1, "quick": 2, "in-turn": 1, "mail": 4, "parcels": 2}
_AT_ONCE = 500
_JOIN_SECONDS = 10.0
_DELAYED = 10.0
_NEVER_MIND = 60.0

_clients: WeakKeyDictionary[Engine, DBOSClient] = WeakKeyDictionary()
_worker: Worker | None = None
_nudges: dict[str, waking.Nudge] = {}
_threads: list[threading.Thread] = []
_over = threading.Event()
_running: set[str] = set()
_resting_since = time.monotonic()
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
        "workflow_id": task_id(task, key),
    }
    if delay > 0:
        options["delay_seconds"] = delay
    if turn:
        options["queue_partition_key"] = turn
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    _client(engine).enqueue_in_transaction(session, options, task, key)
    waking.tell(session, queue)


def launch(worker: Worker) -> None:
    """Begin to run tasks in this process, on threads of the engine's own."""
    global _worker, _over
    _worker, _over = worker, threading.Event()
    config: DBOSConfig = {
        "name": _NAME,
        "system_database_engine": worker.database.engine,
        "run_migrations": False,
        "executor_id": worker.id,
        "application_version": _VERSION,
        "serializer": DBOSPortableJSONSerializer(),
        "log_level": "WARNING",
        # For its messages between tasks, of which we have none.
        "use_listen_notify": False,
    }
    DBOS(config=config)
    dbos = _get_dbos_instance()
    # Delays are of ten seconds and more, and nothing of ours is on its own queue.
    _workflow_commands._BACKGROUND_JOBS_INTERVAL_SEC = _DELAYED
    dbos._registry.get_internal_queue()._polling_interval_sec = _NEVER_MIND
    # Its own threads ask for work all the time; ours are the same, but wait to be told of it.
    DBOS.listen_queues([])
    DBOS.launch()
    for name, at_once in _CONCURRENCY.items():
        queue = DBOS.register_queue(
            name,
            worker_concurrency=at_once,
            partition_concurrency=1 if name == "in-turn" else None,
            polling_interval_sec=waking.SELDOM,
            on_conflict="always_update",
        )
        _nudges[name] = waking.Nudge()
        _begin(queue_worker_thread, _nudges[name], dbos, queue)
    _begin(waking.watch, worker.database, dict(_nudges), _over)
    look()


def rest() -> float:
    """Give for how many seconds nothing was run."""
    return 0.0 if _running else time.monotonic() - _resting_since


def look() -> None:
    """Look at the queues now."""
    for nudge in _nudges.values():
        nudge.nudge()


def stop() -> None:
    """Take up nothing more; what runs is abandoned and taken up again elsewhere."""
    _over.set()
    for nudge in _nudges.values():
        nudge.set()
    for thread in _threads:
        thread.join(_JOIN_SECONDS)
    _nudges.clear()
    _threads.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        DBOS.destroy()


def token(task: str, key: str) -> str | None:
    """Give the engine's name for this attempt at a task; None where the engine runs none."""
    return current_owner_xid(task_id(task, key))


def lost(database: Engine, task: str, keys: Sequence[str]) -> list[str]:
    """Find the keys of a task that is neither on a queue nor run, and forget how it ended."""
    client = _client(database)
    found: list[str] = []
    for first in range(0, len(keys), _AT_ONCE):
        part = keys[first : first + _AT_ONCE]
        known = {
            workflow.workflow_id: workflow.status
            for workflow in client.list_workflows(
                workflow_ids=[task_id(task, key) for key in part],
                load_input=False,
                load_output=False,
            )
        }
        ended = [each for each, status in known.items() if status in ENDED]
        if ended:
            client.delete_workflows(ended)
        found += [key for key in part if known.get(task_id(task, key), ENDED[0]) in ENDED]
    return found


def forget_before(database: Database, moment: dt.datetime) -> None:
    """Delete the engine's records of tasks that ended before a moment."""
    ended_before = TASKS.c.updated_at < int(moment.timestamp() * 1000)
    old = select(TASKS.c.workflow_uuid).where(TASKS.c.status.in_(ENDED), ended_before)
    while True:
        with database.read_session() as session:
            ids = list(session.scalars(old.limit(_AT_ONCE)))
        if ids:
            _client(database.engine).delete_workflows(ids)
        if len(ids) < _AT_ONCE:
            return


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


def _begin(target: Callable[..., None], *arguments: object) -> None:
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    _threads.append(thread)


@DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=MAX_ATTEMPTS - 1)
def _run_task(task: str, key: str) -> None:
    global _resting_since
    assert _worker is not None
    _running.add(task_id(task, key))
    try:
        # Named by its kind alone; nothing is recorded unless traces are asked for.
        with _tracer.start_as_current_span(f"task {task}", record_exception=False):
            task_of(task)(_worker, key)
    except Exception:
        _log.exception("the task %s broke", task)
        raise
    finally:
        _running.discard(task_id(task, key))
        _resting_since = time.monotonic()
        # Its place is free in a moment.
        look()
