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
    from api.db.migrate import is_current

    url = settings.database_url.get_secret_value()
    with reach_database(url, "CONFAB_DATABASE_URL") as database:
        current = is_current(database.engine)
        if not current and (database.is_sqlite if upgrade_it is None else upgrade_it):
            _upgrade(database)
            current = True
        if not current:
            where = database.engine.url.render_as_string(hide_password=True)
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


@contextmanager
def reach_database(url: str, named: str) -> Iterator[Database]:
    """Open the database at an address, of whatever release, or with nothing in it yet.

    Parameters
    ----------
    named
        Where the address was given, for the fault.

    Raises
    ------
    InputFaults
        It cannot be reached.
    """
    from sqlalchemy.exc import OperationalError

    import api.rows  # noqa: F401 - rows refer to each other by name
    from api.db.session import Database

    database = Database(url)
    try:
        try:
            with database.engine.connect():
                pass
        except OperationalError as error:
            where = database.engine.url.render_as_string(hide_password=True)
            raise InputFaults(
                [
                    InputFault(
                        where, "The database cannot be reached.", f"Start it, or correct {named}."
                    )
                ]
            ) from error
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
