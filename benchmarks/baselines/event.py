"""What every baseline needs of an event as arrays."""

from __future__ import annotations

import numpy as np

from scheduling.problem import Problem


def availability(problem: Problem) -> np.ndarray:
    """Who is there when; bool, shape (n, T)."""
    number = {s.id: t for t, s in enumerate(problem.slots)}
    there = np.ones((len(problem.attendees), len(number)), bool)
    for i, person in enumerate(problem.attendees):
        if person.available is not None:
            there[i] = False
            there[i, [number[s] for s in person.available]] = True
    return there


def seats(problem: Problem) -> np.ndarray:
    """Meetings at once in each slot; int, shape (T,)."""
    most = len(problem.tables) if problem.tables else len(problem.attendees) // 2
    return np.full(len(problem.slots), most)


def most_meetings(problem: Problem) -> np.ndarray:
    """Most meetings of each person; int, shape (n,)."""
    slots = len(problem.slots)
    return np.array(
        [slots if p.max_meetings is None else p.max_meetings for p in problem.attendees]
    )
