"""A real PostgreSQL server for tests: its own folder, its own port, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import needs

# Nothing here outlives the test, so nothing need reach the disk.
_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def _as_server_user(*command: str | Path) -> list[str]:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.getuid() == 0 else words


def free_port() -> int:
    """Find a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server() -> Iterator[str]:
    """Run a server while the block runs; give its address without a database's name."""
    programs = needs.postgresql()
    home = Path(tempfile.mkdtemp(prefix="confab-pg-"))
    try:
        if os.getuid() == 0:
            shutil.chown(home, "postgres")
        data, port = home / "data", free_port()
        _run(programs / "initdb", "-D", data, "-U", "confab", "-A", "trust", "-N", "-E", "UTF8")
        options = f"-p {port} -k {home} -h 127.0.0.1 {_OPTIONS}"
        control = programs / "pg_ctl"
        _run(control, "-D", data, "-l", home / "log", "-o", options, "-w", "start")
        try:
            yield f"postgresql://confab@127.0.0.1:{port}"
        finally:
            _run(control, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(*command: str | Path) -> None:
    done = subprocess.run(
        _as_server_user(*command), cwd="/", capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")
