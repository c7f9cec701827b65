"""Worker processes for real: they share the work, are killed, take over, stop and give back."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from api.accounts.models import Account
from api.clock import now
from api.db.rows import new_id
from api.db.session import Database
from api.jobs import liveness, queries, service, tasks
from api.jobs.models import RUN, Job
from api.jobs.queries import JobView, find
from api.jobs.worker import KEEP, new_worker, run_worker
from api.settings import Settings
from tests.api.jobs.processes import workers

PATIENCE = 120.0


def start(database: Database, kind: str, **payload: int) -> str:
    with database.write_session() as session:
        return service.start(session, kind, payload).id


def until(database: Database, job_id: str, holds: Callable[[JobView], bool]) -> JobView:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with database.read_session() as session:
            job = queries.find(session, job_id)
        assert job is not None
        if holds(job):
            return job
        time.sleep(0.05)
    raise AssertionError(f"still {job}")


def over(job: JobView) -> bool:
    return job.over


def halfway(job: JobView) -> bool:
    return bool(job.stages) and job.stages[0].fraction > 0.2


def alive(database: Database) -> int:
    with database.read_session() as session:
        return liveness.how_many(session)


def attempts(database: Database, job_id: str) -> int | None:
    """Ask the engine how often a job was begun."""
    mine = tasks.TASKS.c.workflow_uuid == tasks.task_id(RUN, job_id)
    with database.read_session() as session:
        return session.scalar(select(tasks.TASKS.c.recovery_attempts).where(mine))


def owner(database: Database, job_id: str) -> str | None:
    with database.read_session() as session:
        return session.get_one(Job, job_id).worker_id


def pid_of(database: Database, job_id: str) -> int:
    worker_id = owner(database, job_id)
    assert worker_id is not None
    return int(worker_id.split(":")[1])


def test_a_killed_worker_s_job_is_taken_over_once(database: Database, database_url: str) -> None:
    job_id = start(database, "count", to=30)
    with workers(database_url, 2):
        until(database, job_id, halfway)
        victim = pid_of(database, job_id)
        os.kill(victim, signal.SIGKILL)
        ended = until(database, job_id, over)
    assert (ended.state, ended.result["done"]) == ("done", 30)
    assert ended.result["pid"] != victim
    with database.read_session() as session:
        assert len(session.scalars(select(Account)).all()) == 1


def test_a_job_that_kills_its_workers_fails_after_three(
    database: Database, database_url: str
) -> None:
    job_id = start(database, "die")
    with workers(database_url, 4):
        ended = until(database, job_id, over)
    assert ended.state == "failed"
    assert "3 times" in ended.error


def test_cancel_reaches_a_running_job_and_keeps_what_it_has(
    database: Database, database_url: str
) -> None:
    job_id = start(database, "count", to=600)
    with workers(database_url, 1):
        until(database, job_id, lambda job: bool(job.stages))
        with database.write_session() as session:
            service.cancel(session, job_id)
        ended = until(database, job_id, over)
    assert ended.state == "done"
    assert 0 < ended.result["done"] < 600


def test_a_stopped_worker_gives_its_job_back(database: Database, database_url: str) -> None:
    job_id = start(database, "count", to=60)
    with workers(database_url, 1) as (first,):
        until(database, job_id, halfway)
        first.terminate()
        first.join(PATIENCE)
        assert first.exitcode == 0
    assert (owner(database, job_id), attempts(database, job_id)) == (None, 0)
    with workers(database_url, 2):
        until(database, job_id, lambda _job: alive(database) == 2)
        # By now the other has looked for work, found none, and waits to be told.
        until(database, job_id, lambda job: bool(job.stages) and job.stages[0].fraction > 0.5)
        stopped = owner(database, job_id)
        os.kill(pid_of(database, job_id), signal.SIGTERM)
        until(database, job_id, lambda _job: owner(database, job_id) not in (stopped, None))
    assert attempts(database, job_id) == 1


def test_a_quick_job_does_not_wait_for_a_long_one(database: Database, database_url: str) -> None:
    long = start(database, "count", to=600)
    with workers(database_url, 1):
        until(database, long, lambda job: bool(job.stages))
        with database.write_session() as session:
            quick = service.start(session, "count", {"to": 1}, quick=True).id
        assert until(database, quick, over).state == "done"
        with database.read_session() as session:
            assert session.get_one(Job, long).state == "running"


def test_of_jobs_in_turn_one_runs_and_one_waits(database: Database, database_url: str) -> None:
    def ask(event_id: str, to: int) -> str:
        with database.write_session() as session:
            payload = {"to": to}
            return service.start(session, "count", payload, event_id=event_id, in_turn=True).id

    one, other = new_id(), new_id()
    with workers(database_url, 2):
        first = ask(one, 25)
        until(database, first, lambda job: bool(job.stages))
        second = ask(one, 1)
        assert second != first, "what runs may have read what was changed since"
        assert [ask(one, 1), ask(one, 1)] == [second, second]
        # Another event's need not wait for either.
        assert until(database, ask(other, 1), over).state == "done"
        assert not until(database, first, lambda job: True).over
        ended = until(database, first, over).ended_at
        begun = until(database, second, over).started_at
    assert ended is not None
    assert begun is not None
    assert begun >= ended


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_rests_can_begin_anew(database: Database, settings: Settings) -> None:
    rests: list[float] = []

    def has_rested(seconds: float) -> bool:
        rests.append(seconds)
        with database.read_session() as session:
            return find(session, job_id).over and seconds > 0.3  # type: ignore[union-attr]

    job_id = start(database, "count", to=8)
    old = start(database, "count", to=1)
    long_ago = int((now() - 2 * KEEP).timestamp() * 1000)
    with database.write_session() as session:
        service.cancel(session, old)
        ended = tasks.TASKS.c.workflow_uuid == tasks.task_id(RUN, old)
        session.execute(update(tasks.TASKS).where(ended).values(updated_at=long_ago))
    worker = new_worker(database, settings)
    assert run_worker(worker, threading.Event(), 0.1, has_rested)
    assert 0.0 in rests, "it does not rest while a job runs"
    assert attempts(database, old) is None, "what ended long ago is forgotten when one begins"
    assert attempts(database, job_id) == 1
