"""The solver's constants of the objective are those that the verifier finds for itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.problem import Attendee, Objective, Pairs, Problem, Slot, Team
from scheduling.verify.arrays import problem_arrays
from scheduling.verify.objective import derive_constants, list_pairings, shortfall_price
from tests.strategies import problems


@given(problems(needed={"fairness", "together"}) | problems())
@settings(deadline=None)
def test_price_ceilings_and_who_counts_are_the_verifiers(problem: Problem) -> None:
    # One at a table or time that the two cannot have leaves no timetable, whoever counts.
    free = tuple(replace(lock, slot=None, table=None) for lock in problem.locked)
    problem = replace(problem, locked=free)
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
