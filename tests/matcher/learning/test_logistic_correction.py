"""A correction stays near its prior for few answers, finds the truth for many, and is exact."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import spearmanr

from matcher.learning.logistic_correction import LIMIT, Correction, logit, shift_to_rate

TRUST, RIDGE = 40.0, 2.5
everywhere = np.random.default_rng(7).beta(1, 2, (400, 3))
everywhere_prior = 0.7 * logit(everywhere[:, 0]) + 0.3 * logit(everywhere[:, 2])


@given(
    hnp.arrays(np.float64, (10, 3), elements=st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9, 1.0])),
    hnp.arrays(np.bool_, 10),
)
@settings(max_examples=150, deadline=None)
def test_ten_answers_cannot_wreck_the_prior(factors, labels):
    prior = 0.7 * logit(factors[:, 0]) + 0.3 * logit(factors[:, 2])
    found = Correction.fit(prior, factors, labels, TRUST, RIDGE)
    assert 0.4 < found.slope < 1.6
    assert np.abs(found.coefficients).max() < 1.5
    corrected = found.log_odds(everywhere_prior, everywhere)
    assert spearmanr(corrected, everywhere_prior)[0] > 0.8


def test_many_answers_find_the_truth():
    random = np.random.default_rng(1)
    factors = random.random((20_000, 2))
    prior = logit(random.uniform(0.1, 0.9, 20_000))
    truth = 0.6 * prior - 0.8 + factors @ [1.5, -1.0]
    labels = random.random(20_000) < expit(truth)
    found = Correction.fit(prior, factors, labels, TRUST, RIDGE)
    assert found.slope == pytest.approx(0.6, abs=0.06)
    assert found.bias == pytest.approx(-0.8, abs=0.15)
    assert found.coefficients == pytest.approx([1.5, -1.0], abs=0.2)


def test_the_fit_equals_a_plain_minimiser():
    random = np.random.default_rng(2)
    factors, prior = random.random((60, 2)), logit(random.random(60))
    labels = random.random(60) < 0.4
    shift = shift_to_rate(prior, labels)

    def loss(at):
        odds = at[0] * np.clip(prior + shift, -LIMIT, LIMIT) + at[1] + factors @ at[2:]
        real = np.logaddexp(0, np.where(labels, -odds, odds)).sum()
        says = expit(np.array([LIMIT, -LIMIT]))
        ends = at[0] * np.array([LIMIT, -LIMIT]) + at[1]
        imagined = says * np.logaddexp(0, -ends) + (1 - says) * np.logaddexp(0, ends)
        return real + TRUST / 2 * imagined.sum() + RIDGE / 2 * (at[2:] ** 2).sum()

    best = minimize(loss, [1, 0, 0, 0], method="BFGS", options={"gtol": 1e-7}).x
    found = Correction.fit(prior, factors, labels, TRUST, RIDGE)
    assert found.slope == pytest.approx(best[0], abs=1e-3)
    assert found.bias == pytest.approx(best[1] + best[0] * shift, abs=1e-3)
    assert found.coefficients == pytest.approx(best[2:], abs=1e-3)


@given(hnp.arrays(np.float64, st.integers(1, 30), elements=st.floats(-3, 3)), st.data())
def test_shift_puts_the_base_rate_right(prior, data):
    labels = data.draw(hnp.arrays(np.bool_, len(prior)))
    rate = (labels.sum() + 1) / (len(labels) + 2)
    assert expit(prior + shift_to_rate(prior, labels)).mean() == pytest.approx(rate, abs=1e-6)


def test_what_cannot_be_fitted_is_refused():
    nothing = np.zeros(0)
    with pytest.raises(ValueError, match="at least one answer"):
        Correction.fit(nothing, np.zeros((0, 1)), nothing.astype(bool), TRUST, RIDGE)
    with pytest.raises(ValueError, match="above 0"):
        Correction.fit(np.zeros(1), np.zeros((1, 1)), np.ones(1, bool), 0.0, RIDGE)
