"""Objective: F of mode ``select`` on arrays, and what one more meeting is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.arrays.edges import Edges
from scheduling.arrays.people import People
from scheduling.problem import Problem
from scheduling.problem.array_types import Bool, Float64, Index, Int64

SIGMA = np.array([16.0, 8.0, 4.0, 2.0, 1.0])


@dataclass(frozen=True, slots=True, eq=False)
class Utility:
    """The concave worth u of what a person gets, and the price of what is missing.

    Attributes
    ----------
    fairness
        f, 0..1.
    price
        P, cost of a meeting missing from a guarantee.
    breaks
        float64, shape (4,): where the slope changes, R/4 .. R.
    slope
        float64, shape (5,): slope of u between them.
    ceiling
        float64, shape (n,): most that v(i) can be.
    counted
        bool, shape (n,): who has a possible pair and so counts for the worst-off.
    """

    fairness: float
    price: float
    breaks: Float64
    slope: Float64
    ceiling: Float64
    counted: Bool

    def worth(self, value: Float64) -> Float64:
        """u(v), elementwise."""
        if self.fairness == 0:
            return value
        edges = np.concatenate([[0.0], self.breaks])
        widths = np.append(np.diff(edges), np.inf)
        held = np.clip(value[..., None] - edges, 0.0, widths)
        worth: Float64 = held @ self.slope
        return worth


def compile_utility(problem: Problem, people: People, edges: Edges) -> Utility:
    """Read the objective; formulas in `scheduling.problem.problem`."""
    n = len(problem.attendees)
    f = problem.objective.fairness
    ceiling = _best_sums(problem, people)
    reference = float(ceiling.mean()) if n else 0.0
    counted = np.zeros(n, np.bool_)
    counted[edges.a] = True
    counted[edges.b] = True
    counted[edges.extra_person] = True
    return Utility(
        fairness=f,
        price=shortfall_price(problem),
        breaks=reference * np.array([0.25, 0.5, 0.75, 1.0]),
        slope=(1 - f) + f * SIGMA,
        ceiling=ceiling,
        counted=counted,
    )


def shortfall_price(problem: Problem) -> float:
    """P, what each meeting missing from a guarantee costs."""
    aim = problem.objective
    if aim.shortfall_price is not None:
        return aim.shortfall_price
    f = aim.fairness
    top = float(problem.pairs.score.max(initial=0.0)) or 1.0
    return 10 * top * (1 - f + float(SIGMA[0]) * f + (len(problem.attendees) if f == 1 else 0))


def _best_sums(problem: Problem, people: People) -> Float64:
    """Sum of the c(i) best scores of each person's listed pairs, their team's included."""
    n = len(problem.attendees)
    pairs = problem.pairs
    who, score = [], []
    for party in (pairs.a, pairs.b):
        own = party < n
        who.append(party[own])
        score.append(pairs.score[own])
        for k, team in enumerate(problem.teams):
            of_team = np.flatnonzero(party == n + k)
            share = 1 / len(team.members) if team.together else 1.0
            for i in np.flatnonzero(people.team == k) if team.members else ():
                who.append(np.full(len(of_team), i, party.dtype))
                score.append(pairs.score[of_team] * share)
    person = np.concatenate(who)
    value = np.concatenate(score)
    order = np.lexsort((-value, person))
    person, value = person[order], value[order]
    count = np.bincount(person, minlength=n)
    rank = np.arange(len(person)) - np.repeat(np.cumsum(count) - count, count)
    kept = rank < people.most[person]
    return np.bincount(person[kept], value[kept], minlength=n).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Shortfall:
    """Meetings missing from guarantees, 0 or more.

    Attributes
    ----------
    person
        int64, shape (n,): over the whole event.
    day
        int64, shape (n, D): on each day; D is 0 where nobody is guaranteed any on a day.
    team
        int64, shape (k,): of whole teams.
    """

    person: Int64
    day: Int64
    team: Int64

    def total(self) -> int:
        """Meetings missing in all."""
        return int(self.person.sum() + self.day.sum() + self.team.sum())


def shortfall(people: People, count: Int64, by_day: Int64, of_team: Int64) -> Shortfall:
    """Say what is missing from guarantees where people and teams have so many meetings.

    Parameters
    ----------
    count, by_day, of_team
        Shapes (n,), (n, D), (k,): meetings of each person, on each day, and of each team.
    """
    days = by_day if people.least_a_day.any() else by_day[:, :0]
    return Shortfall(
        np.maximum(0, people.least - count),
        np.maximum(0, people.least_a_day[:, None] - days),
        np.maximum(0, people.least_of_team - of_team),
    )


def tally_meetings(edges: Edges, held: Index, n: int) -> tuple[Float64, Index]:
    """V and d of every person if the edges ``held`` are."""
    a, b = edges.a[held], edges.b[held]
    score = edges.score[held]
    value = np.bincount(a, score * edges.share_a[held], n)
    value += np.bincount(b, score * edges.share_b[held], n)
    count = np.bincount(a, minlength=n) + np.bincount(b, minlength=n)
    if len(edges.extra_edge):
        taken = np.zeros(len(edges), np.bool_)
        taken[held] = True
        here = taken[edges.extra_edge]
        who, edge = edges.extra_person[here], edges.extra_edge[here]
        value += np.bincount(who, edges.score[edge] * edges.extra_share[here], n)
        count += np.bincount(who, minlength=n)
    return value.astype(np.float64), count
