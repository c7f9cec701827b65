"""Directed benefit: what one person gains from another, needs against offers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import Best, Planes, best_pairs, maxsim
from matcher.calibration import Calibration, Scale, calibrated, probability
from matcher.facets import FacetVectors
from matcher.people import People
from matcher.profiles import Facet

Array = NDArray[np.float32]
Index = NDArray[np.int64]

# Who states no need gains at least from being needed; less sure than a stated need.
UNSTATED = np.float32(0.6)


@dataclass(frozen=True, slots=True, eq=False)
class BenefitSide:
    """A run of people laid out for `Benefit.tile`."""

    seeks: Planes
    brings: Planes
    shuns: Planes
    lacks: Planes
    silent: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class BenefitPairs:
    """Benefits of given pairs, both ways, with the items that make them.

    Attributes
    ----------
    gain, given
        float32, shape (p,), 0..1: what left gains from right, and right from left.
    gain_items, given_items
        The best rows for either: query rows of `Benefit.seeks`, document rows of
        `Benefit.brings`.
    """

    gain: Array
    given: Array
    gain_items: Best
    given_items: Best


@dataclass(frozen=True, slots=True, eq=False)
class Benefit:
    """What all people seek and bring, ready for directed MaxSim.

    Vectors are extended so that a dot product of ``seeks`` or ``shuns`` with ``brings`` or
    ``lacks`` is a log-odds.

    Attributes
    ----------
    seeks, brings
        Needs and offers.
    shuns
        What a person expressly does not want: whoever brings it is worth less to them.
    lacks
        What a person expressly does not offer: it outweighs what they do offer for a need
        that is closer to it.
    """

    seeks: FacetVectors
    brings: FacetVectors
    shuns: FacetVectors
    lacks: FacetVectors

    @classmethod
    def of(cls, people: People, vectors: Array, calibration: Calibration) -> Benefit:
        """Gather and calibrate.

        Parameters
        ----------
        vectors
            float32, shape (len(people.texts), d), unit rows.
        """
        seeks, brings, shuns, lacks = (
            FacetVectors.of(
                people,
                vectors,
                lambda item, facet=facet, sign=sign: (  # type: ignore[misc]
                    item.facet is facet and item.polarity == sign
                ),
            )
            for facet, sign in (
                (Facet.NEED, 1),
                (Facet.OFFER, 1),
                (Facet.NEED, -1),
                (Facet.OFFER, -1),
            )
        )
        scale = Scale.between(seeks.ragged.vectors, brings.ragged.vectors)
        queries, documents = calibrated(scale, calibration)
        return cls(
            seeks.replaced(queries(seeks.ragged.vectors)),
            brings.replaced(documents(brings.ragged.vectors)),
            shuns.replaced(queries(shuns.ragged.vectors)),
            lacks.replaced(documents(lacks.ragged.vectors)),
        )

    def side(self, start: int, stop: int) -> BenefitSide:
        """Lay out the people from ``start`` to ``stop``."""
        return BenefitSide(
            self.seeks.planes(start, stop),
            self.brings.planes(start, stop),
            self.shuns.planes(start, stop),
            self.lacks.planes(start, stop),
            self.seeks.ragged.sizes[start:stop] == 0,
        )

    def tile(self, left: BenefitSide, right: BenefitSide) -> tuple[Array, Array]:
        """Benefits between two runs of people.

        Returns
        -------
        tuple of numpy.ndarray
            float32, shape (left, right), 0..1: what the left gains from the right, and what
            the right gains from the left.
        """
        gain = _stated(left, right)
        given = _stated(right, left).T
        return _completed(gain, given, left.silent[:, None], right.silent[None, :])

    def pairs(self, left: Index, right: Index) -> BenefitPairs:
        """Benefits of given pairs, as `tile` has them, with the items behind them."""
        gain, gain_items = self._stated_pairs(left, right)
        given, given_items = self._stated_pairs(right, left)
        silent = self.seeks.ragged.sizes == 0
        gain, given = _completed(gain, given, silent[left], silent[right])
        return BenefitPairs(gain, given, gain_items, given_items)

    def _stated_pairs(self, left: Index, right: Index) -> tuple[Array, Best]:
        wanted = best_pairs(self.seeks.ragged, self.brings.ragged, left, right)
        shunned = best_pairs(self.shuns.ragged, self.brings.ragged, left, right).value
        lacking = best_pairs(self.seeks.ragged, self.lacks.ragged, left, right).value
        return _lowered(wanted.value, shunned, lacking), wanted


def _stated(left: BenefitSide, right: BenefitSide) -> Array:
    wanted = maxsim(left.seeks, right.brings)
    shunned = maxsim(left.shuns, right.brings) if left.shuns.layers else None
    lacking = maxsim(left.seeks, right.lacks) if right.lacks.layers else None
    return _lowered(wanted, shunned, lacking)


def _lowered(wanted: Array, shunned: Array | None, lacking: Array | None) -> Array:
    """Benefit of a log-odds, lowered by what is shunned and what is expressly lacking."""
    benefit = probability(wanted)
    if shunned is not None:
        benefit *= 1 - probability(shunned)
    if lacking is not None:
        benefit *= 1 - probability(np.where(lacking > wanted, lacking, np.float32(-np.inf)))
    return benefit


def _completed(
    gain: Array, given: Array, left_silent: NDArray[np.bool_], right_silent: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Give those who state no need what they gain from being needed."""
    if not left_silent.any() and not right_silent.any():
        return gain, given
    return (
        np.where(left_silent, UNSTATED * given, gain),
        np.where(right_silent, UNSTATED * gain, given),
    )
