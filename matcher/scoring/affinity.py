"""Affinity: interests two people share, symmetric."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import Best, Planes, best_pairs, maxsim, maxsim_row
from matcher.people import People
from matcher.profiles import Facet
from matcher.scoring.calibration import Calibration, Scale
from matcher.scoring.facet_vectors import FacetVectors, background_rows
from matcher.text import background

Array = NDArray[np.float32]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class AffinitySide:
    """A run of people laid out for `Affinity.tile`."""

    left: Planes
    right: Planes


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
    calibration: Calibration

    @classmethod
    def of(cls, people: People, vectors: Array, calibration: Calibration) -> Affinity:
        """Gather and calibrate; ``vectors`` as in `Benefit.of`."""
        shared = _gathered(people, vectors, calibration)
        usual = background_rows(people, vectors, background.INTERESTS)
        rows = np.vstack([shared.ragged.vectors, usual])
        left, right = Scale.between(rows, rows).log_odds(calibration.shared, calibration.base)
        return cls(shared.extended(left), shared.extended(right), calibration)

    def side(self, start: int, stop: int) -> AffinitySide:
        """Lay out the people from ``start`` to ``stop``."""
        return AffinitySide(self.left.planes(start, stop), self.right.planes(start, stop))

    def tile(self, left: AffinitySide, right: AffinitySide) -> Array:
        """Affinity between two runs of people.

        Returns
        -------
        numpy.ndarray
            float32, shape (left, right): log-odds; the floor where either states no interest.
        """
        odds = maxsim(left.left, right.right)
        return np.maximum(odds, np.float32(self.calibration.floor), out=odds)

    def pairs(self, left: Index, right: Index) -> Best:
        """Affinity of given pairs, as `tile` has it, with the items behind it."""
        best = best_pairs(self.left.ragged, self.right.ragged, left, right)
        return replace(best, value=np.maximum(best.value, np.float32(self.calibration.floor)))

    def row(self, index: int) -> Array:
        """Affinity between one person and everybody, as `tile` has it: float32, shape (n,)."""
        odds = maxsim_row(self.left.ragged[index], self.right.ragged)
        return np.maximum(odds, np.float32(self.calibration.floor))


def _gathered(people: People, vectors: Array, calibration: Calibration) -> FacetVectors:
    """Gather interests; of who states neither interest nor need, what they do."""
    stated = {
        owner
        for item, owner in zip(people.items, people.owners.tolist(), strict=True)
        if item.facet is not Facet.OFFER and item.polarity == 1
    }
    found = [
        index
        for index, (item, owner) in enumerate(
            zip(people.items, people.owners.tolist(), strict=True)
        )
        if item.polarity == 1
        and (item.facet is Facet.INTEREST or (owner not in stated and not item.implied))
    ]
    return FacetVectors.of(people, vectors, found, calibration.statement)
