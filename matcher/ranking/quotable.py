"""Quotable links: the best two statements that may be read out, and what others may know."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import best_pairs
from embeddings.ragged import Ragged
from matcher.people import People
from matcher.ranking.candidates import Link
from matcher.scoring.benefit import Benefit
from matcher.scoring.facet_vectors import FacetVectors
from matcher.scoring.scorer import Scorer

Array = NDArray[np.float32]
Odds = NDArray[np.float64]
Index = NDArray[np.int64]

# Rows of what must not be quoted are far below all others.
_NEVER = np.float32(-1000)
_FAR_BELOW = _NEVER / 10


@dataclass(frozen=True, slots=True, eq=False)
class Quoted:
    """For each pair the two statements to be quoted.

    Attributes
    ----------
    link
        As of `Link`; -1 where nothing can be quoted.
    silent
        bool, shape (p,): somebody has no word here that can be quoted, so that the link is what
        only private words say.
    stand_in
        float32, shape (p,): log-odds that the two alone make where they stand in for the best
        two, which cannot be quoted; nan where they are the best.
    """

    link: Link
    silent: NDArray[np.bool_]
    stand_in: Array


def quotable(
    link: Link,
    people: People,
    one: FacetVectors,
    other: FacetVectors,
    left: Index,
    right: Index,
) -> Quoted:
    """Find for each pair the best two statements that can be quoted.

    Where only private words speak, they are the link: that they do may be said.

    Parameters
    ----------
    link
        The two that fit best, quotable or not.
    one, other
        What the links are from, so that a dot product of their rows is a log-odds.
    left, right
        int64, shape (p,): the two people.
    """
    near, far = link.near.copy(), link.far.copy()
    stand_in = np.full(len(near), np.nan, dtype=np.float32)
    alone = np.array([item.alone for item in people.items], dtype=bool)
    kept = alone & ~private_items(people)
    if not len(kept):
        return Quoted(link, np.zeros(len(near), dtype=bool), stand_in)
    some = [_with_any(facet, kept)[side] for facet, side in ((one, left), (other, right))]
    silent = ~(some[0] & some[1])
    unsaid = (near >= 0) & (far >= 0) & ~(kept[near] & kept[far])
    hidden = unsaid & silent & ~(alone[near] & alone[far])
    near[hidden], far[hidden] = -1, -1
    unsaid &= ~silent
    if unsaid.any():
        best = best_pairs(
            _without(one, ~kept, -2), _without(other, ~kept, -1), left[unsaid], right[unsaid]
        )
        # An aim and a hobby, each all that its author lets others read, have no log-odds at all.
        found = best.value > _FAR_BELOW
        near[unsaid] = np.where(found, one.items[best.query], -1)
        far[unsaid] = np.where(found, other.items[best.document], -1)
        stand_in[unsaid] = best.value
    return Quoted(Link(near, far), silent, stand_in)


def open_gains(
    scorer: Scorer, vectors: Array, left: Index, right: Index, gain: Odds, given: Odds
) -> tuple[Odds, Odds]:
    """Say what people gain by the words that others may read alone.

    A quote that private words lift would tell of them, and not be worth what it seems.

    Parameters
    ----------
    gain, given
        float64, shape (p,): log-odds of what left gains from right by all words, and right
        from left.

    Returns
    -------
    tuple of numpy.ndarray
        The same, lower where it is private words that make the gain.
    """
    people = scorer.people
    private = private_items(people)
    some = np.bincount(people.owners[private], minlength=len(people)) > 0
    asked = np.flatnonzero(some[left] | some[right])
    if not len(asked):
        return gain, given
    items = tuple(item for item in people.items if not item.private)
    said = replace(
        people,
        items=items,
        owners=people.owners[~private],
        rows=people.rows[~private],
        statement_rows=people.statement_rows[~private],
    )
    found = Benefit.of(said, vectors, scorer.benefit.calibration).pairs(left[asked], right[asked])
    step = scorer.circumstances.log_odds(left[asked], right[asked])
    gain, given = gain.copy(), given.copy()
    gain[asked] = np.minimum(gain[asked], found.gain + step)
    given[asked] = np.minimum(given[asked], found.given + step)
    return gain, given


def private_items(people: People) -> NDArray[np.bool_]:
    """Tell of each item whether it must not be quoted to anybody: bool, shape (m,)."""
    return np.array([item.private for item in people.items], dtype=bool)


def _with_any(facet: FacetVectors, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell for each person whether they say something of a facet that can be quoted."""
    found = np.zeros(len(facet.ragged), dtype=bool)
    found[facet.ragged.owners[kept[facet.items]]] = True
    return found


def _without(facet: FacetVectors, left_out: NDArray[np.bool_], constant: int) -> Ragged:
    """Give the vectors of a facet, those left out with a dot product far below all others."""
    rows = facet.ragged.vectors.copy()
    gone = left_out[facet.items]
    rows[gone, :-2] = 0
    rows[gone, constant] = _NEVER
    return Ragged(rows, facet.ragged.starts, facet.ragged.sizes)
