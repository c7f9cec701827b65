"""Affinity: interests two people share, symmetric."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import Planes, maxsim
from matcher.calibration import Calibration, Scale, calibrated, probability
from matcher.facets import FacetVectors
from matcher.people import People
from matcher.profiles import Facet


@dataclass(frozen=True, slots=True, eq=False)
class Affinity:
    """Interests of all people, ready for symmetric MaxSim.

    Attributes
    ----------
    left, right
        The same interests, extended so that ``left . right`` is a symmetric log-odds.
    """

    left: FacetVectors
    right: FacetVectors
    _planes: Planes

    @classmethod
    def of(
        cls,
        people: People,
        vectors: NDArray[np.float32],
        calibration: Calibration,
    ) -> Affinity:
        """Gather and calibrate; ``vectors`` as in `Benefit.of`."""
        shared = FacetVectors.of(people, vectors, (Facet.INTEREST,))
        left = right = shared
        if len(shared.items):
            rows = shared.ragged.vectors
            ends = calibrated(rows, rows, Scale.between(rows, rows), calibration)
            left, right = shared.replaced(ends[0]), shared.replaced(ends[1])
        return cls(left, right, Planes.of(right.ragged))

    def block(self, start: int, stop: int) -> NDArray[np.float32]:
        """Affinity between a block of people and everybody: float32, (stop - start, n), 0..1."""
        return probability(maxsim(self.left.ragged.between(start, stop), self._planes))
