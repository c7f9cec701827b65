"""The best partners of everybody, gathered tile by tile."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Index = NDArray[np.int64]


class TopK:
    """For each of n people the best scores seen and whose they are.

    Attributes
    ----------
    scores
        float32, shape (n, k), in no order; ``-inf`` where fewer are known.
    others
        int64, the same shape; -1 where fewer are known.
    """

    def __init__(self, n: int, k: int) -> None:
        self.scores: Array = np.full((n, k), -np.inf, dtype=np.float32)
        self.others: Index = np.full((n, k), -1, dtype=np.int64)

    def see(self, start: int, first: int, scores: Array) -> None:
        """Take in scores of people from ``start`` with others from ``first``.

        Parameters
        ----------
        scores
            float32, shape (rows, columns); ``-inf`` is passed over.
        """
        rows = slice(start, start + len(scores))
        keep, width = self.scores.shape[1], scores.shape[1]
        if width > keep:
            columns = np.argpartition(scores, width - keep, axis=1)[:, width - keep :]
            scores = np.take_along_axis(scores, columns, axis=1)
        else:
            columns = np.broadcast_to(np.arange(width), scores.shape)
        others = np.where(scores > -np.inf, columns + first, -1)
        scores = np.hstack([self.scores[rows], scores])
        others = np.hstack([self.others[rows], others])
        best = np.argpartition(scores, scores.shape[1] - keep, axis=1)[:, -keep:]
        self.scores[rows] = np.take_along_axis(scores, best, axis=1)
        self.others[rows] = np.take_along_axis(others, best, axis=1)

    @property
    def kth(self) -> Array:
        """float32, shape (n,): each person's k-th best score, ``-inf`` if fewer are known."""
        return np.asarray(self.scores.min(axis=1))

    def pairs(self) -> Index:
        """Give the pairs that either side keeps: int64, shape (p, 2), a < b, ascending."""
        n = len(self.others)
        person, place = np.nonzero(self.others >= 0)
        other = self.others[person, place]
        keys = np.unique(np.minimum(person, other) * n + np.maximum(person, other))
        return np.stack(np.divmod(keys, max(n, 1)), axis=1)
