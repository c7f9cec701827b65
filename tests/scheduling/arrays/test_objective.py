"""The solver's constants of the objective are those that the verifier finds for itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.problem import Attendee, Lock, Objective, Pairs, Problem, Slot, Table, Team
from scheduling.solve import solve
from scheduling.verify.arrays import problem_arrays
from scheduling.verify.objective import derive_constants, list_pairings, shortfall_price
from tests.strategies import problems


@given(problems(needed={"fairness", "together"}) | problems())
@settings(deadline=None)
def test_price_ceilings_and_who_counts_are_the_verifiers(problem: Problem) -> None:
    checked = problem_arrays(problem)
    wanted = derive_constants(
        problem, checked, list_pairings(problem, checked, shortfall_price(problem))
    )
    utility = compile_arrays(problem).utility
    assert utility.price == wanted.price
    assert utility.ceiling == pytest.approx(wanted.best, abs=1e-12)
    assert utility.counted.tolist() == wanted.possible.tolist()


def test_of_a_team_that_sits_together_each_can_have_a_part() -> None:
    pairs = Pairs(np.array([3], np.int32), np.array([2], np.int32), np.array([0.5]))
    problem = Problem(
        attendees=tuple(Attendee(name) for name in "abc"),
        slots=(Slot("s0", 0, 20),),
        pairs=pairs,
        teams=(Team("firm", ("a", "b"), together=True),),
        objective=Objective(fairness=0.5),
    )
    assert compile_arrays(problem).utility.ceiling.tolist() == [0.25, 0.25, 0.5]


def test_of_a_team_only_who_can_be_at_the_locked_table_counts() -> None:
    problem = Problem(
        attendees=(Attendee("a", table="t0"), Attendee("b"), Attendee("c")),
        slots=(Slot("s0", 0, 20),),
        tables=(Table("t0"), Table("t1")),
        pairs=Pairs(np.array([2], np.int32), np.array([3], np.int32), np.array([0.5])),
        teams=(Team("firm", ("a", "b")),),
        locked=(Lock("firm", "c", table="t1"),),
        objective=Objective(fairness=1),
    )
    counted = [False, True, True]
    assert compile_arrays(problem).utility.counted.tolist() == counted
    checked = problem_arrays(problem)
    pairings = list_pairings(problem, checked, shortfall_price(problem))
    assert derive_constants(problem, checked, pairings).possible.tolist() == counted
    assert solve(problem).certificate.verified
