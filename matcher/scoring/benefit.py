"""Directed benefit: what one person gains from another, needs against offers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import Best, Planes, best_pairs, maxsim, maxsim_row
from embeddings.ragged import Ragged
from matcher.people import People
from matcher.profiles import Facet, Polarity
from matcher.scoring.calibration import Calibration, Extend, Scale, softplus
from matcher.scoring.facet_vectors import FacetVectors, background_rows
from matcher.scoring.rare_words import Wording
from matcher.text import background

Array = NDArray[np.float32]
Index = NDArray[np.int64]

# Who states no need gains at least from being needed: at three fifths of the odds.
_UNSTATED = np.float32(np.log(0.6))


@dataclass(frozen=True, slots=True, eq=False)
class BenefitSide:
    """A run of people laid out for `Benefit.tile`."""

    run: slice
    seeks: Planes
    brings: Planes
    shuns: Planes
    lacks: Planes
    aims: Array
    gifts: Array


@dataclass(frozen=True, slots=True, eq=False)
class BenefitPairs:
    """Benefits of given pairs, both ways, with the items that make them.

    Attributes
    ----------
    gain, given
        float32, shape (p,): log-odds of what left gains from right, and right from left.
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

    The log-odds that j can help i is that of the best pair of i's needs and j's offers, moved
    by how alike i's needs and j's offers are on the whole and by the rare words they share.

    Attributes
    ----------
    seeks, brings
        Needs and offers; a dot product of their rows is a log-odds.
    shuns
        What a person expressly does not want: whoever brings it is worth less to them.
    lacks
        What a person expressly does not offer: it outweighs what they do offer for a need
        that is closer to it.
    aims, gifts
        Mean needs and mean offers, one row a person; a dot product adds to log-odds.
    wording
        Words sought and brought.
    """

    seeks: FacetVectors
    brings: FacetVectors
    shuns: FacetVectors
    lacks: FacetVectors
    aims: Ragged
    gifts: Ragged
    wording: Wording
    calibration: Calibration

    @classmethod
    def of(cls, people: People, vectors: Array, calibration: Calibration) -> Benefit:
        """Gather and calibrate.

        Parameters
        ----------
        vectors
            float32, shape (len(people.texts), d), unit rows.
        """
        seeks, brings, shuns, lacks = _gathered(people, vectors, calibration)
        usual_needs = background_rows(people, vectors, background.NEEDS)
        usual_offers = background_rows(people, vectors, background.OFFERS)

        def scale(needs: Array, offers: Array) -> Scale:
            return Scale.between(np.vstack([needs, usual_needs]), np.vstack([offers, usual_offers]))

        items = scale(seeks.ragged.vectors, brings.ragged.vectors)
        query, document = items.log_odds(calibration.item, calibration.base)
        middle, slope = calibration.shunned
        # The documents' part has the items' slope, so what is shunned is stretched afterwards.
        shun = items.log_odds(calibration.item, -middle * calibration.item)[0]
        stretch = np.float32(slope / calibration.item)
        aims, gifts = seeks.means(), brings.means()
        whole = scale(aims[seeks.ragged.sizes > 0], gifts[brings.ragged.sizes > 0])
        extend = whole.log_odds(calibration.whole, 0.0)
        return cls(
            seeks.extended(query),
            brings.extended(document),
            shuns.extended(lambda rows: shun(rows) * stretch),
            lacks.extended(document),
            _whole(extend[0], aims, seeks),
            _whole(extend[1], gifts, brings),
            Wording.of(people, calibration.said_words),
            calibration,
        )

    def side(self, start: int, stop: int) -> BenefitSide:
        """Lay out the people from ``start`` to ``stop``."""
        return BenefitSide(
            slice(start, stop),
            self.seeks.planes(start, stop),
            self.brings.planes(start, stop),
            self.shuns.planes(start, stop),
            self.lacks.planes(start, stop),
            self.aims.vectors[self.aims.starts[start:stop]],
            self.gifts.vectors[self.gifts.starts[start:stop]],
        )

    def tile(self, left: BenefitSide, right: BenefitSide) -> tuple[Array, Array]:
        """Benefits between two runs of people.

        Returns
        -------
        tuple of numpy.ndarray
            float32, shape (left, right): log-odds of what the left gains from the right, and
            of what the right gains from the left.
        """
        gain_words, given_words = self.wording.tile(left.run, right.run)
        gain = self._stated(left, right, gain_words)
        # Within one run either direction is the other turned round.
        given = (
            gain.T
            if left is right
            else self._stated(right, left, np.ascontiguousarray(given_words.T)).T
        )
        silent = self.seeks.ragged.sizes == 0
        return _completed(gain, given, silent[left.run, None], silent[None, right.run])

    def pairs(self, left: Index, right: Index) -> BenefitPairs:
        """Benefits of given pairs, as `tile` has them, with the items behind them."""
        gain, gain_items = self._stated_pairs(left, right)
        given, given_items = self._stated_pairs(right, left)
        silent = self.seeks.ragged.sizes == 0
        gain, given = _completed(gain, given, silent[left], silent[right])
        return BenefitPairs(gain, given, gain_items, given_items)

    def row(self, index: int) -> tuple[Array, Array]:
        """Benefits between one person and everybody, as `tile` has them.

        Returns
        -------
        tuple of numpy.ndarray
            float32, shape (n,): log-odds of what the person gains and of what they give.
        """
        seeks, brings, shuns, lacks = (
            facet.ragged for facet in (self.seeks, self.brings, self.shuns, self.lacks)
        )
        gain_words, given_words = self.wording.row(index)
        wanted = maxsim_row(seeks[index], brings) + self._words * gain_words
        wanted += (self.gifts.vectors @ self.aims[index][0])[self.gifts.starts]
        shunned = maxsim_row(shuns[index], brings)
        gain = self._lowered(wanted, shunned, maxsim_row(seeks[index], lacks))
        wanted = maxsim_row(brings[index], seeks) + self._words * given_words
        wanted += (self.aims.vectors @ self.gifts[index][0])[self.aims.starts]
        shunned = maxsim_row(brings[index], shuns)
        given = self._lowered(wanted, shunned, maxsim_row(lacks[index], seeks))
        silent = seeks.sizes == 0
        return _completed(gain, given, silent[index, None], silent)

    def _stated(self, left: BenefitSide, right: BenefitSide, words: Array) -> Array:
        wanted = maxsim(left.seeks, right.brings)
        shunned = maxsim(left.shuns, right.brings) if left.shuns.layers else None
        lacking = maxsim(left.seeks, right.lacks) if right.lacks.layers else None
        wanted += left.aims @ right.gifts.T
        words *= self._words
        wanted += words
        return self._lowered(wanted, shunned, lacking)

    def _stated_pairs(self, left: Index, right: Index) -> tuple[Array, Best]:
        best = best_pairs(self.seeks.ragged, self.brings.ragged, left, right)
        shunned = best_pairs(self.shuns.ragged, self.brings.ragged, left, right).value
        lacking = best_pairs(self.seeks.ragged, self.lacks.ragged, left, right).value
        wanted = best.value + best_pairs(self.aims, self.gifts, left, right).value
        wanted += self._words * self.wording.pairs(left, right)
        return self._lowered(wanted, shunned, lacking), best

    def _lowered(self, wanted: Array, shunned: Array | None, lacking: Array | None) -> Array:
        """Lower log-odds by the chance that the other brings what is shunned, or lacks the need."""
        odds = np.maximum(wanted, np.float32(self.calibration.floor))
        if shunned is not None:
            odds -= softplus(shunned)
        if lacking is not None:
            odds -= softplus(np.where(lacking > wanted, lacking, np.float32(-np.inf)))
        return odds

    @property
    def _words(self) -> np.float32:
        return np.float32(self.calibration.words)


def _gathered(
    people: People, vectors: Array, calibration: Calibration
) -> tuple[FacetVectors, FacetVectors, FacetVectors, FacetVectors]:
    """Gather what people seek, bring, shun and lack."""

    def gather(facet: Facet, polarity: Polarity, role: float = 0.0) -> FacetVectors:
        found = [
            index
            for index, item in enumerate(people.items)
            if item.facet is facet and item.polarity == polarity
        ]
        return FacetVectors.of(people, vectors, found, calibration.statement, role)

    return (
        gather(Facet.NEED, 1),
        gather(Facet.OFFER, 1, calibration.role),
        gather(Facet.NEED, -1),
        gather(Facet.OFFER, -1),
    )


def _whole(extend: Extend, means: Array, facet: FacetVectors) -> Ragged:
    """One row a person: the mean extended, or zeros, which add nothing, for who has no item."""
    rows = extend(means) * (facet.ragged.sizes > 0)[:, None]
    return Ragged.consecutive(rows, np.ones(len(rows), dtype=np.int64))


def _completed(
    gain: Array, given: Array, left_silent: NDArray[np.bool_], right_silent: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Give those who state no need what they gain from being needed."""
    if not left_silent.any() and not right_silent.any():
        return gain, given
    return (
        np.where(left_silent, given + _UNSTATED, gain),
        np.where(right_silent, gain + _UNSTATED, given),
    )
