"""The sparse graph of candidate pairs: best of either side, under policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.policy import Refusal
from matcher.scorer import ScoreBlock, Scorer
from matcher.verdicts import ALLOWED

# Elements of one block: a few arrays of this size stay in a processor's cache.
_BLOCK = 1 << 21

Progress = Callable[[int, int], None]
"""Called with (people done, people in all)."""


@dataclass(frozen=True, slots=True, eq=False)
class CandidateGraph:
    """Pairs worth considering, strongest first (ties by a, then b).

    Attributes
    ----------
    a, b
        int32, shape (p,): indices of the people, a < b.
    score, benefit_ab, benefit_ba, affinity
        float32, shape (p,), 0..1; ``benefit_ab`` is what a gains from b.
    forced
        bool, shape (p,): pairs there because they must meet.
    """

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    score: NDArray[np.float32]
    benefit_ab: NDArray[np.float32]
    benefit_ba: NDArray[np.float32]
    affinity: NDArray[np.float32]
    forced: NDArray[np.bool_]

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.a)

    def of_person(self, index: int) -> NDArray[np.int64]:
        """Find the pairs that a person is in, strongest first."""
        return np.flatnonzero((self.a == index) | (self.b == index))


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Directed choices: row keeps column, with the factors seen from the row's side."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    score: NDArray[np.float32]
    gain: NDArray[np.float32]
    given: NDArray[np.float32]
    affinity: NDArray[np.float32]
    forced: NDArray[np.bool_]

    @classmethod
    def picked(
        cls,
        block: ScoreBlock,
        start: int,
        rows: NDArray[np.int64],
        columns: NDArray[np.int64],
        *,
        forced: bool = False,
    ) -> Kept:
        """Read the factors at places of a block."""
        at = (rows, columns)
        return cls(
            rows + start,
            columns,
            block.score[at],
            block.gain[at],
            block.given[at],
            block.affinity[at],
            np.full(len(rows), forced),
        )


def best_columns(
    score: NDArray[np.float32], verdict: NDArray[np.uint8], k: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Choose the k best allowed columns of each row.

    Returns
    -------
    tuple of numpy.ndarray
        Rows and columns chosen, and for each row the score that a refused column must reach
        to have been chosen (0 where a row has fewer than k).
    """
    open_score = np.where(verdict == ALLOWED, score, np.float32(-1))
    n = score.shape[1]
    if k < n:
        columns = np.argpartition(open_score, n - k, axis=1)[:, n - k :]
    else:
        columns = np.broadcast_to(np.arange(n), score.shape)
    values = np.take_along_axis(open_score, columns, axis=1)
    chosen = values > 0
    rows = np.broadcast_to(np.arange(len(score))[:, None], columns.shape)
    bar = np.maximum(values.min(axis=1, initial=1.0), 0)
    return rows[chosen], columns[chosen].astype(np.int64), bar.astype(np.float32)


def candidates(
    scorer: Scorer, progress: Progress | None = None
) -> tuple[CandidateGraph, tuple[Refusal, ...]]:
    """Keep the best pairs of everybody.

    Returns
    -------
    tuple
        The graph, and the pairs that would have been in it but for a rule, strongest first.
    """
    n = len(scorer.people)
    step = max(16, _BLOCK // max(n, 1))
    kept: list[Kept] = []
    refused: list[tuple[float, int, int, int]] = []
    forced = _forced(scorer)
    for start in range(0, n, step):
        stop = min(start + step, n)
        block = scorer.block(start, stop)
        rows, columns, bar = best_columns(block.score, block.verdict, scorer.parameters.top_k)
        kept.append(Kept.picked(block, start, rows, columns))
        refused.extend(_refused(block, start, bar))
        must = forced[(forced[:, 0] >= start) & (forced[:, 0] < stop)]
        open_ = block.verdict[must[:, 0] - start, must[:, 1]] == ALLOWED
        kept.append(Kept.picked(block, start, must[open_, 0] - start, must[open_, 1], forced=True))
        if progress is not None:
            progress(stop, n)
    return merged(kept, n), _refusals(scorer, refused)


def _forced(scorer: Scorer) -> NDArray[np.int64]:
    index = {profile.id: place for place, profile in enumerate(scorer.people.profiles)}
    pairs = sorted(
        {
            (min(index[a], index[b]), max(index[a], index[b]))
            for a, b in scorer.policy.must_meet
            if a in index and b in index and a != b
        }
    )
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def merged(kept: list[Kept], n: int) -> CandidateGraph:
    """Join directed choices to pairs; where both sides chose, the lower index's values stand."""
    row = np.concatenate([part.row for part in kept] or [np.zeros(0, np.int64)])
    column = np.concatenate([part.column for part in kept] or [np.zeros(0, np.int64)])
    forward = row < column
    a, b = np.where(forward, row, column), np.where(forward, column, row)

    def joined(name: str) -> NDArray[np.float32]:
        parts = [getattr(part, name) for part in kept]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    gain, given = joined("gain"), joined("given")
    forced = joined("forced").astype(np.bool_)
    order = np.lexsort((~forward, b, a))
    key = (a * n + b)[order]
    first = np.ones(len(key), dtype=np.bool_)
    first[1:] = key[1:] != key[:-1]
    pick = order[first]
    starts = np.flatnonzero(first)
    any_forced = (
        np.logical_or.reduceat(forced[order], starts) if len(starts) else np.zeros(0, np.bool_)
    )
    score = joined("score")[pick]
    rank = np.lexsort((b[pick], a[pick], -score))
    pick, any_forced = pick[rank], any_forced[rank]
    return CandidateGraph(
        a[pick].astype(np.int32),
        b[pick].astype(np.int32),
        score[rank],
        np.where(forward, gain, given)[pick].astype(np.float32),
        np.where(forward, given, gain)[pick].astype(np.float32),
        joined("affinity")[pick],
        any_forced,
    )


def _refused(
    block: ScoreBlock, start: int, bar: NDArray[np.float32]
) -> list[tuple[float, int, int, int]]:
    closed = (block.verdict != ALLOWED) & (block.verdict != 255)
    rows, columns = np.nonzero(closed & (block.score > bar[:, None]))
    return [
        (float(block.score[r, c]), min(r + start, c), max(r + start, c), int(block.verdict[r, c]))
        for r, c in zip(rows.tolist(), columns.tolist(), strict=True)
    ]


def _refusals(scorer: Scorer, refused: list[tuple[float, int, int, int]]) -> tuple[Refusal, ...]:
    profiles = scorer.people.profiles
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for score, a, b, code in refused:
        best.setdefault((a, b), (score, code))
    ordered = sorted(best.items(), key=lambda entry: (-entry[1][0], entry[0]))
    return tuple(
        Refusal(
            profiles[a].id,
            profiles[b].id,
            scorer.verdicts.masks[code - 1][0],
            score,
            scorer.verdicts.masks[code - 1][1],
        )
        for (a, b), (score, code) in ordered
    )
