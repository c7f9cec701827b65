"""Improvement is never for the worse, tells of each step up, and gives the same for a seed."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.assignment.slot_search import search_slots
from scheduling.improvement.local_search import improve
from scheduling.improvement.neighbourhood import edges_within, grow_neighbourhood
from scheduling.parameters import Parameters
from scheduling.problem import Attendee, Pairs, Problem, Schedule, Slot, Team
from scheduling.progress import Progress, silent
from scheduling.stop import Never
from tests.strategies import problems

BRIEF = Parameters(most_steps=4)


@given(problems(), st.booleans())
@settings(max_examples=20, deadline=None)
def test_never_worse_and_told(problem: Problem, filled: bool) -> None:
    plan = Plan(compile_arrays(problem))
    plan = search_slots(plan, Never(), rounds=1) if filled else plan
    before, told, kept = plan.rank(), list[Progress](), list[Schedule]()

    def observe(progress: Progress) -> None:
        assert progress.best is not None, "whoever passed the best over can take it at every step"
        told.append(progress)
        kept.append(progress.best())

    better = improve(plan, None, BRIEF, 0, 1, Never(), observe)
    assert better.rank() >= before == plan.rank()
    values = [before[1], *(p.objective for p in told)]
    assert all(p.stage == "improvement" for p in told)
    assert bool(told) == bool(len(plan.arrays.edges)), "at every step"
    assert (len(set(values)) > 1) == (better.rank() > before), "better only where it is"
    assert not told or values[-1] == better.value()
    assert not kept or kept[-1] == better.schedule()
    again = improve(plan, None, BRIEF, 0, 1, Never(), silent)
    assert (again.slot == better.slot).all()


def test_a_shake_that_loses_is_forgotten() -> None:
    random = np.random.default_rng(1)
    a, b = (ends.astype(np.int32) for ends in np.triu_indices(16, 1))
    people = tuple(Attendee(f"p{i}", max_meetings=3) for i in range(16))
    slots = tuple(Slot(f"s{t}", 20 * t, 20 * t + 20) for t in range(5))
    crowd = Problem(people, slots, pairs=Pairs(a, b, random.random(len(a))))
    plan = search_slots(Plan(compile_arrays(crowd)), Never())
    brief = Parameters(most_steps=2)
    for seed in range(6):
        assert improve(plan, None, brief, seed, 1, Never(), silent).rank() >= plan.rank()


@given(problems())
@settings(max_examples=10, deadline=None)
def test_it_does_not_begin_where_the_bound_is_reached(problem: Problem) -> None:
    plan = search_slots(Plan(compile_arrays(problem)), Never())
    assert improve(plan, plan.value(), BRIEF, 0, 1, Never(), silent) is plan


@given(problems(), st.integers(1, 6))
@settings(max_examples=20, deadline=None)
def test_a_neighbourhood_is_of_people_who_could_meet(problem: Problem, size: int) -> None:
    arrays = compile_arrays(problem)
    edges = arrays.edges
    inside = grow_neighbourhood(arrays, 0, size, np.random.default_rng(0))
    assert inside[0]
    assert inside.sum() <= size
    for person in np.flatnonzero(inside)[1:]:
        met = np.concatenate([edges.b[edges.a == person], edges.a[edges.b == person]])
        assert inside[met].any(), "nobody inside could meet this one"
    free = edges_within(arrays, inside)
    assert inside[np.concatenate([edges.a[free], edges.b[free]])].all()


def test_a_team_that_sits_together_is_inside_as_a_whole() -> None:
    people = (Attendee("ann"), Attendee("ben"), Attendee("cat"))
    pairs = Pairs(np.array([0], np.int32), np.array([3], np.int32), np.array([0.5]))
    duo = Team("duo", ("ben", "cat"), together=True)
    event = Problem(people, (Slot("s0", 0, 15),), pairs=pairs, teams=(duo,))
    arrays = compile_arrays(event)
    assert edges_within(arrays, np.array([True, True, False])).tolist() == []
    assert edges_within(arrays, np.array([True, True, True])).tolist() == [0]
