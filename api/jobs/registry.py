"""What can be run in the background, by name; domains' jobs.py declare themselves here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from api.db.session import Database
from api.jobs.tasks import Queue
from api.settings import Settings

Payload = dict[str, Any]


class JobContext(Protocol):
    """What a job's handler is given beside its payload."""

    database: Database
    settings: Settings
    job_id: str
    event_id: str | None
    started_by: str | None

    def report(
        self, stage: str, fraction: float, note: str = "", share: float | None = None
    ) -> None:
        """Say how far a stage is, 0..1; cheap, call it as often as you like.

        ``share`` is the value reached over the bound, 0..1, where the stage has one.
        """

    def cancelled(self) -> bool:
        """Whether somebody asked for the job to stop; looked up every half second."""

    def read(self) -> AbstractContextManager[Session]:
        """One consistent view of the database."""

    def write(self) -> AbstractContextManager[Session]:
        """One transaction; raises `JobLost` if another worker has taken the job over."""

    def end(self, session: Session, result: Payload) -> None:
        """Mark the job as done within a transaction of `write`.

        What it stores and its end are then kept together, or neither; it must write nothing
        afterwards.
        """


class JobRefused(Exception):
    """The job cannot be done; the text says why and what to do, for people."""


class JobCancelled(Exception):
    """Raised by a handler that stopped because it was asked to, with nothing to keep."""


class JobLost(Exception):
    """Another worker has taken the job over, or its worker is stopping: store nothing."""


Handler = Callable[[JobContext, Payload], Payload | None]


@dataclass(frozen=True, slots=True)
class Worker:
    """What a task may use: the database, the settings, and the worker's own id."""

    id: str
    database: Database
    settings: Settings


Task = Callable[[Worker, str], None]
"""What is done for (worker, key); begun again where its worker dies meanwhile."""
Waiting = Callable[[Session], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Durable:
    """A task with its queues, and how to find in our rows the keys that should be on each."""

    run: Task
    waiting: Mapping[Queue, Waiting]


_handlers: dict[str, Handler] = {}
_tasks: dict[str, Durable] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Declare the handler of a kind of job: ``@job("make-timetable")``.

    The handler may be run again from the start after a crash, so what it writes must not
    double: write in one `JobContext.write` with its `JobContext.end`, or by a key of its own.
    """

    def declare(handler: Handler) -> Handler:
        if _handlers.setdefault(kind, handler) is not handler:
            raise ValueError(f"two handlers for the job {kind}")
        return handler

    return declare


def handler_of(kind: str) -> Handler:
    """Find the handler of a kind; KeyError when its domain's jobs.py was not imported."""
    return _handlers[kind]


def task(name: str, waiting: Mapping[Queue, Waiting]) -> Callable[[Task], Task]:
    """Declare durable work of the plumbing's own (run a job, send a mail); see `Durable`."""

    def declare(run: Task) -> Task:
        if name in _tasks:
            raise ValueError(f"two tasks called {name}")
        _tasks[name] = Durable(run, waiting)
        return run

    return declare


def task_of(name: str) -> Task:
    """Find a task by its name; KeyError when it was never declared."""
    return _tasks[name].run


def durable() -> dict[str, Durable]:
    """Give every durable task by its name."""
    return dict(_tasks)
