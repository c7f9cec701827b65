"""Max-weight matching: the best set of pairs in which nobody occurs twice.

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

from scheduling.problem.array_types import Float64, Index
from scheduling.solvers.alternating_paths import AlternatingPaths

# Costs are whole numbers: the largest gain becomes this many units.
UNITS = 10_000_000
# The search for a price a table ends with so many rows too many, as a share of what there is
# room for, or after so many prices.
MOST_PRICES, TOO_MANY = 12, 0.002


def max_weight_matching(
    a: NDArray[np.integer], b: NDArray[np.integer], gain: Float64, most: int | None = None
) -> Index:
    """Rows of a matching of nearly the greatest total gain.

    Parameters
    ----------
    a, b
        Shape (m,): people, any numbers of 0 or more; no pair twice.
    gain
        float64, shape (m,): rows of 0 or less are never taken.
    most
        How many rows there is room for. A price a table, found by bisection, brings the
        matching near that number; as few as it allows may still be too many.

    Returns
    -------
    Rows
        Rising; loses against the best fractional matching only where odd cycles stay apart.
    """
    rows = np.flatnonzero(gain > 0)
    if len(rows) == 0 or most == 0:
        return rows[:0]
    people, ends = np.unique(np.concatenate([a[rows], b[rows]]), return_inverse=True)
    left, right = ends[: len(rows)], ends[len(rows) :]
    n = len(people)
    worth, mate = _price_tables(left, right, gain[rows], n, n if most is None else most)
    resolved = _split_cycles(mate, left, right, worth)
    room = np.ones(n, np.int64)
    room[left[resolved]] = 0
    room[right[resolved]] = 0
    return rows[AlternatingPaths(left, right, worth, resolved, room).augment()]


def _price_tables(
    left: Index, right: Index, gain: Float64, n: int, most: int
) -> tuple[Float64, Index]:
    """Gains less a price a table with which hardly more than ``most`` pairs meet, and their cover.

    The price a table is a Lagrange multiplier. Those that leave few rows are tried first, since
    they are quick to match. Once more meet at the lower price and too few at the higher one, the
    next lies where a line between the two would have ``most`` meet, bent where one end stays
    (Illinois, Dowell and Jarratt 1971).
    """
    high, below = float(gain.max()), -float(most)
    for price in _table_prices(gain, n, most):
        found = gain - price, _cover_by_cycles(left, right, gain - price, n)
        low, above = price, _size(found[1]) - most
        if above >= 0:
            break
        high, below = price, above
    moved = 1
    for _ in range(MOST_PRICES):
        if above <= TOO_MANY * most:
            break
        price = low + (high - low) * above / (above - below)
        mate = _cover_by_cycles(left, right, gain - price, n)
        excess = _size(mate) - most
        if excess < 0:
            above = above / 2 if moved < 0 else above
            high, below, moved = price, excess, -1
        else:
            below = below / 2 if moved > 0 else below
            low, above, moved = price, excess, 1
            found = gain - price, mate
    return found


def _table_prices(gain: Float64, n: int, most: int) -> list[float]:
    """Falling table prices that leave ever more rows, to the last that leaves all."""
    # Where all but one of an odd number can sit, tables are not short.
    if 2 * most >= n - 1:
        return [0.0]
    falling, prices, left = np.sort(gain)[::-1], [], 2 * max(most, 1)
    while left < len(falling):
        prices.append(float(falling[left]))
        left *= 2
    return [*prices, 0.0]


def _size(mate: Index) -> float:
    """Pairs in a cover by cycles, half a pair for each person in it."""
    return float((mate != np.arange(len(mate))).sum() / 2)


def _cover_by_cycles(left: Index, right: Index, gain: Float64, n: int) -> Index:
    """Everybody's successor in the best cover by cycles; alone is a cycle of one."""
    everybody, worth = np.arange(n), np.flatnonzero(gain > 0)
    if len(worth) == 0:
        return everybody
    left, right = left[worth], right[worth]
    cost = -np.ceil(gain[worth] * (UNITS / gain.max())).astype(np.int64)
    solver = SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(
        np.concatenate([left, right, everybody]),
        np.concatenate([right, left, everybody]),
        np.concatenate([cost, cost, np.zeros(n, np.int64)]),
    )
    if solver.solve() != solver.OPTIMAL:  # pragma: no cover - costs are bounded by UNITS
        raise ArithmeticError("costs of a matching are too large")
    return np.fromiter(map(solver.right_mate, range(n)), np.intp, n)


def _split_cycles(mate: Index, left: Index, right: Index, gain: Float64) -> Index:
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


def _rows_at(keys: Index, order: Index, people: Index, mate: Index, n: int) -> Index:
    wanted = np.minimum(people, mate[people]) * n + np.maximum(people, mate[people])
    rows: Index = order[np.searchsorted(keys, wanted, sorter=order)]
    return rows


def _alternate(cycle: Index, gain: Float64) -> Index:
    """Every second edge of a cycle, the best way round."""
    length = len(cycle)
    if length % 2 == 0:
        even, odd = cycle[0::2], cycle[1::2]
        return even if gain[even].sum() >= gain[odd].sum() else odd
    turned = cycle[(np.arange(length)[:, None] + 2 * np.arange(length // 2)) % length]
    best: Index = turned[gain[turned].sum(axis=1).argmax()]
    return best
