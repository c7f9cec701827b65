"""Bring a database to the shape this release needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).resolve().parent / "migrations"


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
    with engine.connect() as connection:
        return revision_of(connection) == _migrations().get_current_head()


def revision_of(connection: Connection) -> str | None:
    """Give the newest migration that a database has; None for one that is not ours yet."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Whether a migration is of this release or an earlier one."""
    return revision in {each.revision for each in _migrations().walk_revisions()}


@cache
def _migrations() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))
