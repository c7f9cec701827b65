"""The relaxed selection is worth no less than any schedule, and its parts keep to all limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings

from scheduling.arrays.objective import tally_meetings
from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays, compile_arrays
from scheduling.assignment.slot_search import search_slots
from scheduling.bound.dual_value import dual_value, untimed_worth
from scheduling.problem import Attendee, Pairs, Problem, Slot, Team
from scheduling.selection.b_matching_lp import solve_b_matching
from scheduling.selection.rounding import round_selection
from scheduling.stop import Never
from tests.strategies import SELECT, problems

NO_MUSTS = tuple(rule for rule in SELECT if rule not in ("must", "locked"))


@given(problems(optional=NO_MUSTS))
@settings(max_examples=25, deadline=None)
def test_its_prices_bound_what_slots_hold(problem: Problem) -> None:
    arrays = compile_arrays(problem)
    selection = solve_b_matching(arrays, Never())
    assert selection is not None
    x, edges, caps = selection.x, arrays.edges, arrays.caps
    assert (x > -1e-6).all()
    meetings = np.bincount(edges.a, x, arrays.size) + np.bincount(edges.b, x, arrays.size)
    meetings += np.bincount(edges.extra_person, x[edges.extra_edge], arrays.size)
    assert (meetings <= arrays.people.most + 1e-6).all()
    assert (np.bincount(edges.pair, x) <= 1 + 1e-6).all(), "a pair meets once"
    assert (np.bincount(caps.row, x[caps.edge], len(caps.limit)) <= caps.limit + 1e-6).all()
    held = search_slots(Plan(arrays), Never(), rounds=2).value()
    assert dual_value(arrays, selection.dual) >= held - 1e-6 * max(1.0, abs(held))


def degrees(arrays: Arrays, chosen: np.ndarray) -> np.ndarray:
    return tally_meetings(arrays.edges, chosen, arrays.size)[1]


@given(problems(optional=NO_MUSTS))
@settings(max_examples=25, deadline=None)
def test_rounding_keeps_within_people_pairs_and_caps(problem: Problem) -> None:
    arrays = compile_arrays(problem)
    assume(len(arrays.edges))
    selection = solve_b_matching(arrays, Never())
    assert selection is not None
    worth = untimed_worth(arrays, selection.dual)
    chosen = round_selection(arrays, selection.x, worth, Never())
    assert (degrees(arrays, chosen) <= arrays.people.most).all()
    assert len(np.unique(arrays.edges.pair[chosen])) == len(chosen)
    taken = np.isin(arrays.caps.edge, chosen)
    used = np.bincount(arrays.caps.row[taken], minlength=len(arrays.caps.limit))
    assert (used <= arrays.caps.limit).all()


def test_a_team_that_nobody_can_meet_still_costs_its_guarantee() -> None:
    people = tuple(Attendee(name) for name in ("ann", "ben", "cat"))
    one, other, score = np.array([0], np.int32), np.array([2], np.int32), np.array([0.5])
    arrays = compile_arrays(
        Problem(
            people,
            (Slot("s0", 0, 15),),
            pairs=Pairs(one, other, score),
            teams=(Team("duo", ("ann", "ben"), min_meetings=2),),
        )
    )
    selection = solve_b_matching(arrays, Never())
    assert selection is not None
    best = search_slots(Plan(arrays), Never()).value()
    assert best == pytest.approx(0.5 - 2 * arrays.utility.price)
    assert dual_value(arrays, selection.dual) == pytest.approx(best)
