"""Worth: the objective F of a schedule from scratch (formula: `scheduling.problem.problem`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.problem import Problem
from scheduling.verify.arrays import Bools, Ints, Ledger, Sittings, people_apart, wished_keys
from scheduling.verify.open_tables import suited
from scheduling.verify.people_rules import busy_of

Floats = NDArray[np.float64]
SLOPES = (16.0, 8.0, 4.0, 2.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
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

    pair: Ints
    a: Ints
    b: Ints
    key: Ints
    score: Floats
    bonus: Floats
    forced: Bools
    allowed: Bools
    kind: Ints
    open: Bools

    def usable(self, ledger: Ledger, cut: slice, slot: int) -> Bools:
        """Return which ways of a block can be sat in a slot, by presence and tables."""
        here = ledger.available[:, slot]
        usable = here[self.a[cut]] & here[self.b[cut]] & self.allowed[cut]
        return usable & self.open[:, slot][self.kind[cut]]


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
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
    best: Floats
    possible: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """F of a schedule and its parts; v and d have shape (n,), worst is None for nobody.

    ``promises`` is the part of F that must-meets and guarantees make.
    """

    objective: float
    promises: float
    value: Floats
    count: Ints
    worst: float | None


def ways_of(problem: Problem, ledger: Ledger, price: float) -> Ways:
    """Return all ways to sit; pairs of teams are spread over their members."""
    pairs = problem.pairs
    key = ledger.keys(pairs.a.astype(np.int64), pairs.b.astype(np.int64))
    new = np.setdiff1d(wished_keys(problem, ledger), key)
    key = np.concatenate([key, new])
    score = np.concatenate([pairs.score, np.zeros(len(new))])
    order = np.argsort(key)
    key, score = key[order], score[order]
    bonus, forced = np.zeros(len(key)), np.zeros(len(key), bool)
    for must in problem.must_meet:
        at = np.searchsorted(key, ledger.key(must.a, must.b))
        bonus[at] = 0.0 if must.priority is None else price * must.priority
        forced[at] |= must.priority is None
    for lock in problem.locked:
        forced[np.searchsorted(key, ledger.key(lock.a, lock.b))] = True
    parties = np.int64(len(ledger.party))
    pair, a = ledger.seats.spread(key // parties)
    way, b = ledger.seats.spread((key % parties)[pair])
    pair, a = pair[way], a[way]
    never = np.array([ledger.key(x, y) for x, y in problem.never_meet], np.int64)
    of = (key // parties)[pair], (key % parties)[pair]
    allowed = ~people_apart(ledger, never, (a, b), of)
    may = np.ones(len(ledger.party), bool)
    party, person = ledger.members.spread(np.arange(len(may)))
    may[party[ledger.most[person] == 0]] = False
    allowed &= may[a] & may[b]
    return Ways(pair, a, b, key, score, bonus, forced, allowed, *suited(problem, ledger, a, b))


def scale_of(problem: Problem, ledger: Ledger, ways: Ways) -> Scale:
    """Return the constants of the objective."""
    best = _best(ledger, ways)
    return Scale(
        price=price_of(problem),
        reference=float(best.mean()) if len(best) else 0.0,
        best=best,
        possible=_possible(ledger, ways),
    )


def price_of(problem: Problem) -> float:
    """Return P, what each meeting missing from a guarantee costs."""
    given = problem.objective.shortfall_price
    if given is not None:
        return given
    top = float(problem.pairs.score.max(initial=0.0)) or 1.0
    f = problem.objective.fairness
    return 10 * top * (1 - f + SLOPES[0] * f + (len(problem.attendees) if f == 1 else 0))


def utility(value: Floats, fairness: float, reference: float) -> Floats:
    """Return u(v); concave, piecewise linear, u(0) = 0; shape of ``value``."""
    steepness = np.full_like(value, 0.0)
    quarter = reference / 4
    for k, slope in enumerate(SLOPES):
        high = np.inf if k == 4 else (k + 1) * quarter
        steepness += slope * (np.minimum(value, high) - np.minimum(value, k * quarter))
    return (1 - fairness) * value + fairness * steepness


def worth_of(
    problem: Problem, ledger: Ledger, sittings: Sittings, ways: Ways, scale: Scale
) -> Worth:
    """Return F of the sittings; those that are not listed count as score 0."""
    keys = ledger.keys(sittings.party_a, sittings.party_b)
    place = np.minimum(np.searchsorted(ways.key, keys), max(0, len(ways.key) - 1))
    known = ways.key[place] == keys if len(ways.key) else np.zeros(len(keys), bool)
    place = place[known]
    score = np.zeros(len(keys))
    score[known] = ways.score[place]
    own = np.concatenate([sittings.side_a, sittings.side_b])
    part = np.tile(score, 2) / ledger.members.size[own]
    position, who = ledger.members.spread(own)
    value = weigh(who, part[position], ledger.people)
    count = np.bincount(sittings.who, minlength=ledger.people)
    f = problem.objective.fairness
    worst = float(value[scale.possible].min()) if scale.possible.any() else None
    objective = float(utility(value, f, scale.reference).sum()) / 2
    objective += len(value) * (worst or 0.0) if f == 1 else 0.0
    kept = float(ways.bonus[np.unique(place)].sum())
    missed = scale.price * _shortfall(problem, ledger, sittings, count)
    return Worth(objective + kept - missed, kept - missed, value, count, worst)


def _shortfall(problem: Problem, ledger: Ledger, sittings: Sittings, count: Ints) -> int:
    least = np.array([a.min_meetings for a in problem.attendees], np.int64)
    missing = int(np.maximum(least - count, 0).sum())
    daily = np.array([a.min_per_day for a in problem.attendees], np.int64)
    busy = busy_of(ledger, sittings)
    for day in np.unique(ledger.day):
        missing += int(np.maximum(daily - busy[:, ledger.day == day].sum(axis=1), 0).sum())
    for team in problem.teams:
        party = ledger.party[team.id]
        got = int(np.sum((sittings.party_a == party) | (sittings.party_b == party)))
        missing += max(0, team.min_meetings - got)
    return missing


def _best(ledger: Ledger, ways: Ways) -> Floats:
    parties = np.int64(len(ledger.party))
    together = np.concatenate([np.zeros(ledger.people, bool), ledger.together])
    share = np.where(together, 1.0 / ledger.members.size, 1.0)
    party = np.concatenate([ways.key // parties, ways.key % parties])
    worth = np.tile(ways.score, 2) * share[party]
    position, who = ledger.members.spread(party)
    worth = worth[position]
    order = np.lexsort((-worth, who))
    who, worth = who[order], worth[order]
    first = np.searchsorted(who, np.arange(ledger.people))
    rank = np.arange(len(who)) - first[who]
    kept = rank < ledger.most[who]
    return weigh(who[kept], worth[kept], ledger.people)


def weigh(who: Ints, amount: Floats, length: int) -> Floats:
    """Return the sum of the amounts of each number below ``length``."""
    return np.bincount(who, amount, minlength=length).astype(np.float64)


def _possible(ledger: Ledger, ways: Ways) -> Bools:
    common = np.zeros(len(ways.pair), bool)
    for t in range(len(ledger.day)):
        common |= ways.usable(ledger, slice(None), t)
    possible = np.zeros(ledger.people, bool)
    rows = np.concatenate([ways.a[common], ways.b[common]])
    possible[ledger.members.spread(rows)[1]] = True
    return possible
