"""Start: a solve goes on from a schedule found before, and is bound by nothing of it."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import pytest

from benchmarks.instances import Recipe, generated
from scheduling.arrays.incumbent import plan_of
from scheduling.arrays.problem_arrays import compile_arrays
from scheduling.problem import Attendee, Meeting, Pairs, Schedule
from scheduling.progress import Progress
from scheduling.solve import solve
from scheduling.stop import Cancelled

PROBLEM = generated(Recipe(60, absence=0.3, table_load=0.9))
AT_ONCE = Cancelled(lambda: True)


@pytest.fixture(scope="module")
def found() -> tuple[Schedule, float]:
    """The last best that an observer could keep, and its value."""
    kept: list[tuple[Schedule, float]] = []
    without: list[str] = []

    def keep(progress: Progress) -> None:
        if progress.best is not None and progress.objective is not None:
            kept.append((progress.best(), progress.objective))
        elif progress.objective is not None:
            without.append(progress.stage)

    solve(PROBLEM, observer=keep)
    assert without == ["verification"], "from the first plan on it can be kept at every report"
    return kept[-1]


def test_what_was_kept_is_reached_at_once(found):
    schedule, value = found
    fresh = solve(PROBLEM, stop=AT_ONCE).certificate
    again = solve(PROBLEM, stop=AT_ONCE, start=schedule).certificate
    assert again.verified
    assert again.objective == pytest.approx(value)
    assert fresh.objective < value


def test_tables_of_a_start_do_not_matter(found):
    schedule, value = found
    whole = solve(PROBLEM, stop=AT_ONCE, start=schedule).schedule
    assert solve(PROBLEM, stop=AT_ONCE, start=whole).certificate.objective == pytest.approx(value)


def test_a_start_that_breaks_a_rule_by_now_is_passed_over(found):
    schedule, _ = found
    (busiest, _), *_ = Counter(side for m in schedule.meetings for side in (m.a, m.b)).most_common()
    limited = tuple(
        dataclasses.replace(a, min_meetings=0, max_meetings=1) if a.id == busiest else a
        for a in PROBLEM.attendees
    )
    changed = dataclasses.replace(PROBLEM, attendees=limited)
    result = solve(changed, stop=AT_ONCE, start=schedule)
    assert result.certificate.verified
    assert sum(busiest in (m.a, m.b) for m in result.schedule.meetings) <= 1


@pytest.mark.parametrize("strange", [("nobody", "p0", "s0"), ("p0", "p1", "no time")])
def test_a_start_of_another_problem_is_passed_over(found, strange):
    a, b, slot = strange
    schedule = Schedule((*found[0].meetings, Meeting(slot, a, b)))
    assert plan_of(compile_arrays(PROBLEM), schedule) is None
    assert solve(PROBLEM, stop=AT_ONCE, start=schedule).certificate.verified


def test_a_poor_start_holds_nothing_back():
    a, b = (ends.astype(np.int32) for ends in np.triu_indices(4, 1))
    people = tuple(Attendee(f"p{i}", max_meetings=1) for i in range(4))
    score = np.array([0.1, 0.9, 0.2, 0.2, 0.9, 0.1])
    problem = dataclasses.replace(
        PROBLEM, attendees=people, pairs=Pairs(a, b, score), must_meet=(), never_meet=()
    )
    slot = problem.slots[0].id
    poor = Schedule((Meeting(slot, "p0", "p1"), Meeting(slot, "p2", "p3")))
    best = solve(problem).certificate
    assert best.status == "optimal"
    assert solve(problem, start=poor).certificate.objective == pytest.approx(best.objective)
