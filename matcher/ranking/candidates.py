"""The sparse graph of candidate pairs: the best of either side, under policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.parallel import in_order
from matcher.policy.policy import Refusal
from matcher.policy.verdicts import ALLOWED
from matcher.ranking.refused_pairs import RefusedPairs
from matcher.ranking.topk import TopK
from matcher.scoring.calibration import probability
from matcher.scoring.scorer import Scorer

# People a side of a tile: large enough for matrix products to run at full speed, small enough
# that a tile's arrays stay near the core and small events use all cores.
TILE = 1024
LEAST_TILE = 256

Array = NDArray[np.float32]
Index = NDArray[np.int64]
Progress = Callable[[int, int], None]
"""Called with (tiles done, tiles in all)."""


@dataclass(frozen=True, slots=True, eq=False)
class CandidateGraph:
    """Pairs worth considering, strongest first (ties by a, then b).

    Attributes
    ----------
    a, b
        int32, shape (p,): indices of the people, a < b.
    score, benefit_ab, benefit_ba, affinity
        float32, shape (p,), 0..1; ``benefit_ab`` is what a gains from b.
    a_gains, b_gains, shared
        The items behind the three: see `Link`.
    likeness
        float32, shape (p,), 0..1: how alike the two items of ``shared`` are, all else left out.
    forced
        bool, shape (p,): pairs there because they must meet.
    """

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    score: Array
    benefit_ab: Array
    benefit_ba: Array
    affinity: Array
    a_gains: Link
    b_gains: Link
    shared: Link
    likeness: Array
    forced: NDArray[np.bool_]

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.a)


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """For each pair the two items that fit best.

    Attributes
    ----------
    near, far
        int64, shape (p,): index into `People.items` of the item of the one who gains (for a
        shared interest, of a) and of the other; -1 where there is none.
    """

    near: Index
    far: Index


def candidates(
    scorer: Scorer, progress: Progress | None = None
) -> tuple[CandidateGraph, tuple[Refusal, ...]]:
    """Keep the best pairs of everybody.

    Every pair is scored exactly, in tiles of people by people; a score is symmetric, so half
    of the tiles are enough. Memory is some 50 MB a core beside the vectors and the result.

    Returns
    -------
    tuple
        The graph; and the pairs that would have been in it but for a rule, strongest first.
    """
    n = len(scorer.people)
    best = TopK(n, scorer.parameters.top_k)
    refused = RefusedPairs()
    # Of a small event each core gets a tile or two.
    step = min(max(-(-n // 4), LEAST_TILE), TILE)
    strips = -(-n // step)
    total = strips * (strips + 1) // 2
    for done, tile in enumerate(in_order(lambda work: _scored(scorer, work), _tiles(n, step)), 1):
        allowed = np.where(tile.codes == ALLOWED, tile.scores, np.float32(-np.inf))
        best.see(tile.row, tile.column, allowed)
        if tile.row != tile.column:
            best.see(tile.column, tile.row, np.ascontiguousarray(allowed.T))
        refused.see(tile.row, tile.column, tile.scores, tile.codes, best.kth)
        if progress is not None:
            progress(done, total)
    pairs, forced = _with_forced(scorer, best.pairs())
    refusals = refused.refusals(scorer.people, scorer.verdicts, best.kth)
    return _graph_of(scorer, pairs, forced), refusals


@dataclass(frozen=True, slots=True, eq=False)
class _Tile:
    """Scores and verdicts of a run of people from ``row`` with another from ``column``."""

    row: int
    column: int
    scores: Array
    codes: NDArray[np.uint8]


def _tiles(n: int, step: int) -> Iterator[tuple[int, int, int]]:
    """Give the first people and the step of the tiles on and above the diagonal."""
    for row in range(0, n, step):
        for column in range(row, n, step):
            yield row, column, step


def _scored(scorer: Scorer, work: tuple[int, int, int]) -> _Tile:
    row, column, step = work
    n = len(scorer.people)
    left = scorer.side(row, min(row + step, n))
    right = left if row == column else scorer.side(column, min(column + step, n))
    return _Tile(row, column, *scorer.tile(left, right))


def _with_forced(scorer: Scorer, pairs: Index) -> tuple[Index, NDArray[np.bool_]]:
    """Add the pairs that must meet, and mark them."""
    must = _forced_pairs(scorer)
    both = np.unique(np.vstack([pairs, must]), axis=0) if len(must) else pairs
    n = max(len(scorer.people), 1)
    return both, np.isin(both[:, 0] * n + both[:, 1], must[:, 0] * n + must[:, 1])


def _forced_pairs(scorer: Scorer) -> Index:
    """Give the pairs that must meet and that no rule refuses: int64, shape (p, 2), a < b."""
    if not scorer.policy.must_meet:
        return np.zeros((0, 2), dtype=np.int64)
    index = {profile.id: place for place, profile in enumerate(scorer.people.profiles)}
    found = {
        (min(index[a], index[b]), max(index[a], index[b]))
        for a, b in scorer.policy.must_meet
        if a in index and b in index and a != b
    }
    must = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return np.asarray(must[scorer.verdicts.codes(must[:, 0], must[:, 1]) == ALLOWED])


def _graph_of(scorer: Scorer, pairs: Index, forced: NDArray[np.bool_]) -> CandidateGraph:
    """Score pairs with all factors and put them in order.

    Parameters
    ----------
    pairs
        int64, shape (p, 2), a < b, each once.
    forced
        bool, shape (p,).
    """
    factors = scorer.pairs(pairs[:, 0], pairs[:, 1])
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -factors.score))
    seeks, brings = scorer.benefit.seeks.items, scorer.benefit.brings.items
    left, right = scorer.affinity.left.items, scorer.affinity.right.items
    benefit, shared = factors.benefit, factors.shared
    alike = shared.items
    gain, given = benefit.gain_items, benefit.given_items

    def link(near: Index, rows: Index, far: Index, columns: Index) -> Link:
        return Link(_items(near, rows[order]), _items(far, columns[order]))

    return CandidateGraph(
        pairs[order, 0].astype(np.int32),
        pairs[order, 1].astype(np.int32),
        probability(factors.score[order]),
        probability(benefit.gain[order]),
        probability(benefit.given[order]),
        probability(shared.value[order]),
        link(seeks, gain.query, brings, gain.document),
        link(seeks, given.query, brings, given.document),
        link(left, alike.query, right, alike.document),
        probability(alike.value[order]),
        forced[order],
    )


def _items(items: Index, rows: Index) -> Index:
    if len(items) == 0:
        return np.full(len(rows), -1, dtype=np.int64)
    return np.where(rows >= 0, items[rows], -1)
