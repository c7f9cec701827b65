"""Mind matching's way: a programme says who meets, greedy colouring of the line graph says when.

After titipata/paper-reviewer-matcher, re-implemented. Its colours know nothing of availability or
of the number of slots; here a pair takes the first slot free for both, or none.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from scheduling.problem import Problem

from . import event


def planned(problem: Problem, seconds: float) -> np.ndarray:
    """Slot of each pair, -1 where it does not meet."""
    there, seats = event.availability(problem), event.seats(problem)
    a, b, m = problem.pairs.a, problem.pairs.b, len(problem.pairs)
    rows, columns = np.concatenate([a, b]), np.tile(np.arange(m), 2)
    sits = sparse.csr_matrix((np.ones(2 * m), (rows, columns)), shape=(len(there), m))
    found = linprog(
        -problem.pairs.score,
        A_ub=sits,
        b_ub=there.sum(axis=1),
        bounds=(0, 1),
        method="highs",
        options={"time_limit": seconds},
    )
    slot = np.full(m, -1)
    if found.x is None:
        return slot
    chosen = np.flatnonzero(found.x > 0.5)
    degree = np.bincount(np.concatenate([a[chosen], b[chosen]]), minlength=len(there))
    for e in chosen[np.argsort(-(degree[a[chosen]] + degree[b[chosen]]), kind="stable")]:
        free = np.flatnonzero(there[a[e]] & there[b[e]] & (seats > 0))
        if len(free):
            slot[e] = free[0]
            there[a[e], free[0]] = there[b[e], free[0]] = False
            seats[free[0]] -= 1
    return slot
