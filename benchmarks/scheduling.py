"""Schedules: ours beside what products, papers and textbooks do, on the same events.

``python -m benchmarks.scheduling [--sizes 100 500] [--full] [--seconds 30]``. Every method runs in
a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import version

import numpy as np

from benchmarks.baselines import event
from benchmarks.instances import Recipe, generated
from benchmarks.measuring import show, write
from scheduling.fairness import gini

WAYS = ("ours", "greedy", "rounds", "mind_matching", "one_model")
# Largest event each way is tried on; beyond, it needs hours or more memory than there is.
MOST = {"ours": 10**9, "greedy": 10**9, "rounds": 500, "mind_matching": 1_000, "one_model": 500}
SIZES, FULL = (100, 500, 1_000), (100, 500, 1_000, 10_000, 50_000)


@dataclass(frozen=True, slots=True)
class Row:
    """One way on one event."""

    people: int
    absence: float
    way: str
    value: float
    bound: float | None
    worst_off: float
    under_guarantee: int
    breaks: int
    gini_meetings: float
    gini_value: float
    seconds: float
    peak_mb: float
    verified: bool


def measured(recipe: Recipe, way: str, seconds: float) -> Row:
    """Run one way in this process."""
    problem = generated(recipe)
    planned = import_module(f"benchmarks.baselines.{way}").planned
    start = time.perf_counter()
    found = planned(problem, seconds)
    took = time.perf_counter() - start
    slot, bound, verified = found if isinstance(found, tuple) else (found, None, False)
    held = np.flatnonzero(slot >= 0)
    pairs, n = problem.pairs, recipe.people
    ends = np.concatenate([pairs.a[held], pairs.b[held]])
    count = np.bincount(ends, minlength=n)
    value = np.bincount(ends, np.tile(pairs.score[held], 2), n)
    busy = np.zeros((n, recipe.slots), bool)
    busy[ends, np.tile(slot[held], 2)] = True
    runs = (np.diff(busy.astype(int), axis=1, prepend=0) == 1).sum(axis=1)
    # Half of what somebody is there for: what an organiser would promise.
    promised = event.availability(problem).sum(axis=1) // 2
    return Row(
        n, recipe.absence, way, float(pairs.score[held].sum()), bound, float(value.min()),
        int((count < promised).sum()), int(np.maximum(runs - 1, 0).sum()),
        float(gini(count)), float(gini(value)), took,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, verified,
    )  # fmt: skip


def apart(recipe: Recipe, way: str, seconds: float) -> Row | None:
    """Run one way in a process of its own; None if it fails or never comes back."""
    command = [sys.executable, "-m", "benchmarks.scheduling", "--one", way]
    command += [json.dumps(asdict(recipe)), "--seconds", str(seconds)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=3 * seconds + 120, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return Row(**json.loads(done.stdout.splitlines()[-1]))


def cells(row: Row, bound: float | None) -> list[str]:
    """One line of the table."""
    share = f"{100 * row.value / bound:.3f}" if bound else "-"
    return [
        f"{row.people:,} {row.absence:.0%} {row.way}", share, f"{row.worst_off:.2f}",
        f"{row.under_guarantee:,}", f"{row.breaks:,}", f"{row.gini_meetings:.3f}",
        f"{row.gini_value:.3f}", f"{row.seconds:.1f}", f"{row.peak_mb:,.0f}",
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--full", action="store_true", help="up to 50,000 people")
    parser.add_argument("--seconds", type=float, default=30.0, help="limit for every way")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        row = measured(Recipe(**json.loads(asked.one[1])), asked.one[0], asked.seconds)
        print(json.dumps(asdict(row)))
        return
    rows: list[Row] = []
    lines: list[list[str]] = []
    for people in asked.sizes or (FULL if asked.full else SIZES):
        for absence in (0.0, 0.2, 0.4):
            recipe = Recipe(people, absence=absence)
            seconds = max(asked.seconds, 300.0) if people > 10_000 else asked.seconds
            bound = None
            for way in WAYS:
                if people > MOST[way]:
                    continue
                row = apart(recipe, way, seconds)
                if row is None:
                    lines.append([f"{people:,} {absence:.0%} {way}", "failed", *["-"] * 7])
                    continue
                bound = row.bound or bound
                rows.append(row)
                lines.append(cells(row, bound))
    heading = ["event", "% of bound", "worst-off", "under half", "breaks", "Gini meetings",
               "Gini value", "seconds", "MB"]  # fmt: skip
    show("Schedules, each way on the same events", heading, lines)
    write(
        "scheduling", {"command": " ".join(sys.argv), "ortools": version("ortools"), "rows": rows}
    )


if __name__ == "__main__":
    main()
