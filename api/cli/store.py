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
        Whether to bring it to this release's shape; by default only where it is a file. True
        makes sure of every step again, in case the last upgrade was cut short.

    Raises
    ------
    InputFaults
        It cannot be reached, is of a newer release, or needs an upgrade.
    """
    url = settings.database_url.get_secret_value()
    with reach_database(url, "CONFAB_DATABASE_URL") as database:
        if upgrade_it or not _is_current(database):
            _bring_up_to_date(database, database.is_sqlite if upgrade_it is None else upgrade_it)
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
        It cannot be reached, or is of a newer release.
    """
    database = _database_at(url, named)
    try:
        _refuse(database, named)
        yield database
    finally:
        database.close()


def _database_at(url: str, named: str) -> Database:
    from sqlalchemy.exc import ArgumentError

    import api.rows  # noqa: F401 - rows refer to each other by name
    from api.db.session import Database

    try:
        return Database(url)
    except OSError as error:
        where = str(error.filename or named)
        what = f"The folder of the database cannot be made ({error.strerror})."
        raise InputFaults([InputFault(where, what, f"Correct {named}.")]) from error
    except ArgumentError as error:
        what = "This is no address of a database."
        remedy = "Write sqlite:///PATH or postgresql://USER@HOST/NAME."
        raise InputFaults([InputFault(named, what, remedy)]) from error
    except ImportError as error:
        what = "What speaks to PostgreSQL is not installed."
        remedy = "Install it: pip install 'confab[postgres]'"
        raise InputFaults([InputFault(named, what, remedy)]) from error


def _refuse(database: Database, named: str) -> None:
    from sqlalchemy.exc import DBAPIError, OperationalError

    from api.db.migrate import shape_of

    where = database.engine.url.render_as_string(hide_password=True)
    try:
        shape = shape_of(database.engine)
    except OperationalError as error:
        what = "The database cannot be reached."
        raise InputFaults([InputFault(where, what, f"Start it, or correct {named}.")]) from error
    except DBAPIError as error:
        what = "This is no database that can be read."
        raise InputFaults([InputFault(where, what, f"Correct {named}.")]) from error
    if shape == "newer":
        what = "The database belongs to a newer release of Confab than this one."
        remedy = f"Install that release, or correct {named}. Nothing here was touched."
        raise InputFaults([InputFault(where, what, remedy)])


def _is_current(database: Database) -> bool:
    from api.db.migrate import is_current

    return is_current(database.engine)


def _bring_up_to_date(database: Database, upgrade_it: bool) -> None:
    """Upgrade where that is asked for, or wait for whoever does; then it must be current."""
    from api.db.migrate import one_at_a_time
    from api.db.migrate import upgrade as migrate
    from api.jobs.engine import prepare

    with one_at_a_time(database.engine):
        if upgrade_it:
            # The revision comes last: by it others tell that nothing is left to do.
            prepare(database.engine)
            migrate(database.engine)
        if _is_current(database):
            return
    where = database.engine.url.render_as_string(hide_password=True)
    what = "The database does not have this release's shape."
    raise InputFaults([InputFault(where, what, "Run: confab db upgrade")])


def upgrade() -> None:
    """Bring the settings' database to this release's shape."""
    settings = read_settings()
    with open_database(settings, upgrade_it=True) as database:
        where = database.engine.url.render_as_string(hide_password=True)
        sys.stdout.write(f"{where} has this release's shape.\n")
