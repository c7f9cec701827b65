"""A real PostgreSQL server for tests: its own folder, its own port, gone afterwards."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests import needs

# PostgreSQL refuses to run as root; Debian's package brings a user for it.
_USER = "postgres" if os.getuid() == 0 else None
_PATIENCE = 60.0
_PR_SET_PDEATHSIG = 1
_NEW = ("-U", "confab", "-A", "trust", "-N", "-E", "UTF8")
# Nothing here outlives the test, so nothing need reach the disk.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def free_port() -> int:
    """Find a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


_KEPT = "confab_kept"
_OURS = """
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""
_OTHERS_OUT = sa.text("""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")
# Names, kinds and columns of all tables and indexes, and which release's they are.
_SHAPE = sa.text(f"""
    SELECT md5(string_agg(piece, ',' ORDER BY piece)) FROM (
      SELECT CAST(CAST(c.oid AS regclass) AS text) || CAST(c.relkind AS text) || coalesce((
        SELECT string_agg(a.attname || format_type(a.atttypid, a.atttypmod) || a.attnotnull, ','
          ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0), '')
        AS piece {_OURS}
      UNION ALL SELECT version_num FROM alembic_version
    ) AS pieces
""")
_EMPTY_ALL = sa.text(f"""
    DO $$ DECLARE t regclass; BEGIN
      SET LOCAL session_replication_role = replica;
      FOR t IN SELECT CAST(c.oid AS regclass) {_OURS} AND c.relkind = 'r'
        AND c.relname NOT IN ('alembic_version', 'dbos_migrations')
      LOOP EXECUTE format('DELETE FROM %s', t); END LOOP;
    END $$
""")


@contextmanager
def server(*, fast: bool = True) -> Iterator[str]:
    """Run a server while the block runs; give its address without a database's name.

    ``fast`` has it wait for no disk.
    """
    programs = needs.postgresql()
    home = Path(tempfile.mkdtemp(prefix="confab-pg-"))
    try:
        if _USER:
            shutil.chown(home, _USER)
        data, port = home / "data", free_port()
        create = [programs / "initdb", "-D", data, *_NEW]
        subprocess.run(create, cwd="/", user=_USER, check=True, capture_output=True, timeout=60)
        settings = _FAST if fast else _FAST[-1:]
        options = [word for setting in settings for word in ("-c", setting)]
        where = ["-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", home]
        process = subprocess.Popen(
            [programs / "postgres", *where, *options],
            cwd="/",
            user=_USER,
            preexec_fn=_die_with_parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(programs / "pg_isready", port, process)
            yield f"postgresql://confab@127.0.0.1:{port}"
        finally:
            # SIGQUIT is PostgreSQL's "immediate" shutdown.
            process.send_signal(signal.SIGQUIT)
            process.wait(_PATIENCE)
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Emptied:
    """A database that is emptied between tests, a hundredth of the work of copying another.

    Whoever is still connected is thrown out first. Where a test left tables of another shape, it
    is copied anew.
    """

    def __init__(self, address: str, template: str) -> None:
        self._address, self._template = address, template
        self._engine = sa.create_engine(_with_driver(f"{address}/{_KEPT}"), poolclass=sa.NullPool)

    @contextmanager
    def kept(self) -> Iterator[Emptied]:
        """Make the database and hold it while the block runs."""
        self._copy()
        with self._engine.connect() as connection:
            self._shape = connection.scalar(_SHAPE)
        yield self

    def url(self) -> str:
        """Empty it and give its address."""
        with self._engine.begin() as connection:
            connection.execute(_OTHERS_OUT)
            same = connection.scalar(_SHAPE) == self._shape
            if same:
                connection.execute(_EMPTY_ALL)
        if not same:
            self._copy()
        return f"{self._address}/{_KEPT}"

    def _copy(self) -> None:
        administer(self._address, f"DROP DATABASE IF EXISTS {_KEPT} WITH (FORCE)")
        administer(self._address, f"CREATE DATABASE {_KEPT} TEMPLATE {self._template}")


def administer(address: str, statement: str) -> None:
    """Run a statement that is about whole databases."""
    engine = sa.create_engine(
        _with_driver(f"{address}/postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with engine.connect() as connection:
        connection.execute(sa.text(statement))


def _with_driver(url: str) -> sa.URL:
    return sa.make_url(url).set(drivername="postgresql+psycopg")


def _die_with_parent() -> None:
    """Leave no server behind when the tests are killed instead of ending."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _wait_for(is_ready: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    command = [is_ready, "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(command, check=False).returncode:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the PostgreSQL server for tests did not start")
        time.sleep(0.05)
