"""Limits: as often as allowed and not once more, by however many processes and threads."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from api.clock import now
from api.db.session import Database
from api.web.limits import limits_of
from api.web.models import LimitedUse


def test_a_key_is_used_as_often_as_allowed_and_each_for_itself(database: Database) -> None:
    limits = limits_of(database)
    assert [limits.allow("ana", 2, 60) for _ in range(3)] == [True, True, False]
    assert limits.spent("ana", 2, 60)
    assert not limits.spent("ben", 2, 60)
    assert limits.allow("ben", 2, 60)
    assert not limits.spent("ben", 2, 60)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_processes_share_their_counts(database: Database, database_url: str) -> None:
    other = Database(database_url)
    both = (limits_of(database), limits_of(other))
    with ThreadPoolExecutor(8) as threads:
        said = threads.map(lambda number: both[number % 2].allow("ana", 5, 60), range(24))
    assert sum(said) == 5
    other.close()


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_uses_are_forgotten_with_their_window(database: Database) -> None:
    limits = limits_of(database)
    assert [limits.allow("ana", 1, 60) for _ in range(2)] == [True, False]
    with database.write_session() as session:
        ago = now() - dt.timedelta(minutes=61)
        session.execute(update(LimitedUse).values(times=[ago.timestamp()], ends_at=ago))
    assert limits.allow("ben", 1, 60)
    with database.read_session() as session:
        assert session.scalar(select(func.count()).select_from(LimitedUse)) == 1
    assert limits.allow("ana", 1, 60)
