"""A site under load: what visitors wait at 150, 2,000 and 10,000 people, fifty at a time.

``python -m benchmarks.web [--people 150,2000,10000] [--seconds 10] [--minutes 30] [--short]``
``[--databases SQLite,PostgreSQL] [--postgresql URL]``: real processes, one with SQLite and two with
PostgreSQL (a server of its own unless an empty database's address is given), and the visitors on
the same machine; the tables name their share of its processor.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Table, show, write
from benchmarks.visiting.processes import Site
from benchmarks.visiting.rounds import Measured, organisers, pages, saves

_PROCESSES = {"SQLite": 1, "PostgreSQL": 2}
_ORGANISED, _LEAST = 5000, 150
# Nobody comes for a while; what begins with a process is over before.
_SETTLED, _IDLE = 20.0, 60.0
_FEW, _MOMENT = 12, 0.1
_LOADED = (
    "database, people, page", "requests/s", "p50 ms", "p95 ms", "alone p95 ms", "CPU ms",
    "errors", "largest kB", "visitors' share",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of each web process, after its first pages and at the end."""

    database: str
    people: int
    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Idle:
    """What a web process and the worker beside it take while nobody comes: share of one core."""

    database: str
    share: float
    megabytes: tuple[float, ...]


@dataclass
class Found:
    """Everything that was measured."""

    pages: list[Measured]
    organisers: list[Measured]
    saves: list[Measured]
    memory: list[Memory]
    idle: list[Idle]


@contextmanager
def database(kind: str, address: str, people: int) -> Iterator[tuple[str, Path]]:
    """Give the address of an empty database, and a folder that is deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="confab-web-"))
    try:
        if kind == "SQLite":
            yield f"sqlite:///{folder / 'web.sqlite'}", folder
        elif address:
            yield address, folder
        else:
            # Debian's PostgreSQL, as the tests run it, but that it waits for the disk.
            from tests.postgres import server

            with server(fast=False) as own:
                yield f"{own}/postgres", folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(kind: str, address: str, people: int, seconds: float, found: Found) -> None:
    """Measure one size on one database."""
    from api.db.migrate import upgrade
    from api.db.session import Database
    from api.jobs.engine import prepare
    from benchmarks.visiting.crowd import build

    with database(kind, address, people) as (url, folder):
        opened = Database(url)
        prepare(opened.engine)
        upgrade(opened.engine)
        crowd = build(opened, people)
        opened.close()
        if people == _LEAST:
            # Before anybody has sent anything: there is nothing to be matched.
            found.idle.append(idle(kind, url, folder))
        site = Site(url, _PROCESSES[kind], folder)
        try:
            name = f"{kind}, {people:,}"
            if people == _ORGANISED:
                found.organisers += organisers(site, crowd, name, seconds)
                return
            pages(site, crowd, name, _MOMENT)  # what every process makes once
            before = site.megabytes()
            found.pages += pages(site, crowd, name, seconds)
            found.saves.append(saves(site, crowd, name))
            found.memory.append(Memory(kind, people, tuple(before), tuple(site.megabytes())))
        finally:
            site.end()


def idle(kind: str, url: str, folder: Path) -> Idle:
    """Measure a web process and its worker while nobody comes."""
    site = Site(url, 1, folder, workers=True)
    try:
        time.sleep(_SETTLED)
        used, begun = site.cpu_seconds(), time.monotonic()
        time.sleep(_IDLE)
        used = site.cpu_seconds() - used
        return Idle(kind, used / (time.monotonic() - begun), tuple(site.megabytes()))
    finally:
        site.end()


def tables(found: Found, seconds: float) -> list[Table]:
    """Put the figures into tables."""
    made = []
    if found.pages:
        rows = [each.row() for each in found.pages]
        made.append(show(f"Fifty at a time, {seconds:g} s a page", _LOADED, rows))
    if found.organisers:
        rows = [each.row() for each in found.organisers]
        made.append(show("Organisers, one at a time", _LOADED, rows))
    if found.saves:
        rows = [each.row() for each in found.saves]
        made.append(show("Profiles sent at once", _LOADED, rows))
    heading = ("web processes", "MB before", "MB after")
    memory = [
        (
            f"{each.database}, {each.people:,}",
            ", ".join(f"{value:.0f}" for value in each.before),
            ", ".join(f"{value:.0f}" for value in each.after),
        )
        for each in found.memory
    ]
    if memory:
        made.append(show("Memory", heading, memory))
    if found.idle:
        resting = [
            (each.database, f"{each.share:.1%}", *(f"{value:.0f}" for value in each.megabytes))
            for each in found.idle
        ]
        heading = ("nobody there", "of a core", "web MB", "worker MB")
        made.append(show("A web process and its worker at rest", heading, resting))
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", default="150,2000,5000,10000", help="5000: organisers' pages")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each page")
    parser.add_argument("--databases", default="SQLite,PostgreSQL")
    parser.add_argument("--postgresql", default="", help="address of an empty database")
    parser.add_argument("--minutes", type=float, default=30.0, help="begin nothing afterwards")
    parser.add_argument("--short", action="store_true", help="few people, a moment a page; no file")
    asked = parser.parse_args(arguments)
    sizes = [_FEW] if asked.short else [int(each) for each in asked.people.split(",")]
    seconds = _MOMENT if asked.short else asked.seconds
    until = time.monotonic() + 60 * asked.minutes
    found = Found([], [], [], [], [])
    for kind in asked.databases.split(","):
        for people in sizes:
            if time.monotonic() > until:
                print(f"no time left for {kind} at {people:,} people", file=sys.stderr)
                continue
            measure(kind, asked.postgresql, people, seconds, found)
    made = tables(found, seconds)
    if not asked.short:
        write(
            "web",
            f"python -m benchmarks.web --seconds {seconds:g}",
            made,
            pages=found.pages,
            organisers=found.organisers,
            saves=found.saves,
            memory=found.memory,
            idle=found.idle,
        )
    return any(each.errors for each in (*found.pages, *found.organisers, *found.saves))


if __name__ == "__main__":
    sys.exit(main())
