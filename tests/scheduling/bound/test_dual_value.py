"""No prices, however wrong, prove less than the best schedule; the verifier agrees on them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays, compile_arrays
from scheduling.bound.dual_value import dual_value
from scheduling.bound.time_indexed_dual import tighten_dual
from scheduling.bound.trivial_dual import trivial_dual
from scheduling.cp_sat.subproblem import EXACT_UNITS, Effort, solve_subproblem
from scheduling.problem import Attendee, Objective, Pairs, Problem, Slot, Table
from scheduling.selection.b_matching_lp import solve_b_matching
from scheduling.stop import Never


@st.composite
def crowds(draw):
    n, slots = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    ids = [f"s{t}" for t in range(slots)]
    people = tuple(
        Attendee(
            f"p{i}",
            min_meetings=draw(st.integers(0, 1)),
            max_meetings=draw(st.sampled_from([None, 1, 2])),
            available=tuple(t for t in ids if draw(st.integers(0, 3))),
            max_consecutive=draw(st.sampled_from([None, 1])),
        )
        for i in range(n)
    )
    every = [(i, j) for i in range(n) for j in range(i + 1, n) if draw(st.booleans())]
    a, b = np.array(every, np.int32).reshape(-1, 2).T
    score = np.array([draw(st.integers(0, 20)) / 20 for _ in every])
    tables = tuple(Table(f"t{k}") for k in range(draw(st.integers(0, 2))))
    fairness = draw(st.sampled_from([0.0, 0.5, 1.0]))
    return Problem(
        people,
        tuple(Slot(t, 20.0 * k, 20.0 * k + 20) for k, t in enumerate(ids)),
        tables,
        Pairs(a, b, score),
        objective=Objective(fairness=fairness),
    )


def best(arrays: Arrays) -> float:
    everything = np.arange(len(arrays.edges))
    outcome = solve_subproblem(Plan(arrays), everything, Effort(20.0, 1, 0, EXACT_UNITS), Never())
    assert outcome.plan is not None
    assert outcome.proven
    return outcome.plan.value()


def by_force(arrays: Arrays) -> float:
    """F of the best plan, trying every slot for every pair; only the rules of `crowds`."""
    top = -np.inf
    people = arrays.people

    def tried(edge: int, plan: Plan, busy: np.ndarray) -> None:
        nonlocal top
        if edge == len(arrays.edges):
            top = max(top, plan.value())
            return
        tried(edge + 1, plan, busy)
        a, b = int(arrays.edges.a[edge]), int(arrays.edges.b[edge])
        for t in np.flatnonzero(arrays.fits[edge]):
            if busy[[a, b], t].any() or (plan.slot == t).sum() >= arrays.tables.seats[0, t]:
                continue
            busy[[a, b], t] = True
            runs = all(
                not (people.most_in_row[i] == 1 and (busy[i, 1:] & busy[i, :-1]).any())
                for i in (a, b)
            )
            if runs and all(busy[i].sum() <= people.most[i] for i in (a, b)):
                plan.slot[edge] = t
                tried(edge + 1, plan, busy)
                plan.slot[edge] = -1
            busy[[a, b], t] = False

    tried(0, Plan(arrays), np.zeros((arrays.size, arrays.slots), bool))
    return top


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(crowds())
def test_one_model_finds_what_brute_force_finds(problem):
    arrays = compile_arrays(problem)
    if len(arrays.edges) > 6:
        return
    assert best(arrays) == pytest.approx(by_force(arrays), rel=1e-5, abs=1e-5)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(crowds())
def test_every_bound_is_at_or_above_the_optimum(problem):
    arrays = compile_arrays(problem)
    top = best(arrays)
    slack = 1e-5 * max(1.0, abs(top))
    plain = trivial_dual(arrays)
    assert dual_value(arrays, plain) >= top - slack
    selection = solve_b_matching(arrays, Never())
    assert selection is not None
    before = dual_value(arrays, selection.dual)
    assert before >= top - slack
    after = dual_value(arrays, tighten_dual(arrays, selection.dual, Never(), before))
    assert top - slack <= after <= before + slack


@settings(deadline=None, max_examples=40)
@given(crowds(), st.integers(0, 2**16))
def test_random_prices_still_bound(problem, seed):
    arrays = compile_arrays(problem)
    random = np.random.default_rng(seed)
    dual = trivial_dual(arrays)
    wild = dataclasses.replace(
        dual,
        utility=random.random(arrays.size),
        cap=random.random(arrays.size),
        person_slot=random.random((arrays.size, arrays.slots)),
        slot=random.random(arrays.slots),
    )
    top = best(arrays)
    assert dual_value(arrays, wild) >= top - 1e-5 * max(1.0, abs(top))
