"""Neighbourhood: a person and those around them who could meet each other, set free to solve."""

from __future__ import annotations

import numpy as np

from scheduling.arrays.problem_arrays import Arrays
from scheduling.problem.array_types import Bool, Index


def grow_neighbourhood(arrays: Arrays, person: int, size: int, random: np.random.Generator) -> Bool:
    """Grow a circle from one person by whoever has the most pairs with it; bool, shape (n,)."""
    n, edges = arrays.size, arrays.edges
    inside = np.zeros(n, np.bool_)
    taste = 1 + 0.5 * random.random(n)
    ties = np.zeros(n)
    for _ in range(min(size, n)):
        inside[person] = True
        for mine, other in ((edges.a, edges.b), (edges.b, edges.a)):
            met = np.flatnonzero(mine == person)
            np.add.at(ties, other[met], edges.score[met])
        wanted = np.where(inside, -1.0, ties * taste)
        person = int(wanted.argmax())
        if wanted[person] <= 0:
            break
    return inside


def edges_within(arrays: Arrays, inside: Bool) -> Index:
    """Edges all of whose people are inside; rising."""
    edges = arrays.edges
    free = inside[edges.a] & inside[edges.b]
    free[edges.extra_edge[~inside[edges.extra_person]]] = False
    return np.flatnonzero(free)
