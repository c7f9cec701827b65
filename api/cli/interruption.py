"""Ctrl-C on the command line: the first asks for the best so far, the second ends everything."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scheduling.stop import Cancelled, Stop

INTERRUPTED = 130


@contextmanager
def interruptible() -> Iterator[Stop]:
    """Give a stop that says so after Ctrl-C, while the block runs; for the main thread.

    A thread is woken by the signal itself, since Python would only call a handler once a solver
    that is written in another language comes back.
    """
    asked = threading.Event()
    awake, wake = socket.socketpair()
    wake.setblocking(False)

    def wait() -> None:
        while awake.recv(1):
            if asked.is_set():
                os._exit(INTERRUPTED)
            asked.set()
            sys.stderr.write("Taking the best so far; Ctrl-C again ends without it.\n")

    handler = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    before = signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    waiter = threading.Thread(target=wait, daemon=True)
    waiter.start()
    try:
        yield Cancelled(asked.is_set)
    finally:
        signal.set_wakeup_fd(before)
        signal.signal(signal.SIGINT, handler)
        wake.close()
        waiter.join()
        awake.close()
