"""A logistic correction of a prior's log-odds, held to the prior by imagined answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

FloatArray = NDArray[np.float64]
LIMIT = 3.0
"""Log-odds of 19 in 20, where the imagined answers lie."""
# scikit-learn penalises every coefficient; scaled up so far, the slope's own share vanishes.
_UNPENALISED = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """Corrected log-odds: ``slope * prior + bias + factors @ coefficients``.

    Attributes
    ----------
    coefficients
        float64, shape (k,): log-odds per unit of each factor.
    """

    slope: float
    bias: float
    coefficients: FloatArray

    def log_odds(self, prior: FloatArray, factors: FloatArray) -> FloatArray:
        """Correct; ``prior`` has the shape (n,), ``factors`` (n, k)."""
        return np.asarray(self.slope * prior + self.bias + factors @ self.coefficients)

    @classmethod
    def fit(
        cls,
        prior: FloatArray,
        factors: FloatArray,
        labels: NDArray[np.bool_],
        trust: float,
        ridge: float,
    ) -> Correction:
        """Fit by penalised likelihood.

        While fitting, a prior surer than `LIMIT` counts as that sure, so that a single answer
        against it cannot turn the slope round. Slope and bias are held by ``trust`` imagined
        answers that say what the prior says once its base rate is right (data augmentation as
        in Greenland, Int. J. Epidemiology 2007), the coefficients by a ridge around 0.

        Parameters
        ----------
        prior
            Shape (n,): the prior's log-odds of each answer.
        factors
            Shape (n, k).
        labels
            Shape (n,): what was answered; at least one answer.
        trust
            How many answers the prior is worth, above 0.
        ridge
            Precision of each coefficient around 0, above 0.

        Raises
        ------
        ValueError
            If there is no answer, or ``trust`` or ``ridge`` is not above 0.
        """
        if len(labels) == 0:
            raise ValueError("a correction needs at least one answer")
        if trust <= 0 or ridge <= 0:
            raise ValueError("trust and ridge must be above 0")
        shift = shift_to_rate(prior, labels)
        held = np.clip(prior + shift, -LIMIT, LIMIT)
        imagined = np.array([LIMIT, LIMIT, -LIMIT, -LIMIT])
        says_yes = np.array([1.0, 0.0, 1.0, 0.0])
        likely = np.where(says_yes > 0, expit(imagined), expit(-imagined))
        model = LogisticRegression(C=1.0 / ridge, solver="newton-cholesky", max_iter=200)
        model.fit(
            np.vstack(
                [
                    np.column_stack([_UNPENALISED * held, factors]),
                    np.column_stack([_UNPENALISED * imagined, np.zeros((4, factors.shape[1]))]),
                ]
            ),
            np.concatenate([labels, says_yes]),
            sample_weight=np.concatenate([np.ones(len(labels)), likely * trust / 2]),
        )
        found = np.asarray(model.coef_[0], dtype=np.float64)
        slope = float(found[0] * _UNPENALISED)
        return cls(slope, float(model.intercept_[0]) + slope * shift, found[1:])


def shift_to_rate(prior: FloatArray, labels: NDArray[np.bool_]) -> float:
    """Find what to add to log-odds so that they agree with the rate of yes on the whole.

    The rate is (yes + 1) / (answers + 2), so it is never 0 or 1.
    """
    rate = (float(labels.sum()) + 1.0) / (len(labels) + 2.0)
    # So far beyond the surest answers every chance is all but 0, or 1.
    low, high = -40.0 - float(prior.max()), 40.0 - float(prior.min())
    return float(brentq(lambda shift: float(expit(prior + shift).mean()) - rate, low, high))


def logit(probability: FloatArray) -> FloatArray:
    """Log-odds; probabilities are kept within 1e-4 of 0 and 1."""
    return np.asarray(special.logit(np.clip(probability, 1e-4, 1 - 1e-4)))
