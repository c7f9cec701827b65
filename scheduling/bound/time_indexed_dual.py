"""Time-indexed dual: a bound that knows when people are there.

The programme over pairs and slots, at most one meeting of a person a slot, is too large to write
down for a big event, but its dual needs only a price for each person and slot (alpha) and for
each slot's tables (beta): every set of prices bounds F. They descend on the dual with its
maximum smoothed (Nesterov 2005), by accelerated projected gradients with restarts (O'Donoghue
and Candès 2015), while the smoothing is lowered in stages.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scheduling.arrays.problem_arrays import Arrays
from scheduling.bound.dual_value import dual_value, omega, span_prices, with_spans
from scheduling.certificate import Dual
from scheduling.stop import Stop

Single = NDArray[np.float32]

# Smoothing in units of the median worth of a pair, coarse to fine; steps at each.
STAGES = (1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0005)
MOST_STEPS, LEAST_STEPS, WORK = 40, 12, 400_000_000
# Where a stage this fine is still that far above the start, finer ones do not get below it.
HOPE_STAGE, HOPE = 0.003, 0.003
# A share of the inverse curvature, about one meeting a person and slot over the smoothing.
STRIDE = 0.33
BARRED = np.float32(1e9)


@dataclass(frozen=True, slots=True, eq=False)
class _Prices:
    """Alpha (n, T), prices of everybody's spans (n, K), the first y, and beta (T,)."""

    person_slot: Single
    span: Single
    slot: Single

    def parts(self) -> tuple[Single, Single, Single]:
        """Return the three in order."""
        return self.person_slot, self.span, self.slot


class _Smoothed:
    """Gradient of the smoothed dual of one problem."""

    def __init__(self, arrays: Arrays, dual: Dual) -> None:
        edges = arrays.edges
        m, n = len(edges), arrays.size
        self._edges = edges
        worth = omega(arrays, dataclasses.replace(dual, cap=np.zeros(n)))
        self._worth = worth.astype(np.float32)
        self._barred = np.ascontiguousarray(~arrays.fits.T)
        who = np.concatenate([edges.a, edges.b, edges.extra_person])
        what = np.concatenate([np.arange(m), np.arange(m), edges.extra_edge])
        ones = np.ones(len(who), np.float32)
        self._sits = sparse.csr_matrix((ones, (who, what)), shape=(n, m))
        self._starts = np.flatnonzero(np.diff(edges.pair, prepend=-1))
        self._several = len(self._starts) < m
        self._group = np.cumsum(np.diff(edges.pair, prepend=-1) != 0) - 1
        self._available = arrays.people.available
        self._covers = arrays.spans.covers.astype(np.float32)
        self._bound = np.isfinite(arrays.spans.limit)
        self._most = np.where(self._bound, arrays.spans.limit, 1.0).astype(np.float32)
        self._seats = arrays.tables.seats[0].astype(np.float32)
        self.scale = (float(np.median(self._worth)) if m else 0.0) or 1.0

    def gradient(self, prices: _Prices, smoothing: float) -> tuple[Single, Single, Single]:
        """Slope in each price: what is offered less what the pairs would take."""
        alpha, span, beta = prices.parts()
        edges = self._edges
        charged = np.ascontiguousarray((alpha + span @ self._covers).T)
        value = np.empty((len(beta), len(edges)), np.float32)
        for row, price, price_here, barred in zip(value, charged, beta, self._barred, strict=True):
            np.subtract(self._worth, price[edges.a], out=row)
            row -= price[edges.b]
            row -= price_here
            row[barred] = -BARRED
            if len(edges.extra_edge):
                np.subtract.at(row, edges.extra_edge, price[edges.extra_person])
        value *= np.float32(1 / smoothing)
        top = np.maximum(value.max(axis=0), 0)
        if self._several:
            top = np.maximum.reduceat(top, self._starts)[self._group]
        value -= top
        np.exp(value, out=value)
        whole = value.sum(axis=0)
        if self._several:
            whole = np.add.reduceat(whole, self._starts)[self._group]
        value /= whole + np.exp(-top)
        taken = np.stack([self._sits @ row for row in value], axis=1)
        parts = (
            (1 - taken) * self._available,
            (self._most - taken @ self._covers.T) * self._bound,
            self._seats - value.sum(axis=1),
        )
        return cast("tuple[Single, Single, Single]", parts)

    def step(self, prices: _Prices, smoothing: float) -> _Prices:
        """Take one projected step down, each price by its own curvature."""
        down = self.gradient(prices, smoothing)
        step = np.float32(smoothing * STRIDE)
        weights = (1.0, np.maximum(self._most, 1), np.maximum(self._seats, 1))
        moved = [
            np.maximum(0, price - step * slope / weight)
            for price, slope, weight in zip(prices.parts(), down, weights, strict=True)
        ]
        return _Prices(*moved)


def tighten_dual(arrays: Arrays, dual: Dual, stop: Stop, bound: float | None = None) -> Dual:
    """Improve the prices of time; the bound they prove never rises.

    O(pairs x slots) time a step, a few hundred steps; memory about 30 bytes a pair and slot.
    """
    best, value = dual, dual_value(arrays, dual) if bound is None else bound
    if not len(arrays.edges) or stop():
        return best
    smoothed = _Smoothed(arrays, dual)
    prices = _start_prices(arrays, dual)
    share = WORK // max(1, len(STAGES) * arrays.fits.size)
    steps = int(np.clip(share, LEAST_STEPS, MOST_STEPS))
    for stage in STAGES:
        found = _descend(smoothed, prices, stage * smoothed.scale, steps, stop)
        if found is None:
            break
        prices = found
        tried = _dual(arrays, dual, prices)
        reached = dual_value(arrays, tried)
        if reached < value:
            best, value = tried, reached
        elif stage <= HOPE_STAGE and reached > value * (1 + HOPE):
            break
    return best


def _descend(
    smoothed: _Smoothed, start: _Prices, smoothing: float, steps: int, stop: Stop
) -> _Prices | None:
    at, ahead, pace = start, start, 1.0
    for _ in range(steps):
        if stop():
            return None
        to = smoothed.step(ahead, smoothing)
        pulled = sum(
            float(np.vdot(a - t, t - o))
            for a, t, o in zip(ahead.parts(), to.parts(), at.parts(), strict=True)
        )
        if pulled > 0:
            ahead, pace = to, 1.0
        else:
            after = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
            swing = np.float32((pace - 1) / after)
            ahead = _Prices(
                *(
                    np.maximum(0, t + swing * (t - o))
                    for t, o in zip(to.parts(), at.parts(), strict=True)
                )
            )
            pace = after
        at = to
    return at


def _start_prices(arrays: Arrays, dual: Dual) -> _Prices:
    """Start from the dual; a cap on somebody's own time becomes a price of that time."""
    people = arrays.people
    full = people.most >= people.available.sum(axis=1)
    alpha = dual.person_slot + np.where(full, dual.cap, 0.0)[:, None]
    cap = np.where(full, 0.0, dual.cap)[:, None]
    return _Prices(
        (alpha * people.available).astype(np.float32),
        np.concatenate([cap, span_prices(arrays, dual)], axis=1).astype(np.float32),
        dual.slot.astype(np.float32),
    )


def _dual(arrays: Arrays, dual: Dual, prices: _Prices) -> Dual:
    changed = dataclasses.replace(
        dual,
        person_slot=(prices.person_slot * arrays.people.available).astype(np.float64),
        cap=prices.span[:, 0].astype(np.float64),
        slot=prices.slot.astype(np.float64),
    )
    return with_spans(arrays, changed, prices.span[:, 1:].astype(np.float64))
