"""Rank and fill, what products do: best pair first, in the first slot that is free for both."""

from __future__ import annotations

import numpy as np

from scheduling.problem import Problem

from . import event


def planned(problem: Problem, seconds: float) -> np.ndarray:
    """Slot of each pair, -1 where it does not meet."""
    there, seats = event.availability(problem), event.seats(problem)
    slot = np.full(len(problem.pairs), -1)
    for e in np.argsort(-problem.pairs.score, kind="stable"):
        a, b = problem.pairs.a[e], problem.pairs.b[e]
        free = np.flatnonzero(there[a] & there[b] & (seats > 0))
        if len(free):
            t = free[0]
            slot[e] = t
            there[a, t] = there[b, t] = False
            seats[t] -= 1
    return slot
