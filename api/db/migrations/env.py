"""Alembic's entry: how a migration runs on each database."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Connection, Engine

from api.db.rows import PackedJson, UtcTime


def _include(name: str | None, kind: str, _parents: object) -> bool:
    # The job engine keeps its tables beside ours on SQLite (they have no schema there).
    metadata = context.config.attributes.get("metadata")
    return kind != "table" or metadata is None or name in metadata.tables


def _render(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    # Our own types by name: a migration then reads like the rows.
    if kind != "type" or not isinstance(item, UtcTime | PackedJson | JSON):
        return False
    context.imports.add("from api.db import rows")
    return "rows.Json" if isinstance(item, JSON) else f"rows.{type(item).__name__}()"


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        render_as_batch=True,
        include_name=_include,
        render_item=_render,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run() -> None:
    engine: Engine = context.config.attributes["engine"]
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            _migrate(connection)
        return
    # A batch operation copies the table and drops the old one; with foreign keys on, that
    # deletes every row that cascades from it. Inside a transaction the pragma does nothing.
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _migrate(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"the migration orphans rows: {broken[:5]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


_run()
