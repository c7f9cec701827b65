"""One model of a small event finds what trying everything finds; a part of it leaves the rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from api.formats.problem import problem_document
from api.formats.schedule_file import meeting_document
from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays, compile_arrays
from scheduling.assignment.slot_search import search_slots
from scheduling.cp_sat.subproblem import EXACT_UNITS, Effort, solve_subproblem
from scheduling.problem import Attendee, Pairs, Problem, Slot
from scheduling.stop import Never
from tests.checker import Checker, broken_rules
from tests.strategies import SELECT, problems

NO_MUSTS = tuple(rule for rule in SELECT if rule not in ("must", "locked"))
# What a plan without tables, or with somebody short, is still allowed.
NOT_HARD = {"tables", "hosts", "zones"}


def best_by_force(arrays: Arrays) -> float:
    """F of the best of all plans, each judged by plain loops."""
    document, best = problem_document(arrays.problem), -np.inf
    slots = [[-1, *fits.nonzero()[0].tolist()] for fits in arrays.fits]

    def go_on(plan: Plan, edge: int) -> None:
        nonlocal best
        meetings = [meeting_document(m) for m in plan.meetings()]
        if broken_rules(document, meetings) - NOT_HARD or not fits_room(plan):
            return
        if edge == len(slots):
            best = max(best, Checker(document, meetings).objective())
            return
        for t in slots[edge]:
            plan.slot[edge] = t
            go_on(plan, edge + 1)
        plan.slot[edge] = -1

    go_on(Plan(arrays), 0)
    return best


def fits_room(plan: Plan) -> bool:
    tables, kind = plan.arrays.tables, plan.arrays.edges.kind
    return all(
        (tables.within[:, kind[plan.in_slot(t)]].sum(axis=1) <= tables.seats[:, t]).all()
        for t in range(plan.arrays.slots)
    )


@given(problems(most_people=4, most_slots=2, optional=NO_MUSTS))
@settings(max_examples=20, deadline=None)
def test_a_whole_event_is_solved_to_its_best(problem: Problem) -> None:
    arrays = compile_arrays(problem)
    assume(0 < len(arrays.edges) <= 5)
    everything = np.arange(len(arrays.edges))
    outcome = solve_subproblem(Plan(arrays), everything, Effort(5, units=EXACT_UNITS), Never())
    assert outcome.proven
    assert outcome.plan is not None
    assert outcome.plan.value() == pytest.approx(best_by_force(arrays), abs=1e-5)


@given(problems(optional=NO_MUSTS), st.data())
@settings(max_examples=20, deadline=None)
def test_a_part_leaves_the_rest_and_loses_nothing(problem: Problem, data: st.DataObject) -> None:
    arrays = compile_arrays(problem)
    assume(len(arrays.edges))
    plan = search_slots(Plan(arrays), Never(), rounds=1)
    edges = st.integers(0, len(arrays.edges) - 1)
    free = np.array(sorted(data.draw(st.sets(edges, max_size=4))), np.intp)
    outcome = solve_subproblem(plan, free, Effort(5, units=EXACT_UNITS), Never())
    assert outcome.plan is not None
    rest = np.setdiff1d(np.arange(len(arrays.edges)), free)
    assert (outcome.plan.slot[rest] == plan.slot[rest]).all()
    assert outcome.plan.value() >= plan.value() - 1e-5


def test_a_guarantee_goes_before_a_better_score() -> None:
    people = (Attendee("ann"), Attendee("ben"), Attendee("cat", min_meetings=1))
    pairs = Pairs(np.array([0, 0], np.int32), np.array([1, 2], np.int32), np.array([1.0, 0.25]))
    arrays = compile_arrays(Problem(people, (Slot("s0", 0, 15),), pairs=pairs))
    outcome = solve_subproblem(Plan(arrays), np.arange(2), Effort(5), Never())
    assert outcome.plan is not None
    assert outcome.plan.slot.tolist() == [-1, 0]
    assert outcome.plan.value() == 0.25
