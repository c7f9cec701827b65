"""Directed benefit: what one person gains from another, needs against offers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import Planes, maxsim
from matcher.calibration import Calibration, Scale, calibrated, probability
from matcher.facets import FacetVectors
from matcher.people import People
from matcher.profiles import Facet

# Who states no need gains at least from being needed; less sure than a stated need.
UNSTATED = np.float32(0.6)


@dataclass(frozen=True, slots=True, eq=False)
class Benefit:
    """Needs and offers of all people, ready for directed MaxSim.

    Attributes
    ----------
    seeks, brings
        Needs and offers, vectors extended so that a dot product is a log-odds.
    """

    seeks: FacetVectors
    brings: FacetVectors
    _seek_planes: Planes
    _bring_planes: Planes

    @classmethod
    def of(
        cls,
        people: People,
        vectors: NDArray[np.float32],
        calibration: Calibration,
    ) -> Benefit:
        """Gather and calibrate.

        Parameters
        ----------
        vectors
            float32, shape (len(people.texts), d), unit rows.
        """
        seeks = FacetVectors.of(people, vectors, (Facet.NEED,))
        brings = FacetVectors.of(people, vectors, (Facet.OFFER,))
        if len(seeks.items) and len(brings.items):
            scale = Scale.between(seeks.ragged.vectors, brings.ragged.vectors)
            left, right = calibrated(
                seeks.ragged.vectors, brings.ragged.vectors, scale, calibration
            )
            seeks, brings = seeks.replaced(left), brings.replaced(right)
        return cls(seeks, brings, Planes.of(seeks.ragged), Planes.of(brings.ragged))

    def block(self, start: int, stop: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Benefits between a block of people and everybody.

        Returns
        -------
        tuple of numpy.ndarray
            Two float32 arrays of shape (stop - start, n), 0..1: what the block gains from
            everybody, and what everybody gains from the block.
        """
        gain = probability(maxsim(self.seeks.ragged.between(start, stop), self._bring_planes))
        given = probability(maxsim(self.brings.ragged.between(start, stop), self._seek_planes))
        silent = self.seeks.ragged.sizes == 0
        rows = silent[start:stop]
        filled_gain, filled_given = gain, given
        if silent.any():
            filled_gain, filled_given = gain.copy(), given.copy()
            filled_gain[rows] = UNSTATED * given[rows]
            filled_given[:, silent] = UNSTATED * gain[:, silent]
        return filled_gain, filled_given
