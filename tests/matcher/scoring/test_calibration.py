from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.scoring.calibration import Scale, probability, softplus


def unit(seed: int, count: int, dim: int = 6) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 99))
def test_moments_are_those_of_all_pairs(m: int, k: int, seed: int) -> None:
    left, right = unit(seed, m), unit(seed + 1, k)
    scale = Scale.between(left, right)
    products = left.astype(float) @ right.T.astype(float)
    np.testing.assert_allclose(scale.mean, products.mean(), atol=1e-5)
    np.testing.assert_allclose(scale.deviation, max(products.std(), 1e-3), atol=1e-4)


@given(st.integers(2, 9), st.integers(2, 9), st.integers(0, 99))
def test_the_dot_product_of_extended_vectors_is_the_log_odds(m: int, k: int, seed: int) -> None:
    left, right = unit(seed, m), unit(seed + 1, k)
    scale = Scale.between(left, right)
    queries, documents = scale.log_odds(0.5, -3.0)
    products = left @ right.T
    own = products.mean(axis=1, keepdims=True) - products.mean()
    other = products.mean(axis=0, keepdims=True) - products.mean()
    z = (products - own - other - products.mean()) / scale.deviation
    np.testing.assert_allclose(
        queries(left) @ documents(right).T, -3.0 + 0.5 * z, rtol=1e-3, atol=1e-2
    )


def test_a_text_close_to_everything_gains_nothing_from_it() -> None:
    """Two offers equally close to a need: the one close to all other needs too counts less."""
    needs = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    generic = np.array([1, 1, 1], np.float32) / np.sqrt(3)
    special = np.array([1 / np.sqrt(3), 0, -np.sqrt(2 / 3)], np.float32)
    offers = np.stack([generic, special]).astype(np.float32)
    queries, documents = Scale.between(needs, offers).log_odds(1.0, 0.0)
    odds = (queries(needs) @ documents(offers).T)[0]
    assert abs(needs[0] @ generic - needs[0] @ special) < 1e-6
    assert odds[1] > odds[0]


def test_probability_and_softplus_by_hand() -> None:
    odds = np.array([0.0, -np.inf, 200.0, -200.0], np.float32)
    np.testing.assert_allclose(probability(odds), [0.5, 0, 1, 0], atol=1e-6)
    np.testing.assert_allclose(softplus(odds), [np.log(2), 0, 200, 0], atol=1e-6)
