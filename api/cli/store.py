"""The settings' database, as commands open it: checked, and upgraded where that is theirs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.faults import InputFault, InputFaults

if TYPE_CHECKING:
    from api.db.session import Database
    from api.settings import Settings


def read_settings() -> Settings:
    """Read the settings.

    Raises
    ------
    InputFaults
        A setting has a value that cannot be used.
    """
    from pydantic import ValidationError

    from api.settings import get_settings

    try:
        return get_settings()
    except ValidationError as error:
        raise InputFaults(
            InputFault(
                f"setting CONFAB_{'_'.join(map(str, found['loc'])).upper()}",
                found["msg"].removeprefix("Value error, ") + ".",
                "Correct it in the environment or in .env.",
            )
            for found in error.errors(include_url=False)
        ) from error


@contextmanager
def open_database(settings: Settings, *, upgrade_it: bool | None = None) -> Iterator[Database]:
    """Open the database of the settings.

    Parameters
    ----------
    upgrade_it
        Whether to bring it to this release's shape; by default only where it is a file.

    Raises
    ------
    InputFaults
        It cannot be reached, or needs an upgrade.
    """
    from sqlalchemy.exc import OperationalError

    import api.rows  # noqa: F401 - rows refer to each other by name
    from api.db.migrate import is_current
    from api.db.session import Database

    url = settings.database_url.get_secret_value()
    database = Database(url)
    where = database.engine.url.render_as_string(hide_password=True)
    try:
        try:
            current = is_current(database.engine)
            if not current and (database.is_sqlite if upgrade_it is None else upgrade_it):
                _upgrade(database)
                current = True
        except OperationalError as error:
            raise InputFaults(
                [
                    InputFault(
                        where,
                        "The database cannot be reached.",
                        "Start it, or correct CONFAB_DATABASE_URL.",
                    )
                ]
            ) from error
        if not current:
            raise InputFaults(
                [
                    InputFault(
                        where,
                        "The database does not have this release's shape.",
                        "Run: confab db upgrade",
                    )
                ]
            )
        yield database
    finally:
        database.close()


def upgrade() -> None:
    """Bring the settings' database to this release's shape."""
    settings = read_settings()
    with open_database(settings, upgrade_it=True) as database:
        where = database.engine.url.render_as_string(hide_password=True)
        sys.stdout.write(f"{where} has this release's shape.\n")


def _upgrade(database: Database) -> None:
    from api.db.migrate import upgrade as migrate
    from api.jobs.engine import prepare

    migrate(database.engine)
    prepare(database.engine)
