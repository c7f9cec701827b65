"""Transactions: nothing lost between processes, nothing written by readers, all or nothing."""

from __future__ import annotations

import datetime as dt
import multiprocessing

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.db.session import Database

PROCESSES, EACH = 4, 60


def _count_up(url: str) -> None:
    """Read, then write: what loses updates or fails where transactions begin too late."""
    database = Database(url)
    for _ in range(EACH):
        with database.write_session() as session:
            account = session.scalars(select(Account).with_for_update()).one()
            account.name = str(int(account.name) + 1)
    database.close()


def test_no_update_is_lost_between_processes(database: Database, database_url: str) -> None:
    with database.write_session() as session:
        session.add(Account(email="counter@example.org", name="0"))
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_count_up, args=(database_url,)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    with database.read_session() as session:
        assert session.scalars(select(Account.name)).one() == str(PROCESSES * EACH)


def test_a_reader_cannot_write(database: Database) -> None:
    with database.read_session() as session:
        session.add(Account(email="a@example.org"))
        with pytest.raises(DBAPIError):
            session.flush()
        session.rollback()
    # The same connection, back from the pool, can.
    with database.write_session() as session:
        session.add(Account(email="a@example.org"))


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.read_session() as reader:
        assert _emails(reader) == []
        with database.write_session() as writer:
            writer.add(Account(email="a@example.org"))
        assert _emails(reader) == []
    with database.read_session() as reader:
        assert _emails(reader) == ["a@example.org"]


def test_what_raises_leaves_nothing(database: Database) -> None:
    def add_and_fail() -> None:
        with database.write_session() as session:
            session.add(Account(email="a@example.org"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    with database.read_session() as session:
        assert _emails(session) == []


def test_times_come_back_in_utc(database: Database) -> None:
    moment = dt.datetime(2027, 3, 18, 14, 0, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30)))
    with database.write_session() as session:
        session.add(Account(email="a@example.org", created_at=moment))
    with database.read_session() as session:
        read = session.scalars(select(Account.created_at)).one()
    assert read == moment
    assert read.utcoffset() == dt.timedelta(0)


def test_a_time_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError), database.write_session() as session:
        session.add(Account(email="a@example.org", created_at=dt.datetime(2027, 1, 1)))  # noqa: DTZ001


def test_what_people_wrote_is_not_in_errors(database: Database) -> None:
    with pytest.raises(DBAPIError) as raised, database.write_session() as session:
        session.add_all([Account(email="secret@example.org"), Account(email="secret@example.org")])
    assert "[SQL parameters hidden" in str(raised.value)


def _emails(session: Session) -> list[str]:
    return list(session.scalars(select(Account.email)))
