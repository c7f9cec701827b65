"""How what people gain is shared, and compared over draws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.wishing.shares import Shares, middle

COUNTED = np.array([True] * 10 + [False])
EDGE = np.array([True, True] + [False] * 9)
NEW = np.array([True] + [False] * 10)


def shares(*gained: float) -> Shares:
    return Shares.of(np.array(gained), EDGE, NEW, COUNTED)


def test_groups_and_the_poorest_tenth_of_who_is_counted() -> None:
    found = shares(1, 0, 2, 2, 2, 2, 2, 2, 2, 2, 99)
    assert (found.edge, found.newcomers, found.others) == (0.5, 1.0, 2.0)
    assert (found.everybody, found.poorest, found.with_none) == (1.7, 0.0, 0.1)
    assert 0 < found.gini < 1


def test_beside_another_groups_are_in_parts_of_its_own() -> None:
    base = shares(1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 0)
    more = shares(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0).beside(base)
    assert (more.edge, more.newcomers, more.others) == (0.5, 1.0, -0.5)
    assert more.poorest == 1.0
    nothing = shares(*[0.0] * 11)
    assert math.isnan(more.beside(nothing).edge)


def test_the_median_draw_of_the_mean_event() -> None:
    poor, rich = shares(*[1.0] * 11), shares(*[3.0] * 11)
    found = middle([[poor, poor], [poor, rich], [rich, rich]])
    assert found.everybody == pytest.approx(2.0)


def test_an_event_without_a_figure_is_left_out() -> None:
    base = shares(*[1.0] * 11)
    blank = base.beside(shares(*[0.0] * 11))
    assert middle([[base, blank]]).edge == 1.0
