"""With everybody there all evening nothing of the best selection is lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.instances import Recipe, generated
from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.assignment.completion import complete_selection
from scheduling.assignment.edge_colouring import colour_edges
from scheduling.solve import solve
from scheduling.stop import MaxRuntime, Never
from tests.scheduling.bound.test_dual_value import crowds


@pytest.mark.parametrize("people", [100, 200])
def test_a_full_evening_is_proven_optimal(people):
    certificate = solve(generated(Recipe(people)), stop=MaxRuntime(60)).certificate
    assert certificate.status == "optimal"
    assert "bound" in certificate.checks


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(crowds(), st.integers(0, 99))
def test_what_is_placed_stays_placed_and_keeps_the_rules(problem, seed):
    """Whatever is asked for, no less of it is held and nobody sits twice in a slot."""
    arrays = compile_arrays(problem)
    asked = np.flatnonzero(np.random.default_rng(seed).random(len(arrays.edges)) < 0.5)
    before = colour_edges(arrays, asked, Never())
    after = complete_selection(before, asked, 1, seed, Never())
    held = np.intersect1d(asked, after.held())
    assert len(held) >= len(np.intersect1d(asked, before.held()))
    for t in range(arrays.slots):
        now = after.in_slot(t)
        ends = np.concatenate([arrays.edges.a[now], arrays.edges.b[now]])
        assert len(ends) == len(np.unique(ends))
        assert len(now) <= arrays.tables.seats[0, t]
        assert arrays.fits[now, t].all()


def test_a_plan_that_holds_all_is_returned_as_it_is():
    arrays = compile_arrays(generated(Recipe(20, best=10)))
    plan = Plan(arrays)
    assert complete_selection(plan, np.zeros(0, np.intp), 1, 0, Never()) is plan
