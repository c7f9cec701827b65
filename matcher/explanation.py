"""The item pairs behind the scores of a graph, found for all pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import Best, best_pairs
from matcher.calibration import probability
from matcher.candidates import CandidateGraph
from matcher.facets import FacetVectors
from matcher.scorer import Scorer

Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """For each pair the two items that fit best.

    Attributes
    ----------
    near, far
        int64, shape (p,): index into `People.items` of the item of the one who gains and of
        the other; -1 where there is none.
    strength
        float32, shape (p,), 0..1.
    """

    near: Index
    far: Index
    strength: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Links of each pair of a graph: a gains, b gains, both share."""

    a_gains: Link
    b_gains: Link
    shared: Link

    @classmethod
    def of(cls, scorer: Scorer, graph: CandidateGraph) -> Explanation:
        """Find the links of every pair."""
        a, b = graph.a.astype(np.int64), graph.b.astype(np.int64)
        seeks, brings = scorer.benefit.seeks, scorer.benefit.brings
        return cls(
            _link(seeks, brings, a, b),
            _link(seeks, brings, b, a),
            _link(scorer.affinity.left, scorer.affinity.right, a, b),
        )


def _link(near: FacetVectors, far: FacetVectors, left: Index, right: Index) -> Link:
    best: Best = best_pairs(near.ragged, far.ragged, left, right)
    return Link(_items(near, best.query), _items(far, best.document), probability(best.value))


def _items(facet: FacetVectors, rows: Index) -> Index:
    if len(facet.items) == 0:
        return np.full(len(rows), -1, dtype=np.int64)
    return np.where(rows >= 0, facet.items[rows], -1)
