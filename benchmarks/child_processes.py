"""Processes that a benchmark begins: none outlives it, and each can be killed for real."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Leave nothing behind when the benchmark itself is ended from outside."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def kill(process: BaseProcess | subprocess.Popen[bytes]) -> None:
    """Kill a process for real, as a lack of memory would."""
    process.kill()
    if isinstance(process, BaseProcess):
        process.join()
    else:
        process.wait()


def free_port() -> int:
    """Find a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
