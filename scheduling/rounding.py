"""Rounding: whole pairs from a fractional selection.

A vertex of the programme is whole but for odd cycles of halves, so taking the largest parts first
loses little; what is lost is found again when slots are filled.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduling.arrays import Arrays

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

LEAST_PART = 0.02


def rounded(arrays: Arrays, x: Floats) -> Rows:
    """Edges that keep within everybody's most meetings and all caps, largest parts first.

    Parameters
    ----------
    x
        float64, shape (m,), 0..1.

    Returns
    -------
    Rows
        Rising. Pairs that must meet come before all others.
    """
    edges, caps = arrays.edges, arrays.caps
    rows_of: dict[int, list[int]] = {}
    for row, edge in zip(caps.row.tolist(), caps.edge.tolist(), strict=True):
        rows_of.setdefault(edge, []).append(row)
    extra: dict[int, list[int]] = {}
    for edge, person in zip(edges.extra_edge.tolist(), edges.extra_person.tolist(), strict=True):
        extra.setdefault(edge, []).append(person)
    room = arrays.people.most.tolist()
    left = caps.limit.tolist()
    met: set[int] = set()
    chosen = []
    order = _order(arrays, x)
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
    return np.sort(np.array(chosen, np.intp))


def _order(arrays: Arrays, x: Floats) -> Rows:
    edges = arrays.edges
    forced = np.isinf(edges.priority)
    rows = np.flatnonzero((x > LEAST_PART) | forced)
    key = np.round(x[rows], 2)
    order: Rows = rows[np.lexsort((-edges.score[rows], -edges.priority[rows], -key, ~forced[rows]))]
    return order
