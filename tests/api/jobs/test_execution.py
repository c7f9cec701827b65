"""One job in this process: how it ends, what its row says, and what it may not do."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, insert, select, text, update

from api.accounts.models import Account
from api.clock import now
from api.db.rows import new_id
from api.db.session import Database
from api.jobs import engine, execution, queries, service
from api.jobs.models import RUN
from api.jobs.owners import recover
from api.jobs.queries import JobView
from api.jobs.registry import JobContext, JobLost, Payload, Worker, job
from api.jobs.tasks import TASKS, TOO_OFTEN, task_id
from api.settings import Settings
from tests.api.jobs import handlers  # noqa: F401 - declares jobs


def _accounts(database: Database) -> int:
    with database.read_session() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def _run(database: Database, settings: Settings, kind: str, **payload: int) -> JobView:
    return service.run_here(database, settings, kind, payload)


def test_a_job_that_is_done(database: Database, settings: Settings) -> None:
    seen: list[tuple[str, float]] = []
    ended = service.run_here(
        database,
        settings,
        "count",
        {"to": 3},
        observer=lambda stage, fraction, *_: seen.append((stage, fraction)),
    )
    assert (ended.state, ended.error, ended.result["done"]) == ("done", "", 3)
    assert ended.stages[0].fraction == 1.0
    assert seen == [("counting", pytest.approx(n / 3)) for n in (1, 2, 3)]
    assert ended.ended_at is not None
    assert _accounts(database) == 1


@job("fill")
def fill(context: JobContext, payload: Payload) -> None:
    """Write many rows by one statement."""
    rows = [{"email": f"{new_id()}@example.org", "name": ""} for _ in range(payload["rows"])]
    with context.write() as session:
        session.execute(insert(Account), rows)


def test_the_database_knows_at_once_how_much_a_job_has_written(
    database: Database, settings: Settings
) -> None:
    assert _run(database, settings, "fill", rows=3000).state == "done"
    if database.is_sqlite:
        return
    with database.read_session() as session:
        told = text("SELECT reltuples FROM pg_class WHERE oid = 'account'::regclass")
        assert session.scalar(told) == 3000


def test_a_job_that_is_refused_says_why_and_stores_nothing(
    database: Database, settings: Settings
) -> None:
    ended = _run(database, settings, "refuse")
    assert (ended.state, ended.error) == ("failed", "The room is too small. Add a table.")
    assert _accounts(database) == 0


def test_a_job_that_breaks_tells_people_nothing_private(
    database: Database, settings: Settings
) -> None:
    ended = _run(database, settings, "break")
    assert ended.state == "failed"
    assert "start it again" in ended.error
    assert "somebody wrote" not in ended.error


def test_a_job_that_gave_up(database: Database, settings: Settings) -> None:
    assert _run(database, settings, "give-up").state == "cancelled"


def test_a_waiting_job_is_cancelled_at_once(database: Database, settings: Settings) -> None:
    with database.write_session() as session:
        waiting = service.start(session, "count", {"to": 1})
        service.cancel(session, waiting.id)
    with database.read_session() as session:
        assert queries.find(session, waiting.id).state == "cancelled"  # type: ignore[union-attr]
    execution.run(Worker("w", database, settings), waiting.id)
    assert _accounts(database) == 0


def test_one_job_of_a_kind_at_a_time_in_an_event(database: Database) -> None:
    with database.write_session() as session:
        first = service.start(session, "count", {"to": 1}, event_id="e1")
        assert service.start(session, "count", {"to": 1}, event_id="e1").id == first.id
        assert service.start(session, "count", {"to": 1}, event_id="e2").id != first.id
        service.cancel(session, first.id)
        assert service.start(session, "count", {"to": 1}, event_id="e1").id != first.id


def test_a_job_that_the_engine_gave_up_has_failed(database: Database, settings: Settings) -> None:
    with database.write_session() as session:
        poison = service.start(session, "count", {"to": 1}).id
        session.execute(update(TASKS).values(status=TOO_OFTEN, executor_id="x"))
    recover(Worker("w", database, settings))
    with database.read_session() as session:
        ended = queries.find(session, poison)
    assert ended is not None
    assert ended.state == "failed"
    assert "3 times" in ended.error
    assert _accounts(database) == 0


def test_however_much_ended_long_ago_is_forgotten(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_AT_ONCE", 2)
    with database.write_session() as session:
        jobs = [service.start(session, "count", {"to": 1}).id for _ in range(6)]
        for each in jobs[:5]:
            service.cancel(session, each)
    engine.forget_before(database, now() - dt.timedelta(days=1))
    assert _known(database) == {task_id(RUN, each) for each in jobs}
    engine.forget_before(database, now() + dt.timedelta(days=1))
    # What waits is not over, however long.
    assert _known(database) == {task_id(RUN, jobs[5])}
    with database.read_session() as session:
        assert queries.find(session, jobs[0]).state == "cancelled"  # type: ignore[union-attr]


def _known(database: Database) -> set[str]:
    with database.read_session() as session:
        return set(session.scalars(select(TASKS.c.workflow_uuid)))


def test_a_worker_that_lost_the_job_stores_nothing(database: Database, settings: Settings) -> None:
    raised: list[bool] = []

    def lose(context: JobContext, payload: Payload) -> None:
        with database.write_session() as session:
            session.execute(update(TASKS).values(owner_xid="another"))
        try:
            with context.write() as session:
                session.add(Account(email="late@example.org"))
        except JobLost:
            raised.append(True)
            raise

    job(f"lose-{database.engine.dialect.name}")(lose)
    ended = _run(database, settings, f"lose-{database.engine.dialect.name}")
    assert raised == [True]
    # The other worker has it: its row is left alone.
    assert ended.state == "running"
    assert _accounts(database) == 0
