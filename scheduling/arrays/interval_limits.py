"""Interval limits: stretches of slots in which somebody may have only so many meetings.

The whole event (most meetings), each day (most a day) and each run of one slot more than somebody
may have in a row. All are intervals, so the most meetings that fit all of a person's spans equals
the cheapest cover of their slots by spans and single slots (interval matrices are totally
unimodular), and the cover tells how a price of one meeting more spreads over them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.arrays.people import People
from scheduling.problem.array_types import Bool, Float64, Int64


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """K stretches of the T slots, and what they mean for n people.

    Attributes
    ----------
    covers
        bool, shape (K, T): slots of each; the first is the whole event.
    limit
        float64, shape (n, K): most meetings in it; infinity where it does not bind a person.
    first
        int64, shape (K,): first slot of a run, -1 else.
    day
        int64, shape (K,): number of a day, -1 else.
    """

    covers: Bool
    limit: Float64
    first: Int64
    day: Int64


def compile_spans(people: People) -> Spans:
    """All stretches that bind anybody."""
    slots = len(people.day)
    covers, limits = [np.ones(slots, np.bool_)], [people.most.astype(np.float64)]
    first, day = [-1], [-1]
    for k in range(int(people.day.max(initial=-1)) + 1):
        inside = people.day == k
        there = people.available[:, inside].sum(axis=1)
        binds = (people.most_a_day < there) & (people.most_a_day < people.most)
        if binds.any() and np.diff(np.flatnonzero(inside)).max(initial=1) == 1:
            covers.append(inside)
            limits.append(np.where(binds, people.most_a_day, np.inf))
            first.append(-1)
            day.append(k)
    for most in np.unique(people.most_in_row).tolist():
        for t in range(slots - most):
            inside = np.zeros(slots, np.bool_)
            inside[t : t + most + 1] = True
            if people.in_row[t + 1 : t + most + 1].all():
                binds = (people.most_in_row == most) & people.available[:, inside].all(axis=1)
                if binds.any():
                    covers.append(inside)
                    limits.append(np.where(binds, most, np.inf))
                    first.append(t)
                    day.append(-1)
    return Spans(np.array(covers), np.stack(limits, axis=1), np.array(first), np.array(day))


@dataclass(frozen=True, slots=True, eq=False)
class CheapestCover:
    """Everybody's cheapest cover of the slots they are there in.

    Attributes
    ----------
    most
        float64, shape (n,): its cost, the most meetings that fit all spans.
    single
        bool, shape (n, T): slots that are covered by themselves.
    span
        bool, shape (n, K): spans that are used; the first alone where it is the cheapest.
    """

    most: Float64
    single: Bool
    span: Bool


def cheapest_cover(people: People, spans: Spans) -> CheapestCover:
    """Cover from the last slot to the first: a slot by itself, or a span that ends there."""
    n, slots = people.available.shape
    cost = np.zeros((n, slots + 1))
    choice = np.full((n, slots), -1)
    for t in range(slots):
        cost[:, t + 1] = cost[:, t] + people.available[:, t]
        for k in np.flatnonzero(spans.covers[:, t])[1:]:
            begin = int(np.flatnonzero(spans.covers[k])[0])
            offer = cost[:, begin] + spans.limit[:, k]
            better = offer < cost[:, t + 1]
            cost[better, t + 1] = offer[better]
            choice[better, t] = k
    whole = spans.limit[:, 0] < cost[:, slots]
    single = np.zeros((n, slots), np.bool_)
    used = np.zeros(spans.limit.shape, np.bool_)
    used[whole, 0] = True
    until = np.where(whole, 0, slots)
    for t in range(slots - 1, -1, -1):
        here = until == t + 1
        alone = here & (choice[:, t] < 0)
        single[alone, t] = people.available[alone, t]
        until[alone] = t
        for k in np.unique(choice[here & ~alone, t]):
            by = here & (choice[:, t] == k)
            used[by, k] = True
            until[by] = int(np.flatnonzero(spans.covers[k])[0])
    return CheapestCover(np.where(whole, spans.limit[:, 0], cost[:, slots]), single, used)
