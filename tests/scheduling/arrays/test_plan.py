"""A plan's F and its shortfall are what plain loops over its meetings find."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings

from api.formats.problem import problem_document
from api.formats.schedule_file import meeting_document
from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.assignment.slot_search import search_slots
from scheduling.problem import Problem
from scheduling.stop import Never
from tests.checker import Checker
from tests.strategies import problems

GUARANTEES = {"min_meetings", "min_per_day"}


@given(problems(needed=GUARANTEES))
@settings(max_examples=25, deadline=None)
def test_value_and_shortfall(problem: Problem) -> None:
    arrays = compile_arrays(problem)
    plan = search_slots(Plan(arrays), Never(), rounds=1)
    assume(plan.forced_missing() == 0 and not arrays.impossible)
    meetings = [meeting_document(m) for m in plan.meetings()]
    judge = Checker(problem_document(problem), meetings)
    assert plan.shortfall().total() == judge.missing()
    assert plan.value() == pytest.approx(judge.objective())


@given(problems())
@settings(max_examples=15, deadline=None)
def test_a_slot_filled_anew_changes_no_other(problem: Problem) -> None:
    plan = search_slots(Plan(compile_arrays(problem)), Never(), rounds=1)
    assume(plan.arrays.slots > 1)
    emptied = plan.with_slot(0, np.zeros(0, np.intp))
    assert len(emptied.in_slot(0)) == 0
    assert all((emptied.in_slot(t) == plan.in_slot(t)).all() for t in range(1, plan.arrays.slots))
