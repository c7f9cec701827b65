"""What every benchmark of text and matching shares: medians, a table, a file of results."""

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
    """Largest memory this process has held so far, as the system counts it."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(title: str, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, the first column to the left, the others to the right."""
    widths = [max(len(row[k]) for row in (heading, *rows)) for k in range(len(heading))]
    print(f"\n{title}")
    for row in (heading, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  " + "  ".join(cells))
    sys.stdout.flush()


def write(name: str, content: dict[str, Any]) -> None:
    """Keep results with the machine they were made on: benchmarks/results/<name>.json."""
    machine = {
        "cores": len(os.sched_getaffinity(0)),
        "processor": platform.machine(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "date": time.strftime("%Y-%m-%d"),
    }
    plain = {
        key: [asdict(row) for row in value] if isinstance(value, list) else value
        for key, value in content.items()
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps({"machine": machine, **plain}, indent=2) + "\n")
    print(f"\nWritten to {path.relative_to(RESULTS.parents[1])}.")
