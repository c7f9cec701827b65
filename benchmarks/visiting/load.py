"""Visitors at once: connections that ask as soon as they are answered, with little work of ours.

It speaks just enough HTTP/1.1, so that on the same machine most of the processor is the site's.
"""

from __future__ import annotations

import asyncio
import itertools
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: path, session cookie, and for a form its body."""

    path: str
    token: str
    form: bytes = b""

    def head(self) -> bytes:
        """Write it as a browser would send it."""
        method = "POST" if self.form else "GET"
        lines = [
            f"{method} {self.path} HTTP/1.1",
            "host: 127.0.0.1",
            f"cookie: confab-session={self.token}",
            "sec-fetch-site: same-origin",
            "accept-encoding: gzip",
        ]
        if self.form:
            lines.append("content-type: application/x-www-form-urlencoded")
            lines.append(f"content-length: {len(self.form)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.form


@dataclass
class Answers:
    """What came back; seconds of those that were as they should be."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    took: float = 0.0
    """Wall time of all."""
    largest: int = 0
    """Bytes of the largest answer, as sent."""
    own_cpu: float = 0.0
    """Processor seconds of the visitors themselves."""

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took if self.took else 0.0

    def percentile(self, share: float) -> float:
        """Seconds within which that share was answered."""
        if not self.seconds:
            return float("nan")
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def visit(
    ports: Sequence[int], asks: Callable[[int], Ask], at_once: int, *, seconds: float, most: int
) -> Answers:
    """Ask with so many connections until the seconds or the requests are used up.

    Parameters
    ----------
    ports
        Of the web processes; connections are dealt out among them in turn.
    asks
        Gives the request of a number, which counts up over all connections.
    """
    answers = Answers()
    began, cpu = time.perf_counter(), _cpu()
    asyncio.run(_all(ports, asks, at_once, began + seconds, most, answers))
    answers.took, answers.own_cpu = time.perf_counter() - began, _cpu() - cpu
    return answers


async def _all(
    ports: Sequence[int],
    asks: Callable[[int], Ask],
    at_once: int,
    until: float,
    most: int,
    answers: Answers,
) -> None:
    numbers = iter(range(most))
    dealt = itertools.islice(itertools.cycle(ports), at_once)
    await asyncio.gather(*(_visitor(port, asks, numbers, until, answers) for port in dealt))


async def _visitor(
    port: int,
    asks: Callable[[int], Ask],
    numbers: itertools.count[int],
    until: float,
    answers: Answers,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    try:
        for number in numbers:
            ask = asks(number)
            began = time.perf_counter()
            try:
                writer.write(ask.head())
                status, size = await asyncio.wait_for(_answer(reader), 120)
            except (OSError, EOFError, ValueError, TimeoutError):
                answers.errors += 1
                return
            wanted = (303,) if ask.form else (200,)
            if status in wanted:
                answers.seconds.append(time.perf_counter() - began)
                answers.largest = max(answers.largest, size)
            else:
                answers.errors += 1
            if time.perf_counter() > until:
                return
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    length = next(int(line[15:]) for line in lines if line.startswith("content-length:"))
    await reader.readexactly(length)
    return int(lines[0].split()[1]), length


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
