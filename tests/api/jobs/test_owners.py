"""Every running job has a living owner: commands and workers are killed for real."""

from __future__ import annotations

import os
import signal
import time
import uuid

from sqlalchemy import func, select

from api.accounts.models import Account
from api.db.session import Database
from api.jobs import liveness, queries, service, tasks
from api.jobs.models import RUN, Job
from api.jobs.owners import KILLED, new_worker
from api.mail import outbox
from api.mail.models import OutboxMail
from api.mail.outbox import Mail
from api.settings import Settings
from tests.api.jobs.processes import command, workers
from tests.api.jobs.test_worker import (
    attempts,
    halfway,
    over,
    pid_of,
    start,
    until,
)


def _job_of_command(database: Database, before: str = "") -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with database.read_session() as session:
            job = queries.last_of(session, "count", "e1")
        if job is not None and job.stages and job.id != before:
            return job.id
        time.sleep(0.05)
    raise AssertionError("the command did not begin")


def test_the_job_of_a_killed_command_is_ended_by_a_worker(
    database: Database, database_url: str
) -> None:
    with command(database_url, "e1") as process, workers(database_url, 1):
        job_id = _job_of_command(database)
        # As long as it lives nobody takes its job from it.
        time.sleep(3)
        with database.read_session() as session:
            assert session.get_one(Job, job_id).state == "running"
        process.kill()
        ended = until(database, job_id, over)
    assert (ended.state, ended.error) == ("failed", KILLED)


def test_a_job_whose_command_was_killed_is_cancelled_at_once(
    database: Database, database_url: str
) -> None:
    with command(database_url, "e1"):
        first = _job_of_command(database)
        with database.write_session() as session:
            service.cancel(session, first)
        # Whoever lives is asked, and keeps what there is.
        assert until(database, first, over).state == "done"
    with command(database_url, "e1") as process:
        job_id = _job_of_command(database, before=first)
        process.kill()
        process.join()
        with database.write_session() as session:
            service.cancel(session, job_id)
        with database.read_session() as session:
            assert session.get_one(Job, job_id).state == "cancelled"
            assert queries.under_way(session, "e1", "count") is None


def test_the_next_command_ends_what_a_killed_one_left(
    database: Database, database_url: str, settings: Settings
) -> None:
    with command(database_url, "e1") as process:
        job_id = _job_of_command(database)
        process.kill()
        process.join()
    service.run_here(database, settings, "count", {"to": 1})
    with database.read_session() as session:
        assert session.get_one(Job, job_id).state == "failed"


def test_what_a_worker_of_an_earlier_release_left_goes_on(
    database: Database, database_url: str
) -> None:
    job_id = start(database, "count", to=1)
    with database.write_session() as session:
        # Those had no lock, or another.
        tasks.claim(session, RUN, job_id, "here:gone")
    with workers(database_url, 1):
        assert until(database, job_id, over).state == "done"


def test_a_busy_worker_is_not_taken_for_dead(database: Database, database_url: str) -> None:
    # Four times as long as silence is allowed to last.
    job_id = start(database, "hold", seconds=8)
    with workers(database_url, 2):
        until(database, job_id, lambda job: bool(job.stages))
        first = pid_of(database, job_id)
        ended = until(database, job_id, over)
    assert (ended.state, ended.result) == ("done", {"pid": first})
    assert attempts(database, job_id) == 1


def test_what_is_stored_with_its_end_is_stored_once(database: Database, database_url: str) -> None:
    job_id = start(database, "store-and-die")
    with workers(database_url, 2):
        assert until(database, job_id, over).state == "done"
        # Long enough for the other to take over what the dead one's engine left.
        time.sleep(5)
    with database.read_session() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1


def test_a_killed_worker_s_job_goes_on_soon_after_the_next_begins(
    database: Database, database_url: str
) -> None:
    job_id = start(database, "count", to=30)
    with workers(database_url, 1):
        until(database, job_id, halfway)
        os.kill(pid_of(database, job_id), signal.SIGKILL)
    with workers(database_url, 1, usual_pace=True):
        assert until(database, job_id, over).state == "done"
        with database.read_session() as session:
            job = session.get_one(Job, job_id)
            began, next_id = job.started_at, job.worker_id
    assert next_id is not None
    # The worker's own identifier tells when it began.
    begun = uuid.UUID(next_id.split(":")[2]).int >> 80
    assert began is not None
    assert began.timestamp() - begun / 1000 < 15


def test_what_waits_and_is_on_no_queue_is_put_there(database: Database, database_url: str) -> None:
    with database.write_session() as session:
        outbox.put(session, Mail("k", "test", "ana@example.org", "Hello", "Hello Ana"))
        row = session.scalars(select(OutboxMail)).one()
        # As after a backup was brought back: rows of ours, none of the engine's.
        session.add(OutboxMail(**_copied(row)))
        job = Job(kind="count", payload={"to": 1})
        session.add(job)
    with workers(database_url, 1):
        assert until(database, job.id, over).state == "done"
        end = time.monotonic() + 30
        states: set[str] = set()
        while states != {"kept"} and time.monotonic() < end:
            time.sleep(0.1)
            with database.read_session() as session:
                states = set(session.scalars(select(OutboxMail.state)))
    assert states == {"kept"}


def _copied(row: OutboxMail) -> dict[str, object]:
    names = ("kind", "to_address", "subject", "text", "state")
    return {"dedupe_key": "another"} | {name: getattr(row, name) for name in names}


def test_a_lock_shows_who_lives(database: Database, settings: Settings) -> None:
    worker = new_worker(database, settings)
    lock = liveness.take(database, worker.id)
    with database.read_session() as session:
        assert liveness.living(session, [worker.id, "nobody"]) == {worker.id}
    lock.release()
    with database.read_session() as session:
        assert liveness.living(session, [worker.id]) == set()
