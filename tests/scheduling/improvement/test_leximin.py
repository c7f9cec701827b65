"""Leximin: small events lift one after the other, as all plans tried one by one say they should."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from benchmarks.metrics import shares_of
from scheduling.parameters import Parameters
from scheduling.problem import Attendee, Objective, Pairs, Problem, Slot, Table, Team
from scheduling.solve import solve
from tests.checker import utility


def small_event(seed: int) -> Problem:
    """Seven or eight people, one slot or two, pairs of many worths, now and then few tables."""
    dice = np.random.default_rng(seed)
    slots = 1 + seed % 2
    n = int(dice.integers(7, 9)) if slots == 1 else 5
    people = tuple(
        Attendee(
            f"p{i}",
            max_meetings=1 if dice.random() < 0.2 else None,
            available=tuple(f"s{t}" for t in range(slots) if dice.random() < 0.95),
        )
        for i in range(n)
    )
    every = list(itertools.combinations(range(n), 2))
    count = 16 if slots == 1 else 8
    met = [every[k] for k in sorted(dice.choice(len(every), count, replace=False))]
    a, b = np.array(met, np.int32).T
    return Problem(
        people,
        tuple(Slot(f"s{t}", 20.0 * t, 20.0 * t + 20) for t in range(slots)),
        tuple(Table(f"t{k}") for k in range(2)) if dice.random() < 0.2 else (),
        Pairs(a, b, dice.integers(4, 64, count) / 64),
        objective=Objective(fairness=1.0),
    )


def every_plan(problem: Problem) -> Iterator[list[float]]:
    """Everybody's v in every way to place the pairs."""
    n, pairs = len(problem.attendees), problem.pairs
    there = [{s.id for s in problem.slots} & set(p.available or ()) for p in problem.attendees]
    most = [n if p.max_meetings is None else p.max_meetings for p in problem.attendees]
    tables = len(problem.tables) or n

    def placed(k: int, held: list[tuple[str, int, int, float]]) -> Iterator[list[float]]:
        if k == len(pairs):
            value = [0.0] * n
            for _, i, j, score in held:
                value[i] += score
                value[j] += score
            yield value
            return
        yield from placed(k + 1, held)
        i, j, score = int(pairs.a[k]), int(pairs.b[k]), float(pairs.score[k])
        if any(sum(p in m[1:3] for m in held) >= most[p] for p in (i, j)):
            return
        for slot in sorted(there[i] & there[j]):
            here = [m for m in held if m[0] == slot]
            if len(here) < tables and not any({i, j} & set(m[1:3]) for m in here):
                yield from placed(k + 1, [*held, (slot, i, j, score)])

    return placed(0, [])


def counted_and_reference(problem: Problem) -> tuple[list[bool], float]:
    """Who has a possible pair, and R; both from the formula's own words."""
    pairs = list(zip(*(c.tolist() for c in (problem.pairs.a, problem.pairs.b)), strict=True))
    there = [set(p.available or ()) for p in problem.attendees]
    most = [
        len(own) if p.max_meetings is None else min(len(own), p.max_meetings)
        for p, own in zip(problem.attendees, there, strict=True)
    ]
    possible = [bool(there[i] & there[j]) and most[i] > 0 and most[j] > 0 for i, j in pairs]
    counted, best = [], []
    for p, limit in enumerate(most):
        own = [k for k, pair in enumerate(pairs) if p in pair]
        counted.append(any(possible[k] for k in own))
        best.append(sum(sorted((float(problem.pairs.score[k]) for k in own), reverse=True)[:limit]))
    return counted, sum(best) / len(best)


@pytest.mark.parametrize("gap", [0.0, 0.0005, 0.1])
@pytest.mark.parametrize("seed", range(12))
def test_the_worst_off_come_first_one_after_the_other(seed: int, gap: float) -> None:
    problem = small_event(seed)
    counted, reference = counted_and_reference(problem)
    n = len(problem.attendees)
    tried = []
    for value in every_plan(problem):
        ordered = sorted(v for v, c in zip(value, counted, strict=True) if c)
        worth = sum(utility(v, 1.0, reference) for v in value) / 2 + n * ordered[0]
        tried.append((worth, ordered))
    top = max(worth for worth, _ in tried)
    wanted = max(ordered for worth, ordered in tried if worth >= top - gap * abs(top) - 1e-7)

    result = solve(problem, parameters=Parameters(gap=gap))

    certificate = result.certificate
    shares = shares_of(problem, result.schedule)
    assert sorted(shares.value[shares.possible].tolist()) == wanted
    assert certificate.objective is not None
    assert certificate.bound is not None
    assert certificate.bound >= top - 1e-6 * max(1.0, top), "the bound is of F, not of what we took"
    assert certificate.objective >= top * (1 - gap) - 1e-6
    assert certificate.worst_off == wanted[0]
    assert certificate.worst_off_bound is not None
    assert certificate.worst_off_bound >= wanted[0]


def test_people_who_are_all_alike_are_evened_out() -> None:
    """Too wide a model of these few people once asked CP-SAT for more memory than there is."""
    slots = tuple(Slot(f"s{t}", 20.0 * t, 20.0 * t + 20) for t in range(3))
    members = tuple(f"m{i}" for i in range(3))
    partners = (
        Attendee("p0", max_meetings=1),
        Attendee("p1", available=("s0", "s1"), max_meetings=1),
        Attendee("p2", available=("s0", "s1")),
        Attendee("p3", max_meetings=1),
    )
    problem = Problem(
        (*map(Attendee, members), *partners),
        slots,
        pairs=Pairs(np.arange(3, 7, dtype=np.int32), np.full(4, 7, np.int32), np.full(4, 0.5)),
        teams=(Team("firm", members, spread=1),),
        objective=Objective(fairness=1.0),
    )
    shares = shares_of(problem, solve(problem, seed=3).schedule)
    assert sorted(shares.value[shares.possible].tolist()) == [0.5] * 6 + [1.0]
