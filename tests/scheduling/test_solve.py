"""Solve: near its bound, the same each time, keeps what is locked, and ends when told."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from benchmarks.instances import Recipe, generated
from scheduling.parameters import Parameters
from scheduling.problem import Attendee, Lock, MustMeet, Objective, Pairs, Problem, Slot
from scheduling.solve import solve
from scheduling.stop import Cancelled, MaxRuntime


@pytest.mark.parametrize(
    ("absence", "gap"), [(0.0, 0.001), (0.2, 0.005), (0.4, 0.01)], ids=["all", "20 %", "40 %"]
)
def test_gap_of_a_full_agenda(absence, gap):
    certificate = solve(generated(Recipe(120, absence=absence)), stop=MaxRuntime(20)).certificate
    assert certificate.verified
    assert certificate.gap is not None
    assert certificate.gap <= gap


def test_same_problem_seed_and_threads_give_the_same_schedule():
    problem, brief = generated(Recipe(60, absence=0.3)), Parameters(most_steps=12)
    one, other = (solve(problem, seed=3, parameters=brief) for _ in range(2))
    assert one.schedule == other.schedule


def test_locked_meetings_stay_and_gaps_are_filled():
    problem = generated(Recipe(60, table_load=0.9))
    kept = solve(problem, stop=MaxRuntime(5)).schedule.meetings[::2]
    locks = tuple(Lock(m.a, m.b, m.slot, m.table) for m in kept)
    again = solve(dataclasses.replace(problem, locked=locks), stop=MaxRuntime(5)).schedule
    assert set(kept) <= set(again.meetings)
    assert len(again) > len(kept)


@pytest.mark.parametrize("fairness", [0.0, 0.5, 1.0])
def test_a_wish_counts_where_it_is_locked_too(fairness):
    a, b = (ends.astype(np.int32) for ends in np.triu_indices(5, 1))
    problem = Problem(
        tuple(Attendee(f"p{i}", max_meetings=1) for i in range(5)),
        (Slot("s0", 0, 15), Slot("s1", 20, 35)),
        pairs=Pairs(a, b, np.full(len(a), 0.5)),
        must_meet=(MustMeet("p0", "p1", 0.5),),
        locked=(Lock("p0", "p1"),),
        objective=Objective(fairness=fairness),
    )
    certificate = solve(problem).certificate
    free = solve(dataclasses.replace(problem, locked=())).certificate
    assert (certificate.status, free.status) == ("optimal", "optimal")
    assert certificate.objective == pytest.approx(free.objective)


def test_cancelled_at_once_still_gives_a_verified_certificate():
    result = solve(generated(Recipe(60)), stop=Cancelled(lambda: True))
    assert result.certificate.verified
    assert result.certificate.bound is not None


def test_progress_rises_towards_the_bound():
    seen = []
    solve(generated(Recipe(80, absence=0.4)), stop=MaxRuntime(4), observer=seen.append)
    values = [p.objective for p in seen if p.objective is not None]
    assert values == sorted(values)
    assert seen[-1].stage == "verification"
