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
