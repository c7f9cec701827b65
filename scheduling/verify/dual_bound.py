"""Dual bound: the upper bound that a certificate's prices prove, by a few sums.

The formula is `scheduling.certificate.Dual`'s. No price needs to be right: any set of prices
0 or more gives a valid bound, so the solver that found them need not be trusted.
"""

from __future__ import annotations

import numpy as np

from scheduling.certificate import Dual, OddSet
from scheduling.problem import Problem
from scheduling.problem.array_types import Float64, Int64
from scheduling.verify.arrays import ProblemArrays
from scheduling.verify.objective import Constants, Pairings, utility, weigh
from scheduling.verify.open_tables import table_capacity
from scheduling.verify.people_rules import in_group

BLOCK = 1 << 18


class BadPrices(ValueError):
    """Prices of a wrong shape or sign: they prove nothing."""


def prove_bound(
    problem: Problem, arrays: ProblemArrays, pairings: Pairings, constants: Constants, dual: Dual
) -> float:
    """Return the upper bound on F that the prices prove.

    Works on blocks of ways, so that memory stays at a few dozen MB beyond the problem's.

    Raises
    ------
    BadPrices
        If a price is negative, not finite, of the wrong shape or names nobody.
    """
    _check(problem, arrays, constants, dual)
    capacity = table_capacity(problem, arrays)
    bound = _pairs(problem, arrays, pairings, dual)
    bound += float((dual.person_slot * arrays.available[: arrays.people]).sum())
    bound += _spans(problem, arrays, dual)[1]
    bound += float(capacity @ dual.slot)
    bound += float(dual.cap @ arrays.most)
    least = np.array([a.min_meetings for a in problem.attendees], np.float64)
    bound -= float(dual.guarantee @ least)
    bound += _utilities(problem, constants, dual)
    for (person, group), price in dual.group.items():
        bound += price * problem.attendees[person].group_caps[group]
    for odd in dual.odd:
        bound += odd.price * _odd_limit(arrays, odd)
    for team in problem.teams:
        bound += dual.team.get(team.id, 0.0) * (team.max_meetings or 0)
        bound -= dual.team_guarantee.get(team.id, 0.0) * team.min_meetings
    return bound


def _check(problem: Problem, arrays: ProblemArrays, constants: Constants, dual: Dual) -> None:
    n, slots = arrays.people, len(arrays.day)
    shaped = {
        "utility": (dual.utility, (n,)),
        "guarantee": (dual.guarantee, (n,)),
        "worst": (dual.worst, (n,)),
        "cap": (dual.cap, (n,)),
        "person_slot": (dual.person_slot, (n, slots)),
        "slot": (dual.slot, (slots,)),
    }
    if dual.day is not None:
        shaped["day"] = (dual.day, (n, int(arrays.day.max(initial=-1)) + 1))
    if dual.row is not None:
        shaped["row"] = (dual.row, (n, slots))
    for name, (array, shape) in shaped.items():
        if array.shape != shape:
            raise BadPrices(f"{name} has shape {array.shape}, not {shape}.")
        if not np.isfinite(array).all() or (array < 0).any():
            raise BadPrices(f"{name} has a price that is negative or not finite.")
    single = [*dual.group.values(), *dual.team.values(), *dual.team_guarantee.values()]
    if not all(np.isfinite(p) and p >= 0 for p in single):
        raise BadPrices("A group's or team's price is negative or not finite.")
    for person, group in dual.group:
        if not 0 <= person < n or group not in problem.attendees[person].group_caps:
            raise BadPrices(f"There is no cap on group {group} for attendee number {person}.")
    capped = {t.id for t in problem.teams if t.max_meetings is not None}
    if not capped >= dual.team.keys():
        raise BadPrices("A price is on a team without max_meetings.")
    _check_odd_sets(problem, dual)
    high = constants.price * (1 + 1e-9)
    if (dual.guarantee > high).any() or any(q > high for q in dual.team_guarantee.values()):
        raise BadPrices("A price of a guarantee is above the price of missing it.")
    total = float(dual.worst[constants.possible].sum())
    if problem.objective.fairness == 1 and constants.possible.any() and total < n * (1 - 1e-9):
        raise BadPrices(f"The prices of the worst-off sum to {total:.6g}, not {n}.")


def _check_odd_sets(problem: Problem, dual: Dual) -> None:
    everybody = range(len(problem.attendees))
    if dual.odd and problem.teams:
        raise BadPrices("Where there are teams two people may meet twice: odd sets prove nothing.")
    for odd in dual.odd:
        if not np.isfinite(odd.price) or odd.price < 0:
            raise BadPrices("The price of an odd set is negative or not finite.")
        members, pairs = set(odd.members), {frozenset(pair) for pair in odd.pairs}
        named = members.union(*pairs)
        if len(members) < len(odd.members) or not all(one in everybody for one in named):
            raise BadPrices("An odd set names somebody twice, or nobody.")
        if len(pairs) < len(odd.pairs) or any(len(pair & members) != 1 for pair in pairs):
            raise BadPrices("A pair of an odd set does not lead out of it, or is there twice.")


def _odd_limit(arrays: ProblemArrays, odd: OddSet) -> int:
    """Most meetings inside an odd set and along its pairs: over all times, and slot by slot."""
    members = list(odd.members)
    seats = int(arrays.most[members].sum()) + len(odd.pairs)
    by_slot = int((arrays.available[members].sum(axis=0) // 2).sum()) + len(odd.pairs)
    return min(seats // 2, by_slot)


def _odd_prices(arrays: ProblemArrays, pairings: Pairings, dual: Dual) -> Float64:
    """Sum what odd sets cost each pair; shape (m,)."""
    parties = len(arrays.party)
    low, high = pairings.key // parties, pairings.key % parties
    cost = np.zeros(len(pairings.key))
    for odd in dual.odd:
        member = np.zeros(parties, np.bool_)
        member[list(odd.members)] = True
        counted = member[low] & member[high]
        keys = [min(pair) * parties + max(pair) for pair in odd.pairs]
        cost[counted | np.isin(pairings.key, keys)] += odd.price
    return cost


def _spans(problem: Problem, arrays: ProblemArrays, dual: Dual) -> tuple[Float64, float]:
    """Prices of days and runs: what each person pays for each slot, and their cost in total."""
    n, slots = arrays.people, len(arrays.day)
    charged, cost = np.zeros((n, slots)), 0.0
    if dual.day is not None:
        charged += dual.day[:, arrays.day]
        for i in np.flatnonzero(dual.day.any(axis=1)):
            most = problem.attendees[i].max_per_day
            if most is None:
                raise BadPrices(f"There is no limit a day for attendee number {i}.")
            cost += float(dual.day[i].sum()) * most
    for i, t in np.argwhere(dual.row) if dual.row is not None else ():
        most = problem.attendees[i].max_consecutive
        if most is None or t + most >= slots or not arrays.in_row[t + 1 : t + most + 1].all():
            raise BadPrices(f"Attendee number {i} may meet all through from slot number {t} on.")
        price = float(dual.row[i, t]) if dual.row is not None else 0.0
        charged[i, t : t + most + 1] += price
        cost += price * most
    return charged, cost


def _utilities(problem: Problem, constants: Constants, dual: Dual) -> float:
    """Sum over people of the most u(v)/2 - p v, v from 0 to the best timetable alone."""
    f, reference = problem.objective.fairness, constants.reference
    most = np.zeros(len(constants.best))
    for k in (1, 2, 3, 4, np.inf):
        v = np.minimum(constants.best, k * reference / 4) if np.isfinite(k) else constants.best
        most = np.maximum(most, utility(v, f, reference) / 2 - dual.utility * v)
    return float(most.sum())


def _pairs(problem: Problem, arrays: ProblemArrays, pairings: Pairings, dual: Dual) -> float:
    """Sum over pairs of the best way and slot, 0 if none is worth it (unless forced)."""
    size = arrays.members.size
    row, person = arrays.members.spread(np.arange(len(arrays.party)))

    def per_row(price: Float64) -> Float64:
        return weigh(row, price[person], len(size))

    rate = per_row(dual.utility + dual.worst) / size
    fixed = per_row(dual.guarantee - dual.cap)
    charged = dual.person_slot + _spans(problem, arrays, dual)[0]
    alpha = np.stack([per_row(charged[:, t]) for t in range(len(arrays.day))], axis=1)
    team = np.zeros(len(size))
    for name, price in dual.team_guarantee.items():
        team[arrays.party[name]] += price
    for name, price in dual.team.items():
        team[arrays.party[name]] -= price
    only = _locked_slots(problem, arrays, pairings)
    best = np.full(len(pairings.key), -np.inf)
    parties = np.int64(len(size))
    groups = _group_prices(problem, arrays, dual)
    bonus = pairings.bonus - _odd_prices(arrays, pairings, dual)
    for start in range(0, len(pairings.pair), BLOCK):
        cut = slice(start, start + BLOCK)
        pair, a, b = pairings.pair[cut], pairings.a[cut], pairings.b[cut]
        omega = pairings.score[pair] * (rate[a] + rate[b]) + fixed[a] + fixed[b] + bonus[pair]
        omega += team[(pairings.key // parties)[pair]] + team[(pairings.key % parties)[pair]]
        for inside, charge in groups:
            omega -= charge[a] * inside[b] + charge[b] * inside[a]
        top = np.full(len(pair), -np.inf)
        for t in range(len(arrays.day)):
            usable = pairings.usable(arrays, cut, t)
            if only is not None:
                usable &= (only[pair] == -1) | (only[pair] == t)
            price_t = alpha[a, t] + alpha[b, t] + dual.slot[t]
            np.maximum(top, np.where(usable, omega - price_t, -np.inf), out=top)
        np.maximum.at(best, pair, top)
    free = np.maximum(best, 0.0)
    return float(np.where(pairings.forced & np.isfinite(best), best, free).sum())


def _group_prices(
    problem: Problem, arrays: ProblemArrays, dual: Dual
) -> list[tuple[Float64, Float64]]:
    """For each group: 1 for rows of it, and each row's price of meeting it; shape (n + k,)."""
    row, person = arrays.members.spread(np.arange(len(arrays.party)))
    result: list[tuple[Float64, Float64]] = []
    for group in sorted({g for _, g in dual.group}):
        price = np.zeros(arrays.people)
        for (i, g), amount in dual.group.items():
            if g == group:
                price[i] = amount
        rows = weigh(row, price[person], len(arrays.party))
        result.append((in_group(problem, arrays, group).astype(np.float64), rows))
    return result


def _locked_slots(problem: Problem, arrays: ProblemArrays, pairings: Pairings) -> Int64 | None:
    """Return the slot each pair is locked to, -1 for none; None if nothing is locked."""
    if not problem.locked:
        return None
    only = np.full(len(pairings.key), -1, np.int64)
    for lock in problem.locked:
        if lock.slot is not None:
            only[np.searchsorted(pairings.key, arrays.key(lock.a, lock.b))] = arrays.slot[lock.slot]
    return only
