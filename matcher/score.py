"""Both directions reconciled and blended with affinity: the score of a pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """What feedback has taught, as a correction of the directed value's log-odds.

    The defaults correct nothing. ``value'`` has the log-odds
    ``slope * logit(value) + bias + benefit * b(i, j) + returned * b(j, i) + affinity * f``.
    """

    slope: float = 1.0
    bias: float = 0.0
    benefit: float = 0.0
    returned: float = 0.0
    affinity: float = 0.0


def directed_value(
    gain: Array, given: Array, affinity: Array, mix: float, weights: Weights | None = None
) -> Array:
    """Value a meeting for one side, 0..1.

    Parameters
    ----------
    gain, given
        Benefit of that side and of the other, float32, any one shape, 0..1.
    affinity
        Shared interests, the same shape, 0..1.
    mix
        Share of complementary need, 0..1.
    """
    value = np.float32(mix) * gain + np.float32(1 - mix) * affinity
    if weights is None or weights == Weights():
        return np.asarray(value, dtype=np.float32)
    clipped = np.clip(value, 1e-4, 1 - 1e-4)
    odds = (
        weights.slope * np.log(clipped / (1 - clipped))
        + weights.bias
        + weights.benefit * gain
        + weights.returned * given
        + weights.affinity * affinity
    )
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)


def reconcile(one: Array, other: Array) -> Array:
    """Harmonic mean of both sides' values: high only if both are; 0 where either is 0."""
    total = one + other
    return np.asarray(
        np.where(total > 0, 2 * one * other / np.maximum(total, np.float32(1e-9)), 0),
        dtype=np.float32,
    )


def score(
    gain: Array,
    given: Array,
    affinity: Array,
    fit: tuple[Array, Array] | None,
    mix: float,
    weights: Weights | None = None,
) -> Array:
    """Score pairs.

    Parameters
    ----------
    gain, given, affinity
        float32, any one shape, 0..1: both benefits and what is shared.
    fit
        Weight and reached weight of the event's own fields; see `Fit.reached`.
    mix
        Share of complementary need, 0..1.

    Returns
    -------
    numpy.ndarray
        float32, the same shape, 0..1; the same when gain and given change places.
    """
    both = reconcile(
        directed_value(gain, given, affinity, mix, weights),
        directed_value(given, gain, affinity, mix, weights),
    )
    if fit is None:
        return both
    weight, reached = fit
    return np.asarray((both + reached) / (1 + weight), dtype=np.float32)
