"""Matching: the best set of pairs in which nobody occurs twice.

The fractional matching is exact: an assignment on the doubled graph (every person once on the
left and once on the right, or alone), solved by the cost-scaling of Goldberg and Kennedy 1995 in
OR-Tools. Its cycles of even length split into two matchings, of which the better is taken; from
an odd cycle the person whose leaving costs least stays out, and alternating paths then bring
such people together two by two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

from scheduling.alternating import Alternating

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

# Costs are whole numbers: the largest gain becomes this many units.
UNITS = 10_000_000


def matched(a: NDArray[np.integer], b: NDArray[np.integer], gain: Floats) -> Rows:
    """Rows of a matching of nearly the greatest total gain.

    Parameters
    ----------
    a, b
        Shape (m,): people, any numbers of 0 or more; no pair twice.
    gain
        float64, shape (m,): rows of 0 or less are never taken.

    Returns
    -------
    Rows
        Rising; loses against the best fractional matching only where odd cycles stay apart.
    """
    rows = np.flatnonzero(gain > 0)
    if len(rows) == 0:
        return rows
    people, ends = np.unique(np.concatenate([a[rows], b[rows]]), return_inverse=True)
    left, right = ends[: len(rows)], ends[len(rows) :]
    cost = -np.ceil(gain[rows] * (UNITS / gain[rows].max())).astype(np.int64)
    mate = _doubled(left, right, cost, len(people))
    resolved = _resolved(mate, left, right, gain[rows])
    room = np.ones(len(people), np.int64)
    room[left[resolved]] = 0
    room[right[resolved]] = 0
    return rows[Alternating(left, right, gain[rows], resolved, room).better()]


def _doubled(left: Rows, right: Rows, cost: NDArray[np.int64], n: int) -> Rows:
    """Everybody's successor in the best cover by cycles; alone is a cycle of one."""
    everybody = np.arange(n)
    solver = SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(
        np.concatenate([left, right, everybody]),
        np.concatenate([right, left, everybody]),
        np.concatenate([cost, cost, np.zeros(n, np.int64)]),
    )
    if solver.solve() != solver.OPTIMAL:  # pragma: no cover - costs are bounded by UNITS
        raise ArithmeticError("costs of a matching are too large")
    return np.fromiter(map(solver.right_mate, range(n)), np.intp, n)


def _resolved(mate: Rows, left: Rows, right: Rows, gain: Floats) -> Rows:
    """Turn cycles into pairs."""
    n = len(mate)
    everybody = np.arange(n)
    twins = mate[mate] == everybody
    keys = np.minimum(left, right) * n + np.maximum(left, right)
    order = np.argsort(keys)
    chosen = [_rows_at(keys, order, everybody[twins & (everybody < mate)], mate, n)]
    seen = twins.copy()
    for start in np.flatnonzero(~twins):
        if not seen[start]:
            cycle = [int(start)]
            while (after := int(mate[cycle[-1]])) != start:
                cycle.append(after)
            members = np.array(cycle)
            seen[members] = True
            chosen.append(_alternate(_rows_at(keys, order, members, mate, n), gain))
    return np.sort(np.concatenate(chosen))


def _rows_at(keys: Rows, order: Rows, people: Rows, mate: Rows, n: int) -> Rows:
    wanted = np.minimum(people, mate[people]) * n + np.maximum(people, mate[people])
    rows: Rows = order[np.searchsorted(keys, wanted, sorter=order)]
    return rows


def _alternate(cycle: Rows, gain: Floats) -> Rows:
    """Every second edge of a cycle, the best way round."""
    length = len(cycle)
    if length % 2 == 0:
        even, odd = cycle[0::2], cycle[1::2]
        return even if gain[even].sum() >= gain[odd].sum() else odd
    turned = cycle[(np.arange(length)[:, None] + 2 * np.arange(length // 2)) % length]
    best: Rows = turned[gain[turned].sum(axis=1).argmax()]
    return best
