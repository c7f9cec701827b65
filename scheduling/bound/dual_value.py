"""Dual value: what prices prove about F by weak duality; the formula is in `certificate.Dual`."""

from __future__ import annotations

import dataclasses

import numpy as np

from scheduling.arrays.problem_arrays import Arrays
from scheduling.bound.blossom_cuts import cut_prices, odd_set_limit
from scheduling.certificate import Dual
from scheduling.problem.array_types import Float64


def dual_value(arrays: Arrays, dual: Dual) -> float:
    """Upper bound on F of every feasible schedule, whatever the prices.

    O(pairs x slots) time, O(pairs) memory.
    """
    people, utility = arrays.people, arrays.utility
    worth = omega(arrays, dual)
    alpha = np.where(people.available, dual.person_slot, 0.0)
    total = alpha.sum() + _span_costs(arrays, dual)
    alpha += span_prices(arrays, dual) @ arrays.spans.covers[1:]
    best = np.zeros(len(worth))
    for t in range(arrays.slots):
        value = worth - alpha[arrays.edges.a, t] - alpha[arrays.edges.b, t] - dual.slot[t]
        extra = arrays.edges.extra_edge
        np.subtract.at(value, extra, alpha[arrays.edges.extra_person, t])
        np.maximum(best, value, out=best, where=arrays.fits[:, t])
    pairs = np.zeros(int(arrays.edges.pair.max(initial=-1)) + 1)
    np.maximum.at(pairs, arrays.edges.pair, best)
    limits = {
        (p, g): limit
        for p, g, limit in zip(
            arrays.caps.person, arrays.caps.group, arrays.caps.limit, strict=True
        )
    }
    total += pairs.sum() + dual.slot @ arrays.tables.seats[0]
    total += dual.cap @ people.most - dual.guarantee @ people.least
    total += sum(price * limits[key] for key, price in dual.group.items())
    total += sum(price * limits[-1, team] for team, price in dual.team.items())
    least = {t.id: t.min_meetings for t in arrays.problem.teams}
    total -= sum(price * least[team] for team, price in dual.team_guarantee.items())
    for odd in dual.odd:
        total += odd.price * odd_set_limit(people, np.array(odd.members), len(odd.pairs))
    corners = np.minimum(
        np.concatenate([[0.0], utility.breaks, [np.inf]])[None], utility.ceiling[:, None]
    )
    best_worth = utility.worth(corners) / 2 - dual.utility[:, None] * corners
    return float(total + best_worth.max(axis=1).sum())


def span_prices(arrays: Arrays, dual: Dual) -> Float64:
    """Prices of everybody's days and runs, shape (n, K - 1) for all spans but the first."""
    spans = arrays.spans
    prices = np.zeros((arrays.size, len(spans.covers) - 1))
    for k in range(1, len(spans.covers)):
        if spans.day[k] >= 0 and dual.day is not None:
            prices[:, k - 1] = dual.day[:, spans.day[k]]
        elif spans.first[k] >= 0 and dual.row is not None:
            length = spans.covers[k].sum()
            mine = arrays.people.most_in_row == length - 1
            prices[mine, k - 1] = dual.row[mine, spans.first[k]]
    return prices


def with_spans(arrays: Arrays, dual: Dual, prices: Float64) -> Dual:
    """Return the dual with these prices of days and runs, shape (n, K - 1)."""
    spans = arrays.spans
    if prices.shape[1] == 0:
        return dual
    day = np.zeros((arrays.size, int(arrays.people.day.max()) + 1))
    row = np.zeros((arrays.size, arrays.slots))
    for k in range(1, len(spans.covers)):
        binds = np.isfinite(spans.limit[:, k])
        if spans.day[k] >= 0:
            day[binds, spans.day[k]] = prices[binds, k - 1]
        else:
            row[binds, spans.first[k]] = prices[binds, k - 1]
    return dataclasses.replace(dual, day=day, row=row)


def _span_costs(arrays: Arrays, dual: Dual) -> float:
    prices = span_prices(arrays, dual)
    limits = arrays.spans.limit[:, 1:]
    return float((prices * np.where(prices > 0, limits, 0.0)).sum())


def untimed_worth(arrays: Arrays, dual: Dual) -> Float64:
    """Worth of each edge to those who sit, before it takes anybody's time; shape (m,)."""
    none = np.zeros(arrays.size)
    return omega(arrays, dataclasses.replace(dual, cap=none, group={}, team={}, odd=()))


def omega(arrays: Arrays, dual: Dual) -> Float64:
    """Worth of each edge after all prices but those of time; float64, shape (m,)."""
    edges, caps = arrays.edges, arrays.caps
    rate = dual.utility + dual.worst
    fixed = dual.guarantee - dual.cap
    part = rate[edges.a] * edges.share_a + rate[edges.b] * edges.share_b
    worth = fixed[edges.a] + fixed[edges.b]
    np.add.at(part, edges.extra_edge, rate[edges.extra_person] * edges.extra_share)
    np.add.at(worth, edges.extra_edge, fixed[edges.extra_person])
    worth += part * edges.score
    worth += edges.bonus * arrays.utility.price
    price = np.array(
        [
            dual.group.get((p, g), 0.0) if p >= 0 else dual.team.get(g, 0.0)
            for p, g in zip(caps.person, caps.group, strict=True)
        ]
    )
    if len(price):
        np.subtract.at(worth, caps.edge, price[caps.row])
    if dual.odd:
        worth -= cut_prices(arrays, dual.odd)
    if dual.team_guarantee:
        gain = np.array([dual.team_guarantee.get(t.id, 0.0) for t in arrays.problem.teams])
        np.add.at(worth, caps.team_edge, gain[caps.team_row])
    return worth
