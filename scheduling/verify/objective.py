"""Worth: the objective F of a schedule from scratch (formula: `scheduling.problem.problem`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.problem import Problem
from scheduling.problem.array_types import Bool, Float64, Int64
from scheduling.verify.arrays import MeetingArrays, ProblemArrays, people_apart, wished_keys
from scheduling.verify.open_tables import match_tables
from scheduling.verify.people_rules import count_by_slot

SLOPES = (16.0, 8.0, 4.0, 2.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Pairings:
    """Every way a pair may be sat: one for two attendees, one a free member for a team.

    Attributes
    ----------
    pair
        int64, shape (w,): the pair, numbered as in `key`.
    a, b
        int64, shape (w,): rows that sit.
    key, score, bonus
        Shape (m,): the pairs' keys (sorted), scores and P x priority, with must-meets and
        locked pairs that are not listed at score 0.
    allowed
        bool, shape (w,): nothing keeps the two apart, and both may have meetings.
    kind, open
        int64, shape (w,) and bool, shape (kinds, T): whether a table suits the way in a slot.
    forced
        bool, shape (m,): a hard `MustMeet` or a `Lock`.
    """

    pair: Int64
    a: Int64
    b: Int64
    key: Int64
    score: Float64
    bonus: Float64
    forced: Bool
    allowed: Bool
    kind: Int64
    open: Bool

    def usable(self, arrays: ProblemArrays, cut: slice, slot: int) -> Bool:
        """Return which ways of a block can be sat in a slot, by presence and tables."""
        here = arrays.available[:, slot]
        usable = here[self.a[cut]] & here[self.b[cut]] & self.allowed[cut]
        return usable & self.open[:, slot][self.kind[cut]]


@dataclass(frozen=True, slots=True, eq=False)
class Constants:
    """Constants of the objective.

    Attributes
    ----------
    price
        P.
    reference
        R, the width of the graded part of u.
    best
        float64, shape (n,): most that v(i) can be, the sum of i's c(i) best scores.
    possible
        bool, shape (n,): has a possible pair.
    """

    price: float
    reference: float
    best: Float64
    possible: Bool


@dataclass(frozen=True, slots=True, eq=False)
class ObjectiveValue:
    """F of a schedule and its parts; v and d have shape (n,), worst is None for nobody.

    ``promises`` is the part of F that must-meets and guarantees make.
    """

    objective: float
    promises: float
    value: Float64
    count: Int64
    worst: float | None


def list_pairings(problem: Problem, arrays: ProblemArrays, price: float) -> Pairings:
    """Return all ways to sit; pairs of teams are spread over their members."""
    pairs = problem.pairs
    key = arrays.keys(pairs.a.astype(np.int64), pairs.b.astype(np.int64))
    new = np.setdiff1d(wished_keys(problem, arrays), key)
    key = np.concatenate([key, new])
    score = np.concatenate([pairs.score, np.zeros(len(new))])
    order = np.argsort(key)
    key, score = key[order], score[order]
    bonus, forced = np.zeros(len(key)), np.zeros(len(key), bool)
    for must in problem.must_meet:
        at = np.searchsorted(key, arrays.key(must.a, must.b))
        bonus[at] = 0.0 if must.priority is None else price * must.priority
        forced[at] |= must.priority is None
    for lock in problem.locked:
        forced[np.searchsorted(key, arrays.key(lock.a, lock.b))] = True
    parties = np.int64(len(arrays.party))
    pair, a = arrays.seats.spread(key // parties)
    way, b = arrays.seats.spread((key % parties)[pair])
    pair, a = pair[way], a[way]
    never = np.array([arrays.key(x, y) for x, y in problem.never_meet], np.int64)
    of = (key // parties)[pair], (key % parties)[pair]
    allowed = ~people_apart(arrays, never, (a, b), of)
    may = np.ones(len(arrays.party), bool)
    party, person = arrays.members.spread(np.arange(len(may)))
    may[party[arrays.most[person] == 0]] = False
    allowed &= may[a] & may[b]
    return Pairings(
        pair, a, b, key, score, bonus, forced, allowed, *match_tables(problem, arrays, a, b)
    )


def derive_constants(problem: Problem, arrays: ProblemArrays, pairings: Pairings) -> Constants:
    """Return the constants of the objective."""
    best = _best(arrays, pairings)
    return Constants(
        price=shortfall_price(problem),
        reference=float(best.mean()) if len(best) else 0.0,
        best=best,
        possible=_possible(problem, arrays, pairings),
    )


def shortfall_price(problem: Problem) -> float:
    """Return P, what each meeting missing from a guarantee costs."""
    given = problem.objective.shortfall_price
    if given is not None:
        return given
    top = float(problem.pairs.score.max(initial=0.0)) or 1.0
    f = problem.objective.fairness
    return 10 * top * (1 - f + SLOPES[0] * f + (len(problem.attendees) if f == 1 else 0))


def utility(value: Float64, fairness: float, reference: float) -> Float64:
    """Return u(v); concave, piecewise linear, u(0) = 0; shape of ``value``."""
    steepness = np.full_like(value, 0.0)
    quarter = reference / 4
    for k, slope in enumerate(SLOPES):
        high = np.inf if k == 4 else (k + 1) * quarter
        steepness += slope * (np.minimum(value, high) - np.minimum(value, k * quarter))
    return (1 - fairness) * value + fairness * steepness


def compute_objective(
    problem: Problem,
    arrays: ProblemArrays,
    held: MeetingArrays,
    pairings: Pairings,
    constants: Constants,
) -> ObjectiveValue:
    """Return F of the meetings held; those that are not listed count as score 0."""
    keys = arrays.keys(held.party_a, held.party_b)
    place = np.minimum(np.searchsorted(pairings.key, keys), max(0, len(pairings.key) - 1))
    known = pairings.key[place] == keys if len(pairings.key) else np.zeros(len(keys), bool)
    place = place[known]
    score = np.zeros(len(keys))
    score[known] = pairings.score[place]
    own = np.concatenate([held.side_a, held.side_b])
    part = np.tile(score, 2) / arrays.members.size[own]
    position, who = arrays.members.spread(own)
    value = weigh(who, part[position], arrays.people)
    count = np.bincount(held.who, minlength=arrays.people)
    f = problem.objective.fairness
    worst = float(value[constants.possible].min()) if constants.possible.any() else None
    objective = float(utility(value, f, constants.reference).sum()) / 2
    objective += len(value) * (worst or 0.0) if f == 1 else 0.0
    kept = float(pairings.bonus[np.unique(place)].sum())
    missed = constants.price * _shortfall(problem, arrays, held, count)
    return ObjectiveValue(objective + kept - missed, kept - missed, value, count, worst)


def _shortfall(problem: Problem, arrays: ProblemArrays, held: MeetingArrays, count: Int64) -> int:
    least = np.array([a.min_meetings for a in problem.attendees], np.int64)
    missing = int(np.maximum(least - count, 0).sum())
    daily = np.array([a.min_per_day for a in problem.attendees], np.int64)
    busy = count_by_slot(arrays, held)
    for day in np.unique(arrays.day):
        missing += int(np.maximum(daily - busy[:, arrays.day == day].sum(axis=1), 0).sum())
    for team in problem.teams:
        party = arrays.party[team.id]
        got = int(np.sum((held.party_a == party) | (held.party_b == party)))
        missing += max(0, team.min_meetings - got)
    return missing


def _best(arrays: ProblemArrays, pairings: Pairings) -> Float64:
    parties = np.int64(len(arrays.party))
    together = np.concatenate([np.zeros(arrays.people, bool), arrays.together])
    share = np.where(together, 1.0 / arrays.members.size, 1.0)
    party = np.concatenate([pairings.key // parties, pairings.key % parties])
    worth = np.tile(pairings.score, 2) * share[party]
    position, who = arrays.members.spread(party)
    worth = worth[position]
    order = np.lexsort((-worth, who))
    who, worth = who[order], worth[order]
    first = np.searchsorted(who, np.arange(arrays.people))
    rank = np.arange(len(who)) - first[who]
    kept = rank < arrays.most[who]
    return weigh(who[kept], worth[kept], arrays.people)


def weigh(who: Int64, amount: Float64, length: int) -> Float64:
    """Return the sum of the amounts of each number below ``length``."""
    return np.bincount(who, amount, minlength=length).astype(np.float64)


def _possible(problem: Problem, arrays: ProblemArrays, pairings: Pairings) -> Bool:
    common = np.zeros(len(pairings.pair), bool)
    for t in range(len(arrays.day)):
        common |= pairings.usable(arrays, slice(None), t)
    for lock in problem.locked:
        ways = np.flatnonzero(pairings.key[pairings.pair] == arrays.key(lock.a, lock.b))
        a, b = pairings.a[ways], pairings.b[ways]
        kind, is_open = match_tables(problem, arrays, a, b, lock.table)
        here = arrays.available[a] & arrays.available[b] & is_open[kind]
        common[ways] &= (here[:, [arrays.slot[lock.slot]]] if lock.slot else here).any(axis=1)
    possible = np.zeros(arrays.people, bool)
    rows = np.concatenate([pairings.a[common], pairings.b[common]])
    possible[arrays.members.spread(rows)[1]] = True
    return possible
