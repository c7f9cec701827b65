"""Tables as the database has them, of whatever release, and their values as JSON knows them."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table

from api.jobs.engine import engine_tables

# Who is alive, who did what how often, and the code of a first run are of the moment; what
# migrations were applied is said in the list.
_LEFT_OUT = frozenset({"worker_beat", "limited_use", "first_code", "alembic_version"})
_AT_ONCE = 1000


def own_tables(connection: Connection) -> list[Table]:
    """Read the tables of ours that there are, each after those that it refers to."""
    names = set(sa.inspect(connection).get_table_names()) - engine_tables() - _LEFT_OUT
    metadata = MetaData()
    metadata.reflect(connection, only=sorted(names))
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.JSON):
                # Absent is NULL with us, never the JSON text "null".
                column.type = type(column.type)(none_as_null=True)
    return list(metadata.sorted_tables)


def rows_of(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Give the rows of a table in the order of its key, ready for JSON."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    writers = [_writer(column) for column in table.columns]
    result = connection.execution_options(yield_per=_AT_ONCE).execute(query)
    for row in result:
        yield [
            None if value is None else write(value)
            for write, value in zip(writers, row, strict=True)
        ]


def put_rows(
    connection: Connection, table: Table, columns: list[str], rows: Iterator[list[Any]]
) -> None:
    """Insert rows whose values come in the order of ``columns``."""
    readers = [_reader(table.columns[name], connection.dialect.name) for name in columns]
    batch: list[dict[str, Any]] = []
    for row in rows:
        values = [
            None if value is None else read(value) for read, value in zip(readers, row, strict=True)
        ]
        batch.append(dict(zip(columns, values, strict=True)))
        if len(batch) >= _AT_ONCE:
            connection.execute(sa.insert(table), batch)
            batch = []
    if batch:
        connection.execute(sa.insert(table), batch)


def count(connection: Connection, table: Table) -> int:
    """Count the rows of a table."""
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _writer(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, sa.LargeBinary):
        return lambda value: base64.b64encode(value).decode()
    if isinstance(column.type, sa.DateTime):
        return _moment_text
    if isinstance(column.type, sa.Date | sa.Time):
        return lambda value: value.isoformat()
    return lambda value: value


def _moment_text(value: dt.datetime) -> str:
    # PostgreSQL gives a zone, SQLite has lost it; both mean UTC.
    return (
        (value if value.tzinfo is None else value.astimezone(dt.UTC))
        .replace(tzinfo=None)
        .isoformat()
    )


def _reader(column: Column[Any], dialect: str) -> Callable[[Any], Any]:
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode
    if isinstance(column.type, sa.DateTime):
        if dialect == "sqlite" or not column.type.timezone:
            return dt.datetime.fromisoformat
        return lambda text: dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    if isinstance(column.type, sa.Date):
        return dt.date.fromisoformat
    if isinstance(column.type, sa.Time):
        return dt.time.fromisoformat
    return lambda value: value
