"""Engines: SQLite with real transactions and WAL, PostgreSQL by its URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

READ_ONLY = "confab_read_only"
# The job engine's tables: on PostgreSQL in a schema of their own, on SQLite beside ours.
JOB_ENGINE = "job_engine"
_BUSY_MILLISECONDS = 30_000


def parse_url(url: str) -> URL:
    """Parse a database address; ``postgresql://`` means the psycopg 3 driver."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def make_engine(url: str) -> Engine:
    """Make an engine whose transactions lock as they should.

    On SQLite a transaction begins with BEGIN IMMEDIATE, unless it runs under the execution
    option `READ_ONLY`: two writers that both read first would otherwise lose an update or
    fail with "database is locked". The file's folder is made where there is none.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed,
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=15,
            hide_parameters=True,
            execution_options={"schema_translate_map": {JOB_ENGINE: "dbos"}},
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # Parameters are people's answers: they have no place in an error's text.
    engine = create_engine(
        parsed,
        pool_size=20,
        max_overflow=60,
        hide_parameters=True,
        execution_options={"schema_translate_map": {JOB_ENGINE: None}},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def read_only(engine: Engine) -> Engine:
    """Give the same engine, whose transactions cannot write and never wait for a writer."""
    options: dict[str, Any] = {READ_ONLY: True}
    if engine.dialect.name == "postgresql":
        # One moment for the whole session, as SQLite gives it.
        options |= {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    return engine.execution_options(**options)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes too late (before the first write); ours is explicit.
    connection.isolation_level = None
    # SQLite's own knows no letters but those of ASCII; PostgreSQL's does.
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def _begin_sqlite(connection: Connection) -> None:
    reading = bool(connection.get_execution_options().get(READ_ONLY))
    if connection.info.get(READ_ONLY) is not reading:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.info[READ_ONLY] = reading
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
