"""Making a backup, bringing one back, and moving from one database to another."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DataError, IntegrityError

from api.backup.archive import ArchiveReader, Manifest, TableEntry, written
from api.backup.tables import count, own_tables, put_rows, rows_of
from api.clock import now
from api.db.engine import read_only
from api.db.migrate import downgrade, is_known, revision_of, upgrade
from api.db.session import Database
from api.faults import InputFault, InputFaults
from api.jobs import liveness
from api.jobs.engine import prepare
from api.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Moved:
    """What was brought into a database."""

    tables: int
    rows: int


def backup(database: Database, out: Path) -> Manifest:
    """Write all rows, as they are at one moment, into a file; the site may run meanwhile.

    Raises
    ------
    InputFaults
        There is nothing to keep, or the file cannot be written.
    """
    with read_only(database.engine).connect() as connection:
        revision = revision_of(connection)
        if revision is None:
            raise _fault(database, "There is no database of Confab there.", "Make one: confab init")
        with written(out) as archive:
            for table in own_tables(connection):
                columns = [column.name for column in table.columns]
                archive.put(table.name, columns, rows_of(connection, table))
            return archive.close(version("confab"), revision, now().isoformat())


def restore(database: Database, path: Path) -> Moved:
    """Bring a backup into an empty database: all of it or nothing.

    Unfinished jobs wait again, and so does mail that had not left.

    Raises
    ------
    InputFaults
        The file is no whole backup or of a newer release, or the database is not empty.
    """
    with ArchiveReader(path) as archive:
        manifest = archive.manifest
        if not is_known(manifest.revision):
            raise InputFaults(
                [
                    InputFault(
                        str(path),
                        f"It was made by a newer release of Confab ({manifest.release}).",
                        "Upgrade Confab, then bring it back.",
                    )
                ]
            )
        refuse_running(database)
        _shape(database, manifest.revision)
        with database.engine.begin() as connection:
            if database.is_sqlite:
                connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            tables = {table.name: table for table in own_tables(connection)}
            for entry in _in_order(manifest.tables, list(tables)):
                try:
                    put_rows(connection, tables[entry.name], entry.columns, archive.rows(entry))
                except (DataError, IntegrityError, KeyError) as error:
                    # The error itself may quote what people wrote.
                    raise _fault(
                        database,
                        f'A row of the table "{entry.name}" does not fit.',
                        "Nothing was kept.",
                    ) from error
                if count(connection, tables[entry.name]) != entry.rows:
                    raise _fault(
                        database, f'Not all rows of "{entry.name}" arrived.', "Nothing was kept."
                    )
    upgrade(database.engine)
    _wait_again(database)
    return Moved(len(manifest.tables), manifest.rows)


def move(source: Database, target: Database) -> Moved:
    """Copy everything from one database into another, empty one.

    Raises
    ------
    InputFaults
        Somebody still works on the first, or the second is not empty.
    """
    refuse_running(source)
    with tempfile.TemporaryDirectory(prefix="confab-move-") as folder:
        path = Path(folder) / "rows"
        backup(source, path)
        return restore(target, path)


def refuse_running(database: Database) -> None:
    """Refuse while a worker or command works on a database."""
    with database.engine.connect() as connection:
        if revision_of(connection) is None:
            return
    with database.read_session() as session:
        alive = liveness.how_many(session)
    if alive:
        raise _fault(database, "The site runs on it.", "Stop the site first.")


def _shape(database: Database, revision: str) -> None:
    """Give an empty database the shape of a release."""
    with database.engine.connect() as connection:
        present = revision_of(connection)
        if present is not None:
            _refuse_rows(database, connection)
    if present is not None and not is_known(present):
        raise _fault(database, "It has the shape of a newer release.", "Give an empty database.")
    # Before the revision, which says that all is there.
    prepare(database.engine)
    if present == revision:
        return
    if present is not None:
        downgrade(database.engine, "base")
    upgrade(database.engine, revision)


def _refuse_rows(database: Database, connection: Connection) -> None:
    for table in own_tables(connection):
        if count(connection, table):
            raise _fault(
                database,
                f'It is not empty: there are rows in "{table.name}".',
                "Set CONFAB_DATABASE_URL to an empty database; nothing is ever written over.",
            )


def _in_order(entries: list[TableEntry], names: list[str]) -> list[TableEntry]:
    places = {name: place for place, name in enumerate(names)}
    return sorted(entries, key=lambda entry: places.get(entry.name, -1))


def _wait_again(database: Database) -> None:
    """Let unfinished jobs wait; the next worker puts what waits on its queues."""
    with database.write_session() as session:
        session.execute(
            update(Job).where(Job.outcome.is_(None)).values(started_at=None, progress=[])
        )


def _fault(database: Database, what: str, remedy: str) -> InputFaults:
    where = database.engine.url.render_as_string(hide_password=True)
    return InputFaults([InputFault(where, what, remedy)])
