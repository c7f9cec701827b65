"""Metrics: figures computed by hand, and what holds for all amounts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics import lorenz, shares_of, sitting_out, worst_off
from matcher.ranking.exposure import gini
from scheduling.problem import Attendee, Meeting, Pairs, Problem, Schedule, Slot, Team

AMOUNTS = st.lists(st.floats(0, 1000), min_size=1, max_size=40)


@given(AMOUNTS)
def test_gini_is_twice_the_area_between_diagonal_and_lorenz_curve(amounts: list[float]) -> None:
    curve = lorenz(amounts)
    area = np.trapezoid(curve[:, 1], curve[:, 0])
    assert gini(amounts) == pytest.approx(1 - 2 * area, abs=1e-9)


def test_shares_count_meetings_worth_and_holes() -> None:
    problem = Problem(
        attendees=tuple(Attendee(name) for name in "abcd"),
        slots=(
            Slot("s0", 0, 20, "one"),
            Slot("s1", 20, 40, "one"),
            Slot("s2", 40, 60, "one"),
            Slot("s3", 1000, 1020, "two"),
        ),
        pairs=Pairs(
            np.array([0, 0, 1], np.int32), np.array([1, 2, 2], np.int32), np.array([0.5, 0.25, 1.0])
        ),
    )
    schedule = Schedule((Meeting("s0", "a", "b"), Meeting("s2", "a", "c"), Meeting("s3", "b", "c")))
    shares = shares_of(problem, schedule)
    assert shares.meetings.tolist() == [2, 2, 2, 0]
    assert shares.value.tolist() == [0.75, 1.5, 1.25, 0]
    assert shares.breaks.tolist() == [1, 0, 0, 0], "a night is no break"
    assert sitting_out(shares) == 1
    assert shares.possible.tolist() == [True, True, True, False]
    assert worst_off(shares) == 0.75, "who can meet nobody is not counted"


def test_nobody_counted_has_no_worst_off() -> None:
    alone = Problem(attendees=(Attendee("a"),), slots=(Slot("s0", 0, 20),))
    assert worst_off(shares_of(alone, Schedule(()))) is None


def test_a_team_that_sits_together_shares_the_worth() -> None:
    problem = Problem(
        attendees=tuple(Attendee(name) for name in "abc"),
        slots=(Slot("s0", 0, 20),),
        pairs=Pairs(np.array([3], np.int32), np.array([2], np.int32), np.array([0.5])),
        teams=(Team("firm", ("a", "b"), together=True),),
    )
    shares = shares_of(problem, Schedule((Meeting("s0", "a", "c", team_a="firm"),)))
    assert shares.value.tolist() == [0.25, 0.25, 0.5]
    assert shares.meetings.tolist() == [1, 1, 1]
