"""Both directions and what is shared, pooled to the score of a pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.scoring.calibration import probability

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """What feedback has taught, as a correction of what a meeting is worth to one side.

    The defaults correct nothing. The corrected log-odds of i's side are
    ``slope * prior + bias + benefit * b(i, j) + returned * b(j, i) + affinity * f``, with
    ``prior`` as of `prior_log_odds` and the benefits b and the affinity f in 0..1.
    """

    slope: float = 1.0
    bias: float = 0.0
    benefit: float = 0.0
    returned: float = 0.0
    affinity: float = 0.0


def prior_log_odds(gain: Array, affinity: Array, mix: float) -> Array:
    """Log-odds that a meeting is worth it to one side, before anything is learned.

    Parameters
    ----------
    gain, affinity
        float32, any one shape: log-odds of the benefit and of what is shared.
    mix
        Share of complementary need, 0..1.
    """
    return np.asarray(np.float32(mix) * gain + np.float32(1 - mix) * affinity)


def score_log_odds(
    gain: Array,
    given: Array,
    affinity: Array,
    mix: float,
    fit: Array | None = None,
    weights: Weights | None = None,
) -> Array:
    """Log-odds of the score of pairs: the mean of both sides' log-odds, moved by the fit.

    Averaging log-odds (a logarithmic opinion pool, Genest & Zidek, Statistical Science 1986)
    is high only if both sides gain, yet ranks better than the minimum, the harmonic or the
    geometric mean on the labelled sample; see docs/matching.md.

    Parameters
    ----------
    gain, given, affinity
        float32, any one shape: log-odds of both benefits and of what is shared.
    mix
        Share of complementary need, 0..1.
    fit
        float32, the same shape: log-odds that the event's own fields add; see `Fit`.

    Returns
    -------
    numpy.ndarray
        float32, the same shape; the same when gain and given change places.
    """
    # The mean of both sides' prior log-odds, in one go.
    odds = prior_log_odds((gain + given) * np.float32(0.5), affinity, mix)
    if weights is not None and weights != Weights():
        both = probability(gain) + probability(given)
        odds *= np.float32(weights.slope)
        odds += np.float32((weights.benefit + weights.returned) / 2) * both
        odds += np.float32(weights.affinity) * probability(affinity) + np.float32(weights.bias)
    if fit is not None:
        odds += fit
    return odds
