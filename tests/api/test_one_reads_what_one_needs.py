"""A person's pages cost the same however large the event is: as many queries, as many rows."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.app import create_app
from api.clock import now
from api.db.session import Database
from api.mail.composing import Mail, compose
from api.mail.kinds import AGENDA
from api.settings import Settings
from benchmarks.visiting.crowd import Crowd, build
from tests.api.world import ORIGIN

PERSON = 7
PAGES = ("", "/agenda", "/agenda.ics", "/matches", "/threads", "/threads/{thread}")


class _Counting:
    """Counts the rows that a cursor gives, whichever way they are fetched."""

    rows = 0

    def fetchone(self) -> Any:
        row = super().fetchone()  # type: ignore[misc]
        _Counting.rows += row is not None
        return row

    def fetchall(self) -> Any:
        rows = super().fetchall()  # type: ignore[misc]
        _Counting.rows += len(rows)
        return rows

    def fetchmany(self, *size: int) -> Any:
        rows = super().fetchmany(*size)  # type: ignore[misc]
        _Counting.rows += len(rows)
        return rows


class _SqliteCursor(_Counting, sqlite3.Cursor):
    pass


class _PostgresCursor(_Counting, psycopg.Cursor[Any]):
    pass


class _Connection(sqlite3.Connection):
    def cursor(self, *_: object) -> sqlite3.Cursor:  # type: ignore[override]
        return super().cursor(_SqliteCursor)


@dataclass
class Counts:
    """What has been asked of the database since the last look at it."""

    asked: Counter[str]

    def taken(self) -> tuple[int, int, Counter[str]]:
        found = (sum(self.asked.values()), _Counting.rows, Counter(self.asked))
        self.asked.clear()
        _Counting.rows = 0
        return found


@pytest.fixture
def counts(database: Database) -> Counts:
    counted = Counts(Counter())

    @sa.event.listens_for(database.engine, "do_connect")
    def connect(_d: object, _r: object, _a: object, parameters: dict[str, Any]) -> None:
        if database.is_sqlite:
            parameters["factory"] = _Connection
        else:
            parameters["cursor_factory"] = _PostgresCursor

    @sa.event.listens_for(database.engine, "after_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            counted.asked[statement.partition("IN (")[0]] += 1

    return counted


def test_pages_and_mails_of_one_person(
    database: Database, settings: Settings, counts: Counts
) -> None:
    small, large = build(database, 130, "small"), build(database, 520, "large")
    app = create_app(settings, database)
    for path in PAGES:
        few, many = (_page(app, crowd, path, counts) for crowd in (small, large))
        assert few[2] == many[2], f"{path or 'home'}: other queries in the larger event"
        assert few[:2] == many[:2], f"{path or 'home'}: (queries, rows) in 130 and in 520 people"
        assert few[1] < 300, path
    few, many = (_mail(database, settings, crowd, counts) for crowd in (small, large))
    assert few[:2] == many[:2], "a mail that is worded when it leaves"


def _page(app: Any, crowd: Crowd, path: str, counts: Counts) -> tuple[int, int, Counter[str]]:
    client = TestClient(app, base_url=ORIGIN, cookies={"confab-session": crowd.token(PERSON)})
    address = f"/e/{crowd.slug}{path.format(thread=crowd.threads[PERSON])}"
    # What is counted for everybody is made by whoever comes first.
    assert client.get(address).status_code == 200
    counts.taken()
    assert client.get(address).status_code == 200
    return counts.taken()


def _mail(
    database: Database, settings: Settings, crowd: Crowd, counts: Counts
) -> tuple[int, int, Counter[str]]:
    source = {
        "event_id": crowd.event_id, "key": "k", "before": 1, "line": "", "version": 1,
        "attendee": crowd.attendees[PERSON],
    }  # fmt: skip
    counts.taken()
    with database.read_session() as session:
        worded = compose(session, AGENDA, source, now(), settings)
    assert isinstance(worded, Mail)
    return counts.taken()
