"""Repair on the day: seconds, people moved and what it loses against solving anew.

Run with ``python -m benchmarks.repair`` (150, 1,000 and 10,000 people) or name sizes. People
want a full agenda and a guarantee of three; a table for every pair; twelve slots; some fifty
pairs each, of random worth; seeds are fixed. A fresh solve of the changed problem is worth more
because it may move everybody: how many it moves is shown beside it. The gap is the certified
one, against the bound that the old certificate's prices still prove. Above 1,000 people only the
5 % are solved anew.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.measuring import show, timed, write
from scheduling.problem import Attendee, Pairs, Problem, Schedule, Slot, Table
from scheduling.repair.changes import Accepted, DayChange, Delayed, NoShow, TableClosed, WalkIn
from scheduling.repair.repair import repair
from scheduling.result import Result
from scheduling.solve import solve
from scheduling.stop import MaxRuntime

SLOTS, PAIRS, GUARANTEE, ZONES = 12, 47, 3, 3
FRESH_MOST = 1_000
SOLVE_SECONDS = {150: 5.0, 1_000: 10.0, 10_000: 90.0}


@dataclass(frozen=True, slots=True)
class Row:
    """One change at one size."""

    people: int
    change: str
    seconds: float
    told: int
    lost: int
    moved: int
    under_guarantee: int
    gap: float
    fresh_seconds: float | None = None
    value_kept: float | None = None
    fresh_moved: int | None = None


def evening(n: int, seed: int = 0) -> Problem:
    """Make an event: everybody is there, everybody wants a full agenda."""
    rng = np.random.default_rng(seed)
    a = np.repeat(np.arange(n), PAIRS // 2 + 1)
    b = rng.integers(0, n, len(a))
    keys = np.unique(np.minimum(a, b)[a != b] * n + np.maximum(a, b)[a != b])
    first, second = (keys // n).astype(np.int32), (keys % n).astype(np.int32)
    return Problem(
        attendees=tuple(Attendee(f"p{i:05}", min_meetings=GUARANTEE) for i in range(n)),
        slots=tuple(Slot(f"s{t:02}", 20 * t, 20 * t + 15) for t in range(SLOTS)),
        tables=tuple(Table(f"t{k:04}", zone=f"zone {k % ZONES}") for k in range(n // 2)),
        pairs=Pairs(first, second, rng.random(len(keys))),
    )


def changes_of(problem: Problem, seed: int = 1) -> list[tuple[str, list[DayChange]]]:
    """Name the changes that are tried."""
    rng = np.random.default_rng(seed)
    n = len(problem.attendees)
    away = [problem.attendees[i].id for i in rng.permutation(n)]
    guest = Attendee("guest", min_meetings=GUARANTEE)
    pairs = tuple((p, float(rng.random())) for p in away[-PAIRS:])
    return [
        ("1 no-show", [NoShow(away[0])]),
        ("5 no-shows", [NoShow(p) for p in away[:5]]),
        ("20 no-shows", [NoShow(p) for p in away[:20]]),
        ("5 % no-shows", [NoShow(p) for p in away[: max(1, n // 20)]]),
        ("a table closed", [TableClosed(problem.tables[0].id)]),
        ("a walk-in", [WalkIn(guest, pairs)]),
        ("an accepted request", [Accepted(away[0], away[1], score=0.5)]),
        ("20 minutes late", [Delayed(20, "s03", closing=20.0 * SLOTS)]),
    ]


def measured(
    problem: Problem, solved: Result, name: str, changes: Sequence[DayChange], fresh: bool
) -> Row:
    """Repair, and if ``fresh`` solve anew beside it."""
    n = len(problem.attendees)
    timing, result = timed(
        lambda: repair(problem, solved.schedule, changes, certificate=solved.certificate),
        3 if n <= FRESH_MOST else 1,
    )
    certificate = result.certificate
    row = Row(
        people=n,
        change=name,
        seconds=timing.median,
        told=len({n.attendee for n in result.notices}),
        lost=len(result.lost),
        moved=len(result.moved),
        under_guarantee=len(certificate.unmet),
        gap=certificate.gap if certificate.gap is not None else float("nan"),
    )
    if not fresh:
        return row
    limit = SOLVE_SECONDS.get(n, 60.0)
    fresh_timing, anew = timed(lambda: solve(result.problem, stop=MaxRuntime(limit)), 1)
    return replace(
        row,
        fresh_seconds=fresh_timing.median,
        value_kept=(certificate.objective or 0.0) / (anew.certificate.objective or 1.0),
        fresh_moved=people_moved(solved.schedule, anew.schedule),
    )


def people_moved(before: Schedule, after: Schedule) -> int:
    """Count the people whose agenda, times and partners, is not the same."""

    def agendas(schedule: Schedule) -> dict[str, set[tuple[str, str]]]:
        agenda: dict[str, set[tuple[str, str]]] = {}
        for m in schedule.meetings:
            agenda.setdefault(m.a, set()).add((m.slot, m.b))
            agenda.setdefault(m.b, set()).add((m.slot, m.a))
        return agenda

    old, new = agendas(before), agendas(after)
    return sum(old.get(p) != new.get(p) for p in old.keys() | new.keys())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[150, 1_000, 10_000])
    rows: list[Row] = []
    for n in parser.parse_args().sizes:
        problem = evening(n)
        solved = solve(problem, stop=MaxRuntime(SOLVE_SECONDS.get(n, 60.0)))
        for name, changes in changes_of(problem):
            fresh = n <= FRESH_MOST or name == "5 % no-shows"
            rows.append(measured(problem, solved, name, changes, fresh))
    heading = (
        *("change", "people", "seconds", "told", "lost", "moved", "short", "gap"),
        *("fresh s", "value/fresh", "fresh moves"),
    )
    table = show("Repair on the day", heading, [_cells(row) for row in rows])
    write("repair", "python -m benchmarks.repair", [table], rows=rows)


def _cells(row: Row) -> tuple[str, ...]:
    counts = (row.told, row.lost, row.moved, row.under_guarantee)
    cells = (row.change, f"{row.people:,}", f"{row.seconds:.2f}", *(f"{c:,}" for c in counts))
    if row.fresh_seconds is None:
        return (*cells, f"{row.gap:.2%}", "", "", "")
    fresh = (f"{row.fresh_seconds:.1f}", f"{row.value_kept:.4f}", f"{row.fresh_moved:,}")
    return (*cells, f"{row.gap:.2%}", *fresh)


if __name__ == "__main__":
    main()
