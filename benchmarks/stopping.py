"""How soon the solver ends when it is told to, and that it keeps the best so far.

``python -m benchmarks.stopping [SIZE ...]``: limits of time at every size, and cancelling at
moments spread over the time that the same problem takes when it is left alone.
"""

from __future__ import annotations

import argparse
import threading
import time
from dataclasses import dataclass

from benchmarks.instances import Recipe, generated
from benchmarks.measuring import show, write
from scheduling.problem import Problem
from scheduling.result import Result
from scheduling.solve import solve
from scheduling.stop import Cancelled, MaxRuntime, Stop

SIZES = (100, 1_000, 10_000)
LIMITS = (1.0, 3.0, 10.0)
MOMENTS = (0.1, 0.3, 0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Row:
    """One run that was told to end.

    ``told`` is when, in seconds after its start; ``late`` how long after that it was back.
    """

    people: int
    how: str
    told: float
    late: float
    meetings: int
    gap: float | None

    def cells(self) -> tuple[str, ...]:
        """One line of the table."""
        gap = "-" if self.gap is None else f"{self.gap:.3%}"
        name = f"{self.people:,} {self.how}"
        return (name, f"{self.told:.2f}", f"{self.late:.2f}", f"{self.meetings:,}", gap)


def timed(problem: Problem, stop: Stop) -> tuple[float, Result]:
    """Seconds of one solve with a stop."""
    start = time.monotonic()
    result = solve(problem, stop=stop)
    return time.monotonic() - start, result


def rows_of(people: int) -> list[Row]:
    """Stop one event in every way."""
    problem = generated(Recipe(people, absence=0.4))

    def row(how: str, told: float, took: float, result: Result) -> Row:
        late = max(0.0, took - told)
        return Row(people, how, told, late, len(result.schedule.meetings), result.certificate.gap)

    alone, _ = timed(problem, MaxRuntime(60.0))
    rows = [row("limit", limit, *timed(problem, MaxRuntime(limit))) for limit in LIMITS]
    for share in MOMENTS:
        cancelled = threading.Event()
        timer = threading.Timer(share * alone, cancelled.set)
        timer.start()
        took, result = timed(problem, Cancelled(cancelled.is_set))
        timer.cancel()
        rows.append(row("cancelled", share * alone, took, result))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    sizes = parser.parse_args().sizes
    rows = [row for people in sizes for row in rows_of(people)]
    heading = ("people, how", "told at s", "late s", "meetings", "gap")
    table = show("Ending when told to", heading, [row.cells() for row in rows])
    write("stopping", "python -m benchmarks.stopping", [table], rows=rows)


if __name__ == "__main__":
    main()
