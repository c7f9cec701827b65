"""What an odd group leaves over is priced rightly, and both sides of the house agree on it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.bound.dual_value import dual_value
from scheduling.certificate import Certificate, OddSet
from scheduling.parameters import Parameters
from scheduling.problem import Attendee, Pairs, Problem, Schedule, Slot, Team
from scheduling.selection.b_matching_lp import solve_b_matching
from scheduling.solve import solve
from scheduling.stop import MaxRuntime, Never
from scheduling.verify.verification import examine
from tests.scheduling.bound.test_dual_value import best, crowds


def groups(sizes: list[int], slots: int, seed: int = 0) -> Problem:
    """Groups within which everybody may meet everybody, and nobody anybody else."""
    ends = np.cumsum(sizes)
    both = [
        (i, j)
        for size, end in zip(sizes, ends.tolist(), strict=True)
        for i in range(end - size, end)
        for j in range(i + 1, end)
    ]
    a, b = np.array(both, np.int32).T
    score = np.random.default_rng(seed).uniform(0.5, 1.0, len(both))
    people = tuple(Attendee(f"p{i}") for i in range(int(ends[-1])))
    times = tuple(Slot(f"s{t}", 20.0 * t, 20.0 * t + 20) for t in range(slots))
    return Problem(people, times, pairs=Pairs(a, b, score))


@st.composite
def odd_sets(draw, problem):
    n = len(problem.attendees)
    members = draw(st.sets(st.integers(0, n - 1), min_size=1))
    leading = [
        (min(i, j), max(i, j))
        for i, j in zip(problem.pairs.a.tolist(), problem.pairs.b.tolist(), strict=True)
        if (i in members) != (j in members)
    ]
    pairs = draw(st.lists(st.sampled_from(leading), unique=True)) if leading else []
    return OddSet(tuple(sorted(members)), tuple(pairs), draw(st.floats(0, 1)))


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_odd_set_bounds_and_the_verifier_finds_the_same(data):
    problem = data.draw(crowds())
    arrays = compile_arrays(problem)
    selection = solve_b_matching(arrays, Never())
    assert selection is not None
    odd = tuple(data.draw(st.lists(odd_sets(problem), max_size=3)))
    dual = dataclasses.replace(selection.dual, odd=odd)
    bound, top = dual_value(arrays, dual), best(arrays)
    assert bound >= top - 1e-5 * max(1.0, abs(top))
    claim = Certificate(None, None, None, "feasible", dual=dual)
    found = examine(problem, Schedule(()), claim)
    assert found.bound == pytest.approx(bound, rel=1e-9, abs=1e-9)


def test_groups_of_seven_leave_one_over_in_every_slot():
    problem = groups([7, 7, 7, 9, 9], slots=5)
    certificate = solve(
        problem, stop=MaxRuntime(20), parameters=dataclasses.replace(Parameters(), exact=0)
    ).certificate
    assert certificate.dual is not None
    assert certificate.dual.odd
    assert certificate.gap is not None
    assert certificate.gap < 0.01
    without = dataclasses.replace(certificate.dual, odd=())
    arrays = compile_arrays(problem)
    assert dual_value(arrays, without) > 1.05 * dual_value(arrays, certificate.dual)


@pytest.mark.parametrize(
    "odd",
    [
        OddSet((0, 0, 1), (), 0.5),
        OddSet((0, 99), (), 0.5),
        OddSet((0, 1, 2), (), -0.5),
        OddSet((0, 1, 2), ((0, 1),), 0.5),
        OddSet((0, 1, 2), ((5, 6),), 0.5),
        OddSet((0, 1, 2), ((0, 5), (5, 0)), 0.5),
    ],
    ids=["twice", "nobody", "negative", "inside", "outside", "pair twice"],
)
def test_an_odd_set_that_proves_nothing_is_refused(odd):
    problem = groups([7], slots=3)
    selection = solve_b_matching(compile_arrays(problem), Never())
    assert selection is not None
    claim = Certificate(
        None, None, None, "feasible", dual=dataclasses.replace(selection.dual, odd=(odd,))
    )
    assert "bound" in {v.rule for v in examine(problem, Schedule(()), claim).violations}


def test_where_there_are_teams_odd_sets_are_refused():
    problem = dataclasses.replace(groups([7], slots=3), teams=(Team("t", ("p0", "p1")),))
    selection = solve_b_matching(compile_arrays(problem), Never())
    assert selection is not None
    odd = (OddSet((2, 3, 4), (), 0.1),)
    claim = Certificate(
        None, None, None, "feasible", dual=dataclasses.replace(selection.dual, odd=odd)
    )
    assert "bound" in {v.rule for v in examine(problem, Schedule(()), claim).violations}
