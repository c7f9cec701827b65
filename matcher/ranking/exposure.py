"""Exposure: how evenly people are shown in each other's lists, and how evenly anything falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often people are in the lists of others.

    Attributes
    ----------
    gini
        0: everybody equally often; towards 1: one person is in all lists.
    top_tenth
        Share of all places held by the most shown tenth of the people, 0..1.
    most
        Largest number of lists one person is in.
    """

    gini: float
    top_tenth: float
    most: int

    @classmethod
    def of(cls, counts: NDArray[np.int64]) -> Exposure:
        """Measure; ``counts`` is int64, shape (n,), lists each person is in."""
        total = int(counts.sum())
        if total == 0:
            return cls(0.0, 0.0, 0)
        ordered = np.sort(counts)
        tenth = max(1, round(len(ordered) / 10))
        return cls(gini(counts), float(ordered[-tenth:].sum() / total), int(ordered[-1]))


def gini(values: ArrayLike) -> float:
    """Gini coefficient of a distribution: 0 when all have the same, near 1 when one has all.

    Parameters
    ----------
    values
        Shape (n,), 0 or more.

    Returns
    -------
    float
        0..1 - 1/n; 0 when nobody has anything; ``nan`` for no value.

    Raises
    ------
    ValueError
        If a value is negative.
    """
    value = _amounts(values)
    if len(value) == 0:
        return float("nan")
    total = float(value.sum())
    if total == 0:
        return 0.0
    n = len(value)
    ranks = np.arange(1, n + 1)
    # Rounding may fall a hair below 0 for equal values.
    return max(0.0, float((2 * ranks - n - 1) @ np.sort(value)) / (n * total))


def _amounts(values: ArrayLike) -> NDArray[np.float64]:
    value = np.asarray(values, dtype=np.float64)
    if value.ndim != 1 or not bool(np.all(value >= 0)):
        raise ValueError("values must be one-dimensional and 0 or more")
    return value
