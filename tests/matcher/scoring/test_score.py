from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.scoring.calibration import probability
from matcher.scoring.score import Weights, score_log_odds

odds = st.floats(-4, 6, width=32)
mixes = st.floats(0, 1)


def score(gain: float, given: float, affinity: float, mix: float, **rest: object) -> float:
    arrays = [np.array([value], np.float32) for value in (gain, given, affinity)]
    return float(score_log_odds(*arrays, mix, **rest)[0])  # type: ignore[arg-type]


@given(odds, odds, odds, mixes)
def test_both_sides_may_change_places(gain: float, given: float, shared: float, mix: float) -> None:
    assert score(gain, given, shared, mix) == pytest.approx(score(given, gain, shared, mix))


@given(odds, odds, odds, mixes, st.floats(0, 3))
def test_more_of_anything_never_lowers_it(
    gain: float, given: float, shared: float, mix: float, more: float
) -> None:
    before = score(gain, given, shared, mix) - 1e-4
    assert score(gain + more, given, shared, mix) >= before
    assert score(gain, given, shared + more, mix) >= before


def test_it_is_high_only_if_both_gain() -> None:
    both, one = score(2, 2, -4, 1.0), score(4, -4, -4, 1.0)
    assert probability(np.float32(both)) > 0.85
    assert probability(np.float32(one)) <= 0.5


def test_the_mix_decides_between_complement_and_what_is_shared() -> None:
    assert score(3, 3, -4, 0.9) > score(-4, -4, 3, 0.9)
    assert score(3, 3, -4, 0.1) < score(-4, -4, 3, 0.1)


def test_weights_by_hand() -> None:
    weights = Weights(slope=2.0, bias=0.5, benefit=1.0, returned=3.0, affinity=-1.0)
    plain = score(1, -1, 0, 0.8)
    half = float(probability(np.float32(0)))
    both = float(probability(np.float32(1)) + probability(np.float32(-1)))
    assert score(1, -1, 0, 0.8, weights=weights) == pytest.approx(
        2 * plain + 0.5 + 2 * both - half, abs=1e-5
    )
