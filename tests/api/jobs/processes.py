"""Processes that carry out jobs, forked off one that has read the code already.

To read it takes some seconds of the processor each time, and the tests begin about sixty.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from tests.api.jobs import handlers

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.api.jobs.handlers"])


@contextmanager
def workers(url: str, n: int, usual_pace: bool = False) -> Iterator[list[BaseProcess]]:
    """Run worker processes while the block runs."""
    processes = [_begin(handlers.work, url, usual_pace) for _ in range(n)]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.join()


@contextmanager
def command(url: str, event_id: str) -> Iterator[BaseProcess]:
    """Count for long in a process, as a command does for an event, while the block runs."""
    process = _begin(handlers.count_here, url, event_id)
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _begin(task: Callable[..., None], *arguments: object) -> BaseProcess:
    process = _context.Process(target=task, args=arguments, daemon=True)
    process.start()
    return process
