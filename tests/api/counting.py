"""Counts what is asked of a database and how many rows it gives, on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlalchemy as sa

from api.db.session import Database


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


def counting(database: Database) -> Counts:
    """Count from now on."""
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
