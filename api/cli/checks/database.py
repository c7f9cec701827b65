"""The database of a set-up: reached, of this release's shape; its clock; who works on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select, text

from api.cli.checks.finding import Finding
from api.clock import now
from api.db.migrate import shape_of
from api.db.session import Database
from api.jobs import liveness
from api.jobs.models import Job
from api.mail.models import OutboxMail

# Mails and calendars carry our time; a minute is seen by people, a second is not.
_OFF = dt.timedelta(seconds=5)
_FAR_OFF = dt.timedelta(minutes=1)
# What one web process and one worker may hold at once.
_CONNECTIONS = 40


def missing_file(url: str) -> Finding | None:
    """Tell where the database would be a file that is not there yet."""
    if not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists():
        return None
    words = f"{url} is not there yet."
    return Finding("database", "look", words, "confab db upgrade, or confab init, makes it.")


def database_findings(database: Database) -> Iterator[Finding]:
    """Look at a database that was reached and is of no newer release."""
    shape = shape_of(database.engine)
    where = database.engine.url.render_as_string(hide_password=True)
    if shape == "empty":
        words = f"{where} has nothing in it yet."
        yield Finding("database", "look", words, "confab db upgrade, or confab init, fills it.")
    elif shape == "older":
        words = f"{where} has an earlier release's shape."
        yield Finding("database", "bad", words, "Make a backup, then run: confab db upgrade")
    else:
        yield Finding("database", "good", f"{where} has this release's shape.")
    if database.is_sqlite:
        yield from _file(database)
    else:
        yield from _server(database)
    if shape == "current":
        yield _clock(database)
        yield _workers(database)


def _file(database: Database) -> Iterator[Finding]:
    with database.engine.connect() as connection:
        said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if said != "ok":
        words = "The file of the database is damaged."
        yield Finding("database", "bad", words, "Restore the last backup: confab restore FILE")


def _server(database: Database) -> Iterator[Finding]:
    with database.engine.connect() as connection:
        encoding = connection.scalar(text("SHOW server_encoding"))
        most = int(connection.scalar(text("SHOW max_connections")) or 0)
    if encoding != "UTF8":
        words = f"The database keeps text as {encoding}, which lacks letters of people's names."
        remedy = "Make one with ENCODING 'UTF8' and move there: confab move URL"
        yield Finding("database", "bad", words, remedy)
    if most < _CONNECTIONS:
        words = f"The server takes {most} connections; a web process and a worker may need "
        words += f"{_CONNECTIONS}."
        yield Finding("database", "look", words, "Raise max_connections in postgresql.conf.")


def _clock(database: Database) -> Finding:
    ours = now()
    with database.read_session() as session:
        if database.is_sqlite:
            # A file has no clock, but it knows what time it was when something was last stored.
            newest = [
                session.scalar(select(func.max(column)))
                for column in (Job.created_at, OutboxMail.created_at)
            ]
            known = [each for each in newest if each is not None]
            ahead = max(known, default=ours) - ours
        else:
            theirs = session.scalar(select(func.clock_timestamp()))
            assert theirs is not None
            # Asking takes time, too: what lies between our two looks is no difference.
            ahead = theirs - now() if theirs > ours + _OFF else max(dt.timedelta(0), ours - theirs)
    if ahead <= _OFF:
        return Finding("clock", "good", "This machine's clock agrees with the database.")
    words = f"This machine's clock and the database's differ by {ahead.total_seconds():.0f} s."
    remedy = "Let both keep time by NTP (timedatectl set-ntp true)."
    return Finding("clock", "bad" if ahead > _FAR_OFF else "look", words, remedy)


def _workers(database: Database) -> Finding:
    with database.read_session() as session:
        alive = liveness.how_many(session)
    if alive:
        return Finding("workers", "good", "One runs, or a command does a worker's job.")
    words = "None runs: timetables and mail wait until one does."
    return Finding("workers", "look", words, "Start the site: confab serve (or confab worker)")
