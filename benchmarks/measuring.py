"""What every benchmark shares: medians, a table, a file of results."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

RESULTS = Path(__file__).resolve().parent / "results"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of several runs of one thing."""

    median: float
    least: float
    runs: int


def timed(work: Callable[[], T], runs: int) -> tuple[Timing, T]:
    """Run a thing several times; give its timing and what the last run gave."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return Timing(statistics.median(seconds), min(seconds), runs), result


def peak_megabytes() -> float:
    """Largest memory this process has held so far, as the system counts it.

    Not getrusage where there is a better: a child's figure there begins with its parent's.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    for line in lines:
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass(frozen=True, slots=True)
class Table:
    """What a benchmark prints; docs/benchmarks.md prints it again."""

    title: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def show(title: str, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Print a table, the first column to the left, the others to the right."""
    widths = [max(len(row[k]) for row in (heading, *rows)) for k in range(len(heading))]
    print(f"\n{title}")
    for row in (heading, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  " + "  ".join(cells))
    sys.stdout.flush()
    return Table(title, tuple(heading), tuple(tuple(row) for row in rows))


def write(name: str, command: str, tables: Sequence[Table], **rows: Sequence[Any]) -> None:
    """Keep results with the machine they were made on: benchmarks/results/<name>.json.

    Parameters
    ----------
    command
        What to type to do it again.
    tables
        As printed.
    rows
        Lists of dataclasses, for whoever wants the figures.
    """
    machine = {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "ortools": version("ortools"),
        "date": time.strftime("%Y-%m-%d"),
    }
    content = {
        "command": command,
        "machine": machine,
        "tables": [asdict(table) for table in tables],
        **{key: [asdict(row) for row in value] for key, value in rows.items()},
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"\nWritten to {path.relative_to(RESULTS.parents[1])}.")


def _processor() -> str:
    """Name the processor as the system does, where it does."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
