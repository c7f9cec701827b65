"""Stops: whenever one says so, what is best so far comes out whole, checked and told truly."""

from __future__ import annotations

import dataclasses
import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.explain.shortfalls import NOT_LOOKED_FOR
from scheduling.problem import Attendee, Objective, Pairs, Problem, Slot
from scheduling.repair.changes import NoShow
from scheduling.repair.repair import repair
from scheduling.solve import solve
from scheduling.stop import AtLeast, Early, MaxRuntime, Never, Paced, run_until
from tests.scheduling.test_every_constraint import judged
from tests.strategies import given_problems, problems

SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


class AfterAsking:
    """Says stop once it was asked so many times: a moment that does not hang on the machine."""

    def __init__(self, times: int) -> None:
        self._left = times

    def __call__(self) -> bool:
        self._left -= 1
        return self._left < 0

    def remaining(self) -> float:
        return 0.0 if self._left < 0 else float("inf")


class Over:
    """A stop whose time is over."""

    def __call__(self) -> bool:
        return True

    def remaining(self) -> float:
        return 0.0


@given(problems(), st.integers(0, 60))
@SLOW
def test_a_stop_at_any_moment_leaves_a_true_timetable(problem: Problem, times: int) -> None:
    # What must be met may not have been placed yet: that alone may be missing.
    free = dataclasses.replace(problem, must_meet=(), locked=())
    judged(free, solve(free, stop=AfterAsking(times)))


@given(given_problems(), st.integers(0, 60))
@SLOW
def test_given_meetings_stopped_at_any_moment_are_told_truly(problem: Problem, times: int) -> None:
    problem = dataclasses.replace(
        problem, objective=dataclasses.replace(problem.objective, partial=True, break_spread=None)
    )
    result = solve(problem, stop=AfterAsking(times))
    placed = {m.id for m in result.schedule.meetings}
    assert placed | {u.id for u in result.certificate.unplaced} == {m.id for m in problem.meetings}


@given(problems(), st.integers(0, 20))
@SLOW
def test_a_repair_stopped_at_any_moment_is_valid(problem: Problem, times: int) -> None:
    free = dataclasses.replace(problem, must_meet=(), locked=())
    result = solve(free, stop=MaxRuntime(5))
    away = [NoShow(free.attendees[0].id)]
    mended = repair(
        free,
        result.schedule,
        away,
        certificate=result.certificate,
        stop=AfterAsking(times),
    )
    assert mended.certificate.verified


def test_who_is_short_is_named_even_when_time_is_out() -> None:
    alone = Problem((Attendee("a", min_meetings=1),), (Slot("s0", 0, 20),))
    (short,) = solve(alone, stop=Over()).certificate.unmet
    assert (short.attendee, short.wanted, short.got) == ("a", 1, 0)
    repaired = repair(alone, solve(alone).schedule, [], stop=Over())
    assert repaired.certificate.unmet[0].reason == NOT_LOOKED_FOR


def test_a_small_event_not_proven_in_time_meets_all_the_same() -> None:
    # Two sides, fairness 0.5: one model is not proven within seconds, and used up all the time.
    women, men = 10, 14
    people = tuple(
        Attendee(f"{side}{k:02}", max_meetings=most, side=side)
        for side, count, most in (("m", men, 5), ("w", women, 7))
        for k in range(count)
    )
    a, b = np.divmod(np.arange(women * men, dtype=np.int32), np.int32(women))
    score = np.random.default_rng(5).uniform(0.1, 0.6, women * men)
    problem = Problem(
        people,
        tuple(Slot(f"s{t}", 5.0 * t, 5.0 * t + 4) for t in range(7)),
        pairs=Pairs(a, b + np.int32(men), score),
        objective=Objective(fairness=0.5),
    )
    assert len(solve(problem, stop=MaxRuntime(2)).schedule.meetings) == men * 5


def test_work_that_does_not_hear_is_left() -> None:
    heard, ends = [], threading.Event()
    assert not run_until(Over(), lambda: ends.wait(60), lambda: heard.append(True))
    assert heard == [True]
    ends.set()


def test_work_that_ends_is_waited_for_and_what_it_raises_is_raised() -> None:
    done: list[int] = []
    assert run_until(Never(), lambda: done.append(1), lambda: None)
    assert done == [1]
    with pytest.raises(ZeroDivisionError):
        run_until(Never(), lambda: 1 // 0, lambda: None)


def test_time_kept_back_and_time_granted() -> None:
    assert Early(MaxRuntime(100), 200)()
    assert not Early(MaxRuntime(1000), 1)()
    assert not AtLeast(Over(), 1000)()
    assert AtLeast(Over(), 0)()
    assert not AtLeast(Never(), 0)()
    assert AtLeast(Over(), 1000).remaining() > 900


def test_a_step_is_not_begun_that_would_run_over() -> None:
    class Little(Never):
        def remaining(self) -> float:
            return -1.0

    pace = Paced(Little())
    assert pace(), "even a step of no length is too long"
    assert not Paced(Never())()
