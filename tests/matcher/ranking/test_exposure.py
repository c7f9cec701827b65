"""How evenly people are shown: cases by hand, and the coefficient by a slower way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from matcher.ranking.exposure import Exposure, gini

amounts = hnp.arrays(np.float64, st.integers(1, 30), elements=st.integers(0, 9))


def test_exposure_by_hand():
    assert Exposure.of(np.array([2, 2, 2, 2])) == Exposure(0.0, 0.25, 2)
    alone = Exposure.of(np.array([0, 0, 0, 8]))
    assert (alone.gini, alone.top_tenth, alone.most) == (0.75, 1.0, 8)


def test_gini_by_hand():
    assert gini([1, 1, 1]) == 0.0
    assert gini([0, 0, 3]) == pytest.approx(2 / 3)
    # Mean absolute difference of 1, 2, 3 is 8/9; over twice the mean of 2.
    assert gini([1, 2, 3]) == pytest.approx((8 / 9) / 4)
    assert gini([0, 0]) == 0.0


@given(amounts)
def test_gini_equals_the_mean_absolute_difference(values):
    if values.sum() > 0:
        slow = np.abs(values[:, None] - values[None, :]).mean() / (2 * values.mean())
        assert gini(values) == pytest.approx(slow, abs=1e-12)
        assert gini(values * 3) == pytest.approx(gini(values), abs=1e-12)


def test_less_than_nothing_cannot_be_judged():
    with pytest.raises(ValueError, match="0 or more"):
        gini([-1, 2])
