"""`confab backup`, `confab restore`, `confab move`: everything in one file, or elsewhere."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.console import console, write_json
from api.cli.store import reach_database, read_settings
from api.faults import InputFault, InputFaults

if TYPE_CHECKING:
    from api.db.session import Database


def backup(out: Path, as_json: bool) -> None:
    """Write all rows of the settings' database into a file.

    Raises
    ------
    InputFaults
        There is no database, or the file cannot be written.
    """
    from api.backup import service

    with _present() as database:
        made = service.backup(database, out)
    if as_json:
        write_json({"file": str(out), "tables": len(made.tables), "rows": made.rows})
        return
    say = console()
    say.print(f"{out}: {made.rows:,} rows of {len(made.tables)} tables.", soft_wrap=True)
    say.print("It holds private words: keep it where only you can read it.")


def restore(path: Path, as_json: bool) -> None:
    """Bring a backup into the settings' database.

    Raises
    ------
    InputFaults
        The file is no whole backup, or the database is not empty.
    """
    from api.backup import service

    url = read_settings().database_url.get_secret_value()
    with reach_database(url, "CONFAB_DATABASE_URL") as database:
        brought = service.restore(database, path)
        where = database.engine.url.render_as_string(hide_password=True)
    if as_json:
        write_json({"database": where, "tables": brought.tables, "rows": brought.rows})
        return
    say = console()
    say.print(
        f"{where}: {brought.rows:,} rows of {brought.tables} tables, counted.", soft_wrap=True
    )
    say.print("Next: confab serve")


def move(url: str, as_json: bool) -> None:
    """Copy everything from the settings' database into another.

    Raises
    ------
    InputFaults
        The site runs, or the other database is not empty or cannot be reached.
    """
    from api.backup import service

    if not url.startswith(("sqlite:///", "postgresql")):
        raise InputFaults(
            [
                InputFault(
                    "URL", "It begins with neither sqlite:/// nor postgresql://.", "Correct it."
                )
            ]
        )
    with _present() as source, reach_database(url, "the address") as target:
        moved = service.move(source, target)
        where = target.engine.url.render_as_string(hide_password=True)
    if as_json:
        write_json({"database": where, "tables": moved.tables, "rows": moved.rows})
        return
    say = console()
    say.print(f"{where}: {moved.rows:,} rows of {moved.tables} tables, counted.", soft_wrap=True)
    say.print("Next: set CONFAB_DATABASE_URL to it, then start the site. The old one is as it was.")


def _present() -> AbstractContextManager[Database]:
    """Open the settings' database; a file that is not there is not made."""
    from api.db.engine import parse_url

    url = read_settings().database_url.get_secret_value()
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise InputFaults(
            [InputFault(url, "There is no database there.", "Correct CONFAB_DATABASE_URL.")]
        )
    return reach_database(url, "CONFAB_DATABASE_URL")
