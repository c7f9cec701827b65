"""Bring a database to the shape this release needs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

FOLDER = Path(__file__).resolve().parent / "migrations"
Shape = Literal["empty", "older", "current", "newer"]
"""Of a database, as this release sees it."""
# Any number, as long as every process asks for the same.
_UPGRADING = 0x636F6E666162
_ASK_SECONDS = 0.3


def alembic_config(engine: Engine) -> Config:
    """Configure Alembic for an engine, without a file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply all migrations that the database lacks."""
    command.upgrade(alembic_config(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back down to a revision; ``base`` leaves nothing."""
    command.downgrade(alembic_config(engine), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly this release's shape."""
    return shape_of(engine) == "current"


def shape_of(engine: Engine) -> Shape:
    """Compare the database's shape with this release's."""
    with engine.connect() as connection:
        revision = revision_of(connection)
    if revision is None:
        return "empty"
    if revision == _migrations().get_current_head():
        return "current"
    return "older" if is_known(revision) else "newer"


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Wait until nobody upgrades the database, and keep others waiting while the block runs.

    A process that is killed lets the others go on. On SQLite the file's own lock does it.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        number = {"number": _UPGRADING}
        # Asked again and again: a statement that waits would hold up the engine's own migrations,
        # which make their indexes once every other statement is over.
        while not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), number):
            time.sleep(_ASK_SECONDS)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), number)


def revision_of(connection: Connection) -> str | None:
    """Give the newest migration that a database has; None for one that is not ours yet."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Whether a migration is of this release or an earlier one."""
    return revision in {each.revision for each in _migrations().walk_revisions()}


@cache
def _migrations() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))
