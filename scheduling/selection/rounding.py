"""Rounding: whole pairs from a fractional selection.

A vertex of the programme is whole but for odd cycles of halves, so taking the largest parts first
loses little; alternating paths between people who are left with room make good for most of it.
"""

from __future__ import annotations

import numpy as np

from scheduling.arrays.problem_arrays import Arrays
from scheduling.problem.array_types import Float64, Index, Int64
from scheduling.solvers.alternating_paths import AlternatingPaths
from scheduling.stop import Stop

LEAST_PART = 0.02
# So much more worth are pairs that must not be given up along a path.
KEPT = 1e4


def round_selection(arrays: Arrays, x: Float64, worth: Float64, stop: Stop) -> Index:
    """Edges that keep within everybody's most meetings and all caps, largest parts first.

    Parameters
    ----------
    x
        float64, shape (m,), 0..1.
    worth
        float64, shape (m,): what each edge is worth.

    Returns
    -------
    Rows
        Rising. Pairs that must meet come before all others.
    """
    room, left = arrays.people.most.astype(np.int64), arrays.caps.limit.astype(np.int64)
    chosen = _take_largest(arrays, x, worth, room, left)
    edges, caps = arrays.edges, arrays.caps
    if len(edges.extra_edge):
        return chosen
    met = np.bincount(edges.pair[chosen], minlength=int(edges.pair.max(initial=-1)) + 1)
    open_ = (met[edges.pair] == 0) & (worth > 0)
    open_[caps.edge] = False
    alternatives = np.bincount(edges.pair, minlength=1)[edges.pair] > 1
    open_ &= ~alternatives
    held = np.flatnonzero(np.isinf(edges.priority) | alternatives)
    gain = worth.copy()
    gain[held] += KEPT * float(np.abs(worth).max(initial=1.0))
    a, b = edges.a.astype(np.intp), edges.b.astype(np.intp)
    return AlternatingPaths(a, b, gain, chosen, room, open_).augment(stop)


def _take_largest(
    arrays: Arrays,
    x: Float64,
    worth: Float64,
    spare: Int64,
    free: Int64,
) -> Index:
    """Largest parts first; takes what they need from ``spare``, by person, and ``free``, by cap."""
    edges, caps = arrays.edges, arrays.caps
    rows_of: dict[int, list[int]] = {}
    for row, edge in zip(caps.row.tolist(), caps.edge.tolist(), strict=True):
        rows_of.setdefault(edge, []).append(row)
    extra: dict[int, list[int]] = {}
    for edge, person in zip(edges.extra_edge.tolist(), edges.extra_person.tolist(), strict=True):
        extra.setdefault(edge, []).append(person)
    room, left = spare.tolist(), free.tolist()
    met: set[int] = set()
    chosen = []
    order = _order(arrays, x, worth)
    ends = zip(
        order.tolist(),
        edges.a[order].tolist(),
        edges.b[order].tolist(),
        edges.pair[order].tolist(),
        strict=True,
    )
    for edge, a, b, pair in ends:
        who = (a, b, *extra.get(edge, ()))
        rows = rows_of.get(edge, ())
        if pair in met or any(room[p] < 1 for p in who) or any(left[r] < 1 for r in rows):
            continue
        chosen.append(edge)
        met.add(pair)
        for p in who:
            room[p] -= 1
        for r in rows:
            left[r] -= 1
    spare[:] = room
    free[:] = left
    return np.sort(np.array(chosen, np.intp))


def _order(arrays: Arrays, x: Float64, worth: Float64) -> Index:
    edges = arrays.edges
    forced = np.isinf(edges.priority)
    rows = np.flatnonzero((x > LEAST_PART) | forced)
    key = np.round(x[rows], 2)
    order: Index = rows[np.lexsort((-worth[rows], -edges.priority[rows], -key, ~forced[rows]))]
    return order
