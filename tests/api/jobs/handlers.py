"""Jobs for tests, declared when imported; and the processes that carry them out."""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time

import api.mail.sending  # noqa: F401 - declares the task that sends mail
from api.accounts.models import Account
from api.db.rows import new_id
from api.db.session import Database
from api.jobs import owners, waking
from api.jobs.registry import JobCancelled, JobContext, JobRefused, Payload, job
from api.jobs.service import run_here
from api.jobs.worker import new_worker, run_worker
from api.settings import Settings

STEP = 0.1
BEAT = 0.3


@job("count")
def count(context: JobContext, payload: Payload) -> Payload:
    """Count slowly, then write one row; stopped, it keeps how far it came."""
    done = 0
    for done in range(1, payload["to"] + 1):
        if context.cancelled():
            break
        context.report("counting", done / payload["to"], str(done))
        time.sleep(STEP)
    with context.write() as session:
        session.add(Account(email=f"{new_id()}@example.org", name=f"{done}"))
    return {"done": done, "pid": os.getpid()}


@job("refuse")
def refuse(context: JobContext, payload: Payload) -> None:
    """Say why it cannot be done, after writing in vain."""
    with context.write() as session:
        session.add(Account(email="in-vain@example.org"))
        raise JobRefused("The room is too small. Add a table.")


@job("break")
def break_down(context: JobContext, payload: Payload) -> None:
    """Fail as nobody foresaw."""
    raise ValueError("an answer that somebody wrote")


@job("give-up")
def give_up(context: JobContext, payload: Payload) -> None:
    """Stop with nothing to keep."""
    raise JobCancelled


@job("die")
def die(context: JobContext, payload: Payload) -> None:
    """Take the whole worker down."""
    os.kill(os.getpid(), signal.SIGKILL)


@job("hold")
def hold(context: JobContext, payload: Payload) -> Payload:
    """Let no other thread of the process run for some seconds, as a solver may."""
    context.report("holding", 0.1)
    time.sleep(1.0)
    # Unlike CDLL, PyDLL keeps the interpreter's lock during the call.
    ctypes.PyDLL(None).sleep(payload["seconds"])
    return {"pid": os.getpid()}


@job("store-and-die")
def store_and_die(context: JobContext, payload: Payload) -> None:
    """Store with the end, and lose the process right after."""
    with context.write() as session:
        session.add(Account(email=f"{new_id()}@example.org"))
        context.end(session, {"attempt": 1})
    os.kill(os.getpid(), signal.SIGKILL)


def work(url: str, usual_pace: bool) -> None:
    """Run a worker, as `confab worker` does, at a pace for tests."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    # No test passes because a worker looks by itself once in a while: it has to be told.
    waking.SELDOM = 600.0
    worker = new_worker(Database(url), Settings(database_url=url, _env_file=None))
    run_worker(worker, stop, owners.BEAT if usual_pace else BEAT)
    os._exit(0)


def count_here(url: str, event_id: str) -> None:
    """Carry a job out in this process, as a command does."""
    settings = Settings(database_url=url, _env_file=None)
    run_here(Database(url), settings, "count", {"to": 600}, event_id=event_id)
