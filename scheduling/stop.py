"""Stopping criteria: when a search ends; the only place in the engine with a clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol


class Stop(Protocol):
    """Says when to stop, and how much time is left."""

    def __call__(self) -> bool:
        """Whether to stop now and keep the best so far."""

    def remaining(self) -> float:
        """Seconds left, at least 0; infinity without a time limit."""


class MaxRuntime:
    """Stop ``seconds`` after this object was made."""

    def __init__(self, seconds: float) -> None:
        if seconds <= 0:
            raise ValueError("seconds must be above 0")
        self._end = time.monotonic() + seconds

    def __call__(self) -> bool:
        """Whether to stop now."""
        return time.monotonic() >= self._end

    def remaining(self) -> float:
        """Seconds left."""
        return max(0.0, self._end - time.monotonic())


class Never:
    """Run until the work is done."""

    def __call__(self) -> bool:
        """Whether to stop now."""
        return False

    def remaining(self) -> float:
        """Seconds left: infinity."""
        return float("inf")


class Cancelled:
    """Stop when a function, asked at most every 0.1 seconds, says so."""

    def __init__(self, asked: Callable[[], bool]) -> None:
        self._asked = asked
        self._next = 0.0
        self._said = False

    def __call__(self) -> bool:
        """Whether to stop now."""
        now = time.monotonic()
        if not self._said and now >= self._next:
            self._next = now + 0.1
            self._said = self._asked()
        return self._said

    def remaining(self) -> float:
        """Seconds left: infinity until it is cancelled."""
        return 0.0 if self() else float("inf")


class AnyOf:
    """Stop as soon as one of several criteria does."""

    def __init__(self, *stops: Stop) -> None:
        self._stops = stops

    def __call__(self) -> bool:
        """Whether to stop now."""
        return any(stop() for stop in self._stops)

    def remaining(self) -> float:
        """Seconds left by the strictest."""
        return min((stop.remaining() for stop in self._stops), default=float("inf"))


class Early:
    """Stop some seconds before another criterion's time limit, to leave time for what follows."""

    def __init__(self, stop: Stop, seconds: float) -> None:
        self._stop = stop
        self._seconds = seconds

    def __call__(self) -> bool:
        """Return whether to end now."""
        return self._stop() or self.remaining() <= 0

    def remaining(self) -> float:
        """Seconds left, less those kept back."""
        return max(0.0, self._stop.remaining() - self._seconds)


class Paced:
    """Stop before a step that would probably run over: one as long as the last.

    For steps that cannot be cut short; asked once before each of them.
    """

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._before: float | None = None

    def __call__(self) -> bool:
        """Whether to stop now."""
        now = time.monotonic()
        last = 0.0 if self._before is None else now - self._before
        self._before = now
        return self._stop() or self._stop.remaining() < last

    def remaining(self) -> float:
        """Seconds left."""
        return self._stop.remaining()


class AtLeast:
    """Stop when another criterion does, but not before some seconds since this was made."""

    def __init__(self, stop: Stop, seconds: float) -> None:
        self._stop = stop
        self._end = time.monotonic() + seconds

    def __call__(self) -> bool:
        """Whether to stop now."""
        return self._stop() and time.monotonic() >= self._end

    def remaining(self) -> float:
        """Seconds left."""
        return max(self._stop.remaining(), self._end - time.monotonic(), 0.0)


class Elapsed:
    """Seconds since this object was made."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self) -> float:
        """Seconds so far."""
        return time.monotonic() - self._start


@contextmanager
def interrupt_when(stop: Stop, interrupt: Callable[[], object]) -> Iterator[None]:
    """While the body runs, ask ``stop`` every 0.1 seconds and call ``interrupt`` once it says so.

    For solvers of other libraries, which run for long without asking; ``interrupt`` is called
    from another thread.
    """
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            if stop():
                interrupt()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def run_until(stop: Stop, work: Callable[[], object], interrupt: Callable[[], object]) -> bool:
    """Run ``work`` in a thread of its own until it ends, or ``stop`` says so and it is left.

    For solvers of other libraries that do not always hear ``interrupt``: one that is left ends by
    itself, at the latest when its own limits say so, and what it finds is lost.

    Returns
    -------
    bool
        Whether the work ended. What it raises is raised.
    """
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(0.05)
        if worker.is_alive() and stop():
            interrupt()
            worker.join(0.2)
            break
    if raised:
        raise raised[0]
    return not worker.is_alive()
