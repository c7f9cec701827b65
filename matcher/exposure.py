"""Exposure: how evenly people are shown in each other's lists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.evaluation import gini


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
