"""Rank and fill, what products do: best pair first, in the first slot that is free for both."""

from __future__ import annotations

import numpy as np

from scheduling.problem import Problem

from . import event


def planned(problem: Problem, seconds: float) -> np.ndarray:
    """Slot of each pair, -1 where it does not meet."""
    return filled(problem, np.argsort(-problem.pairs.score, kind="stable"))


def filled(problem: Problem, order: np.ndarray) -> np.ndarray:
    """Slot of each pair, -1 where it does not meet, if pairs are placed in a given order.

    Times, tables and most meetings are kept; group caps, zones and runs in a row are not known
    here, which is in favour of whoever fills this way.

    Parameters
    ----------
    order
        int64, shape (k,): rows of ``problem.pairs``; the others never meet.
    """
    there, seats = event.availability(problem), event.seats(problem)
    left = event.most_meetings(problem)
    slot = np.full(len(problem.pairs), -1)
    for e in order:
        a, b = problem.pairs.a[e], problem.pairs.b[e]
        if slot[e] >= 0 or not (left[a] and left[b]):
            continue
        free = np.flatnonzero(there[a] & there[b] & (seats > 0))
        if len(free):
            t = free[0]
            slot[e] = t
            there[a, t] = there[b, t] = False
            seats[t] -= 1
            left[a] -= 1
            left[b] -= 1
    return slot
