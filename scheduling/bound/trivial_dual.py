"""Trivial dual: a bound that needs no programme, for when there is no time for one."""

from __future__ import annotations

import dataclasses

import numpy as np

from scheduling.arrays.problem_arrays import Arrays
from scheduling.bound.dual_value import untimed_worth
from scheduling.bound.max_min_dual import raise_max_min_prices
from scheduling.certificate import Dual


def trivial_dual(arrays: Arrays) -> Dual:
    """Everybody's time costs half of the last pair that would still fit in it."""
    n, edges, utility = arrays.size, arrays.edges, arrays.utility
    none = np.zeros(n)
    dual = Dual(
        utility=np.full(n, utility.slope[-1] / 2),
        guarantee=none,
        worst=none,
        cap=none,
        person_slot=np.zeros((n, arrays.slots)),
        slot=np.zeros(arrays.slots),
    )
    worth = np.concatenate([untimed_worth(arrays, dual)] * 2)
    who = np.concatenate([edges.a, edges.b])
    order = np.lexsort((-worth, who))
    count = np.bincount(who, minlength=n)
    last = np.cumsum(count) - count + arrays.people.most - 1
    full = (arrays.people.most > 0) & (count >= arrays.people.most)
    price = np.zeros(n)
    price[full] = np.maximum(0.0, worth[order][last[full]] / 2)
    return raise_max_min_prices(arrays, dataclasses.replace(dual, cap=price))
