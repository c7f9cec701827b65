"""Solve: near its bound, the same each time, keeps what is kept, and ends when told."""

from __future__ import annotations

import dataclasses

import pytest

from benchmarks.instances import Recipe, generated
from scheduling.parameters import Parameters
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


def test_kept_meetings_stay_and_gaps_are_filled():
    problem = generated(Recipe(60, table_load=0.9))
    whole = solve(problem, stop=MaxRuntime(5)).schedule
    kept = dataclasses.replace(whole, meetings=whole.meetings[::2])
    again = solve(problem, keep=kept, stop=MaxRuntime(5)).schedule
    assert set(kept.meetings) <= set(again.meetings)
    assert len(again) > len(kept)


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
