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
import time
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
# One of the two numbers that name a lock, the same for all owners.
_CLASS = 0x434F4E46
_LOCKS = text(
    "SELECT objid::int8 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted "
    "AND classid::int8 = :group "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
).bindparams(group=_CLASS)
# After a restart everybody needs a moment to take their lock again.
_JUST_UP = text("SELECT now() - pg_postmaster_start_time() < interval '8 seconds'")
_OLD_SECONDS = 60.0
_held: set[Path] = set()
_log = logging.getLogger("api.jobs")


class Lock(Protocol):
    """A lock that shows that this process lives."""

    def renew(self) -> None:
        """Take it again if the server lost it."""

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
    engine = _engine(session)
    if engine.dialect.name == "sqlite":
        return {each for each in asked if _is_locked(_path(engine, each))}
    locked = set(session.scalars(_LOCKS))
    return {each for each in asked if _number(each) in locked}


def dead(session: Session, owner_ids: Iterable[str]) -> set[str]:
    """Find those whose process is gone, for sure."""
    asked = set(owner_ids)
    gone = asked - living(session, asked)
    if gone and session.get_bind().dialect.name != "sqlite" and session.scalar(_JUST_UP):
        return set()
    return gone


def how_many(session: Session) -> int:
    """Count all owners that live."""
    engine = _engine(session)
    if engine.dialect.name != "sqlite":
        return len(session.scalars(_LOCKS).all())
    return sum(map(_is_locked, _folder(engine).glob("*")))


def sweep(database: Database) -> None:
    """Remove what locks of dead owners left on the disk."""
    if database.is_sqlite:
        for path in _folder(database.engine).glob("*"):
            with suppress(FileNotFoundError):
                # One that was just made may not be locked yet.
                if time.time() - path.stat().st_mtime > _OLD_SECONDS and not _is_locked(path):
                    path.unlink()


class _FileLock:
    def __init__(self, database: Database, owner_id: str) -> None:
        self._path = _path(database.engine, owner_id)
        self._path.parent.mkdir(mode=0o700, exist_ok=True)
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        # Of the process, not of the open file: a forked child does not keep it.
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        # Whoever opens and closes a file again loses its locks on it, so we never look at ours.
        _held.add(self._path)

    def renew(self) -> None:
        pass

    def release(self) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._file)
        _held.discard(self._path)


class _ServerLock:
    def __init__(self, database: Database, owner_id: str) -> None:
        self._database = database
        self._number = _number(owner_id)
        self._connection: Connection | None = None
        self._take()

    def renew(self) -> None:
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                return
            except DBAPIError:
                _log.warning("the connection that shows that this process lives was lost")
                self._connection.close()
                self._connection = None
        self._take()

    def release(self) -> None:
        if self._connection is not None:
            with suppress(DBAPIError):
                # The server notices a closed connection a moment later, and others look before.
                self._connection.execute(text("SELECT pg_advisory_unlock_all()"))
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
        question = text("SELECT pg_try_advisory_lock(:group, CAST(:number AS int8)::bit(32)::int4)")
        if connection.execute(question, {"group": _CLASS, "number": self._number}).scalar():
            self._connection = connection
        else:
            # The server still keeps our lost connection, and so our lock; we ask again.
            connection.close()


def _number(owner_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(owner_id.encode(), digest_size=4).digest())


def _engine(session: Session) -> Engine:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    return engine


def _folder(engine: Engine) -> Path:
    return Path(f"{Path(engine.url.database or '').resolve()}-owners")


def _path(engine: Engine, owner_id: str) -> Path:
    return _folder(engine) / hashlib.blake2b(owner_id.encode(), digest_size=12).hexdigest()


def _is_locked(path: Path) -> bool:
    if path in _held:
        return True
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
