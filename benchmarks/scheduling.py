"""Schedules: ours beside what products, papers and textbooks do, on the same events.

``python -m benchmarks.scheduling [--sizes 100 500] [--full] [--seconds 30]``. Every way runs in
a process of its own, so that its peak memory is its own; all have the same limit of time. The
last lines say how equal free mingling was at two conferences, as badges counted it (Genois et
al. 2019, arXiv 1901.01182), if the data are there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module

import numpy as np

from benchmarks.baselines import event
from benchmarks.instances import Recipe, generated
from benchmarks.measuring import peak_megabytes, show, write
from benchmarks.mingling import Mingling, minglings
from matcher.ranking.exposure import gini

WAYS = ("ours", "fair", "greedy", "rounds", "mind_matching", "one_model")
# Largest event each way is tried on; beyond, it needs hours or more memory than there is.
MOST = {"fair": 10_000, "rounds": 500, "mind_matching": 10_000, "one_model": 500}
SIZES, FULL = (10, 100, 500, 1_000), (10, 100, 500, 1_000, 10_000, 50_000)
# From this size on ours may take ten times as long.
HUGE = 50_000


@dataclass(frozen=True, slots=True)
class Row:
    """One way on one event.

    ``value`` is the plain sum of scores; ``under_guarantee`` counts people with less than half of
    the meetings they are there for; ``failed`` says why there is nothing to tell.
    """

    people: int
    absence: float
    table_load: float
    way: str
    pairs: int = 0
    value: float = 0.0
    bound: float | None = None
    worst_off: float = 0.0
    under_guarantee: int = 0
    breaks: int = 0
    gini_meetings: float = 0.0
    gini_value: float = 0.0
    seconds: float = 0.0
    peak_mb: float = 0.0
    verified: bool = False
    failed: str = ""


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
    promised = event.availability(problem).sum(axis=1) // 2
    return Row(
        people=n,
        absence=recipe.absence,
        table_load=recipe.table_load,
        way=way,
        pairs=len(pairs),
        value=float(pairs.score[held].sum()),
        bound=bound,
        worst_off=float(value.min()),
        under_guarantee=int((count < promised).sum()),
        breaks=int(np.maximum(runs - 1, 0).sum()),
        gini_meetings=float(gini(count)),
        gini_value=float(gini(value)),
        seconds=took,
        peak_mb=peak_megabytes(),
        verified=verified,
    )


def apart(recipe: Recipe, way: str, seconds: float) -> Row:
    """Run one way in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scheduling", "--one", way]
    command += [json.dumps(asdict(recipe)), "--seconds", str(seconds)]
    head = (recipe.people, recipe.absence, recipe.table_load, way)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=4 * seconds + 60, check=True
        )
    except subprocess.TimeoutExpired:
        return Row(*head, failed="not back after four times its limit")
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().splitlines()
        return Row(*head, failed=last[-1][:60] if last else "out of memory")
    return Row(**json.loads(done.stdout.splitlines()[-1]))


def recipes(sizes: tuple[int, ...]) -> list[Recipe]:
    """Everybody wants a full agenda; some events are short of tables, too."""
    return [
        Recipe(people, best=min(40, people - 1), absence=absence, table_load=load)
        for people in sizes
        for absence, load in ((0.0, 0.0), (0.2, 0.0), (0.4, 0.0), (0.2, 0.8))
        if people < HUGE or not load
    ]


def cells(row: Row, bound: float | None) -> list[str]:
    """One line of the table."""
    tables = " 80 % tables" if row.table_load else ""
    name = f"{row.people:,} {row.absence:.0%} away{tables} {row.way}"
    if row.failed:
        return [name, row.failed, *["-"] * 7]
    share = f"{100 * row.value / bound:.3f}" if bound else "-"
    return [
        name, share, f"{row.worst_off:.2f}", f"{row.under_guarantee:,}", f"{row.breaks:,}",
        f"{row.gini_meetings:.3f}", f"{row.gini_value:.3f}", f"{row.seconds:.1f}",
        f"{row.peak_mb:,.0f}",
    ]  # fmt: skip


def compared(recipe: Recipe, seconds: float) -> list[Row]:
    """All ways that can be tried on one event."""
    limit = 10 * seconds if recipe.people >= HUGE else seconds
    ways = [way for way in WAYS if recipe.people <= MOST.get(way, recipe.people)]
    rows = [apart(recipe, way, limit) for way in ways]
    for row in rows:
        print(*cells(row, rows[0].bound), file=sys.stderr, flush=True)
    return rows


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
    sizes = tuple(asked.sizes or (FULL if asked.full else SIZES))
    groups = [compared(recipe, asked.seconds) for recipe in recipes(sizes)]
    heading = ["event", "% of bound", "worst-off", "under half", "breaks", "Gini meetings",
               "Gini value", "seconds", "MB"]  # fmt: skip
    lines = [cells(row, rows[0].bound) for rows in groups for row in rows]
    tables = [show("Schedules, each way on the same events", heading, lines)]
    free = minglings()
    if free:
        lines = [mingling.cells() for mingling in free]
        tables.append(show("Partners of people who mingle freely", Mingling.HEADING, lines))
    command = f"python -m benchmarks.scheduling --sizes {' '.join(map(str, sizes))}"
    command += f" --seconds {asked.seconds:g}"
    write("scheduling", command, tables, rows=[row for rows in groups for row in rows])


if __name__ == "__main__":
    main()
