"""Affinity: what two people share in all that they seek, do and like, symmetric."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import Best, best_pairs
from embeddings.ragged import Ragged
from matcher.people import People
from matcher.profiles import Facet
from matcher.scoring.calibration import Calibration, Scale
from matcher.scoring.facet_vectors import FacetVectors, background_rows, unit_or_zero
from matcher.scoring.rare_words import Wording
from matcher.text import background

Array = NDArray[np.float32]
Index = NDArray[np.int64]

# Pretended people pair needs and offers of the background that are not of one trade.
_SHIFT = 7
_APART = np.float32(-1000)


@dataclass(frozen=True, slots=True, eq=False)
class AffinitySide:
    """A run of people laid out for `Affinity.tile`."""

    run: slice
    one: Array
    other: Array


@dataclass(frozen=True, slots=True, eq=False)
class AffinityPairs:
    """Affinity of given pairs, with the statements most alike.

    Attributes
    ----------
    value
        float32, shape (p,): log-odds.
    items
        The two statements that are most alike, rows of `Affinity.left` and `Affinity.right`; and
        the log-odds that they alone make.
    """

    value: Array
    items: Best


@dataclass(frozen=True, slots=True, eq=False)
class Affinity:
    """All that people say, on the whole and statement by statement.

    The log-odds that two people share something is that of how alike all is that they say, moved
    by the rare words they share. Needs are compared with needs too: two who seek a partner for
    the same thing are one another's.

    Attributes
    ----------
    one, other
        Everybody's mean statement, a row each; ``one . other`` is a log-odds: that of any two
        for who says nothing.
    left, right
        The statements that can be shown as shared, extended so that ``left . right`` is a
        symmetric log-odds.
    wording
        Words said, weighted by the calibration.
    """

    one: Ragged
    other: Ragged
    left: FacetVectors
    right: FacetVectors
    wording: Wording
    calibration: Calibration

    @classmethod
    def of(
        cls,
        people: People,
        vectors: Array,
        calibration: Calibration,
        wording: Wording,
        company: bool = False,
    ) -> Affinity:
        """Gather and calibrate; ``vectors`` as in `Benefit.of`.

        Parameters
        ----------
        company
            Whether people seek company for what they do, so that a need of both can be shown as
            shared; else only interests are.
        """
        one, other = _whole(people, vectors, calibration)
        shown = _shown(people, vectors, calibration, company)
        usual = background_rows(people, vectors, background.INTERESTS)
        rows = np.vstack([shown.ragged.vectors, usual])
        near, far = Scale.between(rows, rows).log_odds(calibration.shared, calibration.base)
        left, right = shown.extended(near), shown.extended(far)
        if company:
            left, right = _of_one_facet(people, left, right)
        return cls(one, other, left, right, wording, calibration)

    def side(self, start: int, stop: int) -> AffinitySide:
        """Lay out the people from ``start`` to ``stop``."""
        run = slice(start, stop)
        return AffinitySide(run, self.one.vectors[run], self.other.vectors[run])

    def tile(self, left: AffinitySide, right: AffinitySide) -> Array:
        """Affinity between two runs of people: log-odds, float32, shape (left, right)."""
        odds = left.one @ right.other.T
        # Few pairs share a rare word: adding those is quicker than adding all.
        self.wording.add_said(odds, left.run, right.run)
        np.maximum(odds, np.float32(self.calibration.floor), out=odds)
        return np.asarray(odds)

    def pairs(self, left: Index, right: Index) -> AffinityPairs:
        """Affinity of given pairs, as `tile` has it, with the statements that show it."""
        odds = best_pairs(self.one, self.other, left, right).value
        odds += self.wording.said_pairs(left, right)
        odds = np.maximum(odds, np.float32(self.calibration.floor))
        return AffinityPairs(odds, best_pairs(self.left.ragged, self.right.ragged, left, right))

    def row(self, index: int) -> Array:
        """Affinity between one person and everybody, as `tile` has it: float32, shape (n,)."""
        odds = self.other.vectors @ self.one.vectors[index]
        odds += self.wording.said_row(index)
        return np.asarray(np.maximum(odds, np.float32(self.calibration.floor)))


def _whole(people: People, vectors: Array, calibration: Calibration) -> tuple[Ragged, Ragged]:
    """Give everybody's mean statement, extended for either side."""
    found = [index for index, item in enumerate(people.items) if item.polarity == 1]
    said = FacetVectors.of(people, vectors, found, calibration.statement)
    hobby = np.array([people.items[index].facet is Facet.INTEREST for index in found], dtype=bool)
    rows = said.ragged.vectors.copy()
    rows[hobby] *= np.float32(calibration.hobby)
    means = np.zeros((len(people), rows.shape[1]), dtype=np.float32)
    states = said.ragged.sizes > 0
    if states.any():
        means[states] = unit_or_zero(np.add.reduceat(rows, said.ragged.starts[states], axis=0))
    known = np.vstack([means[states], _usual(people, vectors, calibration)])
    extend = Scale.between(known, known).log_odds(calibration.said, 0.0)
    base = np.full((len(people), 1), calibration.base, dtype=np.float32)

    def extended(rows: Array, *columns: Array) -> Ragged:
        rows = np.column_stack([rows * states[:, None], *columns]).astype(np.float32)
        return Ragged.consecutive(rows, np.ones(len(rows), dtype=np.int64))

    return extended(extend[0](means), base), extended(extend[1](means), np.ones_like(base))


def _usual(people: People, vectors: Array, calibration: Calibration) -> Array:
    """Pretend people of everyday statements, so that five are judged as five hundred."""
    needs, offers, interests = (
        background_rows(people, vectors, texts)
        for texts in (background.NEEDS, background.OFFERS, background.INTERESTS)
    )
    interests = np.resize(interests, needs.shape)
    offers = np.roll(offers, _SHIFT, axis=0)
    return unit_or_zero(needs + offers + np.float32(calibration.hobby) * interests)


def _shown(people: People, vectors: Array, calibration: Calibration, company: bool) -> FacetVectors:
    """Gather what can be shown as shared; of who states neither interest nor need, what they do."""
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
        and (
            item.facet is Facet.INTEREST
            or (company and item.facet is Facet.NEED)
            or (owner not in stated and not item.implied)
        )
    ]
    return FacetVectors.of(people, vectors, found, calibration.statement)


def _of_one_facet(
    people: People, left: FacetVectors, right: FacetVectors
) -> tuple[FacetVectors, FacetVectors]:
    """Keep aims from being paired with hobbies: far below all other pairs."""
    need = np.array([people.items[item].facet is Facet.NEED for item in left.items], dtype=bool)
    apart = np.column_stack([need, ~need]).astype(np.float32)
    return (
        left.extended(lambda rows: np.column_stack([apart * _APART, rows])),
        right.extended(lambda rows: np.column_stack([apart[:, ::-1], rows])),
    )
