"""Pairs: who may meet whom, and what the meeting is worth, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.problem.array_types import Float64, Int32


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs that may meet, as arrays.

    Attributes
    ----------
    a, b
        int32, shape (m,): parties, that is rows of `Problem.parties`: attendees first, then
        teams. ``a != b``; no pair twice in either order.
    score
        float64, shape (m,): what the meeting is worth, 0 or more, finite.
    """

    a: Int32
    b: Int32
    score: Float64

    def __len__(self) -> int:
        return len(self.a)

    @classmethod
    def none(cls) -> Pairs:
        """No pairs."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))
