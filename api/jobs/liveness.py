"""Locks that end with their process: by one an owner of jobs shows that it lives.

The operating system lets a lock go the moment its process is gone, however it went, and keeps it
while a process is merely busy. On PostgreSQL it is an advisory lock of the session, so owners on
other machines are seen too; beside SQLite, which is of one machine, it is a lock on a file.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.db.session import Database

# A machine that loses its power says nothing: the server asks after 10 s, and gives up at 25 s.
_ASK = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)
_LOCKS = text(
    "SELECT (classid::int8 << 32) | objid::int8 FROM pg_locks WHERE locktype = 'advisory' "
    "AND objsubid = 1 AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_held: set[str] = set()
_log = logging.getLogger("api.jobs")


class Lock(Protocol):
    """A lock that shows that this process lives."""

    def renew(self) -> bool:
        """Take it again if the server lost it; give whether it did."""

    def release(self) -> None:
        """Let it go; what its owner runs may then be taken over at once."""


def take(database: Database, owner_id: str) -> Lock:
    """Take the lock of an owner; nobody else ever asks for the same."""
    return _FileLock(database, owner_id) if database.is_sqlite else _ServerLock(database, owner_id)


def living(session: Session, owner_ids: Iterable[str]) -> set[str]:
    """Find those of some owners whose process lives."""
    asked = set(owner_ids)
    if not asked:
        return set()
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    if engine.dialect.name == "sqlite":
        return {each for each in asked if each in _held or _is_locked(_path(engine, each))}
    locked = set(session.scalars(_LOCKS))
    return {each for each in asked if _number(each) in locked}


def forget(database: Database, owner_id: str) -> None:
    """Remove what a dead owner's lock left on the disk."""
    if database.is_sqlite and owner_id not in _held:
        _path(database.engine, owner_id).unlink(missing_ok=True)


class _FileLock:
    def __init__(self, database: Database, owner_id: str) -> None:
        self._owner_id = owner_id
        self._path = _path(database.engine, owner_id)
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        # Of the process, not of the open file: a forked child does not keep it.
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        # Whoever opens and closes a file again loses its locks on it, so we never look at ours.
        _held.add(owner_id)

    def renew(self) -> bool:
        return False

    def release(self) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._file)
        _held.discard(self._owner_id)


class _ServerLock:
    def __init__(self, database: Database, owner_id: str) -> None:
        self._database = database
        self._number = _number(owner_id)
        self._connection: Connection | None = None
        self._take()

    def renew(self) -> bool:
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                return False
            except DBAPIError:
                _log.warning("the connection that shows that this process lives was lost")
                self._connection.close()
                self._connection = None
        self._take()
        return True

    def release(self) -> None:
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.close()
            self._connection = None

    def _take(self) -> None:
        connection = self._database.engine.connect()
        connection.execution_options(isolation_level="AUTOCOMMIT")
        # Its own, never the pool's again: the lock ends when it is closed.
        connection.detach()
        for setting in _ASK:
            connection.execute(text(setting))
        question = text("SELECT pg_try_advisory_lock(:number)")
        if connection.execute(question, {"number": self._number}).scalar():
            self._connection = connection
        else:
            # The server still keeps our lost connection, and so our lock; we ask again.
            connection.close()


def _number(owner_id: str) -> int:
    digest = hashlib.blake2b(owner_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _path(engine: Engine, owner_id: str) -> Path:
    database = engine.url.database or ""
    name = hashlib.blake2b(owner_id.encode(), digest_size=12).hexdigest()
    return Path(f"{Path(database).resolve()}-owners") / name


def _is_locked(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        # Two who look at once do not disturb each other.
        fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(file)
