"""Carried dual: an old certificate's prices for a changed problem.

Weak duality holds for any prices, so those that proved the old bound prove one for the changed
problem too, once they fit its shape; it is re-evaluated by verification, at the cost of a few
sums instead of a new linear programme.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from scheduling.arrays.objective import Utility, shortfall_price
from scheduling.certificate import Dual
from scheduling.problem import Problem
from scheduling.problem.array_types import Float64


def carry_dual(dual: Dual, problem: Problem, utility: Utility | None, moved: bool) -> Dual:
    """Return prices of the changed problem's shape.

    Newcomers, who stand last, get the median price of the others; prices of the worst-off are
    scaled so that they sum to n, and prices of caps that are gone are dropped.

    Parameters
    ----------
    utility
        Of the changed problem; only needed where fairness is 1.
    moved
        Whether slots have other times: what is a run in a row may then differ, and prices of
        runs are dropped.
    """
    price = shortfall_price(problem)
    n = len(problem.attendees)
    groups = {
        (i, g): price
        for (i, g), price in dual.group.items()
        if g in problem.attendees[i].group_caps
    }
    capped = {t.id for t in problem.teams if t.max_meetings is not None}
    least = {t.id for t in problem.teams}
    worst = _grow(dual.worst, n)
    if utility is not None and problem.objective.fairness == 1:
        worst = worst * utility.counted
        if not worst.any():
            worst = np.asarray(utility.counted, np.float64)
        worst = worst * (n / max(float(worst.sum()), 1e-9))
    return dataclasses.replace(
        dual,
        utility=_grow(dual.utility, n),
        guarantee=np.minimum(_grow(dual.guarantee, n), price),
        worst=worst,
        cap=_grow(dual.cap, n),
        person_slot=_grow(dual.person_slot, n),
        day=None if dual.day is None else _grow(dual.day, n, free=True),
        row=None if dual.row is None or moved else _grow(dual.row, n, free=True),
        group=groups,
        odd=() if problem.teams else dual.odd,
        team={t: p for t, p in dual.team.items() if t in capped},
        team_guarantee={t: min(p, price) for t, p in dual.team_guarantee.items() if t in least},
    )


def _grow(price: Float64, n: int, free: bool = False) -> Float64:
    """Append the median price for each newcomer, or 0 if ``free``."""
    more = n - len(price)
    if more <= 0:
        return price
    middle = np.median(price, axis=0) if len(price) and not free else np.zeros(price.shape[1:])
    return np.concatenate([price, np.repeat(middle[None], more, axis=0)])
