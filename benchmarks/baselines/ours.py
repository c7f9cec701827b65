"""Confab's own solver, seen as one of the ways."""

from __future__ import annotations

import numpy as np

from scheduling.problem import Problem
from scheduling.solve import solve
from scheduling.stop import MaxRuntime


def planned(
    problem: Problem, seconds: float, threads: int = 2
) -> tuple[np.ndarray, float | None, bool]:
    """Slot of each pair, the bound, and whether verification passed it."""
    result = solve(problem, stop=MaxRuntime(seconds), threads=threads)
    number = {s.id: t for t, s in enumerate(problem.slots)}
    row = {p.id: i for i, p in enumerate(problem.attendees)}
    pairs = problem.pairs
    low, high = np.minimum(pairs.a, pairs.b), np.maximum(pairs.a, pairs.b)
    place = {(int(x), int(y)): e for e, (x, y) in enumerate(zip(low, high, strict=True))}
    slot = np.full(len(pairs), -1)
    for m in result.schedule.meetings:
        ends = sorted((row[m.a], row[m.b]))
        slot[place[ends[0], ends[1]]] = number[m.slot]
    return slot, result.certificate.bound, result.certificate.verified
