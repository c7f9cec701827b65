"""The best partners of everybody, gathered tile by tile and kept as people change."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Index = NDArray[np.int64]

# Remembered beyond the k best, so that losing a few partners costs no scoring anew.
SPARE = 16


class TopK:
    """For each of n people the best scores seen and whose they are.

    Attributes
    ----------
    k
        How many are asked for; up to `SPARE` more are remembered.
    scores
        float32, shape (n, k + SPARE), in no order; ``-inf`` where fewer are known.
    others
        int64, the same shape; -1 where fewer are known.
    bar
        float32, shape (n,): everybody who scores above it is remembered; ``-inf`` if all are.
    """

    def __init__(self, n: int, k: int) -> None:
        self.k = k
        width = k + SPARE
        self.scores: Array = np.full((n, width), -np.inf, dtype=np.float32)
        self.others: Index = np.full((n, width), -1, dtype=np.int64)
        self.bar: Array = np.full(n, -np.inf, dtype=np.float32)

    def copy(self) -> TopK:
        """Give the same, to be changed alone."""
        twin = TopK(0, self.k)
        twin.scores, twin.others = self.scores.copy(), self.others.copy()
        twin.bar = self.bar.copy()
        return twin

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
        # What is full may have left somebody out; nobody above its lowest score, though.
        self.bar[rows] = self.scores[rows].min(axis=1)

    @property
    def kth(self) -> Array:
        """float32, shape (n,): each person's k-th best score, ``-inf`` if fewer are known."""
        return np.asarray(np.partition(self.scores, SPARE, axis=1)[:, SPARE])

    def best(self, people: Index) -> Index:
        """Give the k best partners of some people.

        Returns
        -------
        numpy.ndarray
            int64, shape (len(people), k): best first, ties by index; -1 for fewer.
        """
        scores, others = self.scores[people], self.others[people]
        order = np.lexsort((others, -scores), axis=1)[:, : self.k]
        return np.asarray(np.take_along_axis(others, order, axis=1))

    def pairs(self) -> Index:
        """Give the pairs that either side keeps: int64, shape (p, 2), a < b, ascending."""
        n = len(self.others)
        best = self.best(np.arange(n))
        person, place = np.nonzero(best >= 0)
        other = best[person, place]
        keys = np.unique(np.minimum(person, other) * n + np.maximum(person, other))
        return np.stack(np.divmod(keys, max(n, 1)), axis=1)

    def renew(self, person: int, scores: Array) -> Index:
        """Put one person's scores with everybody in place of those of before.

        Parameters
        ----------
        scores
            float32, shape (n,), ``-inf`` for whom they may not meet; one more than before for
            somebody new.

        Returns
        -------
        numpy.ndarray
            int64: the others whose best have changed, in no order, some perhaps twice.
        """
        left = self._forget(person, len(scores))
        joined = np.flatnonzero(scores > self.bar)
        joined = joined[joined != person]
        slot = self.scores[joined].argmin(axis=1)
        # Whoever has to make room was the lowest known: from there on nothing is complete.
        self.bar[joined] = np.maximum(self.bar[joined], self.scores[joined, slot])
        self.scores[joined, slot] = scores[joined]
        self.others[joined, slot] = person
        self.fill(person, scores)
        return np.concatenate([left, joined])

    def fill(self, person: int, scores: Array) -> None:
        """Remember one person's best anew, of their scores with everybody."""
        width = self.scores.shape[1]
        order = np.lexsort((np.arange(len(scores)), -scores))[:width]
        known = scores[order] > -np.inf
        self.scores[person], self.others[person] = -np.inf, -1
        self.scores[person, : len(order)] = scores[order]
        self.others[person, : len(order)] = np.where(known, order, -1)
        self.bar[person] = self.scores[person].min()

    def short(self) -> Index:
        """Find who may have lost one of their k best: int64, ascending."""
        known = (self.others >= 0).sum(axis=1)
        return np.flatnonzero((known < self.k) & (self.bar > -np.inf))

    def _forget(self, person: int, n: int) -> Index:
        gone = self.others == person
        self.scores[gone], self.others[gone] = -np.inf, -1
        more = n - len(self.scores)
        if more > 0:
            width = self.scores.shape[1]
            self.scores = np.vstack([self.scores, np.full((more, width), -np.inf, np.float32)])
            self.others = np.vstack([self.others, np.full((more, width), -1, np.int64)])
            self.bar = np.append(self.bar, np.full(more, -np.inf, np.float32))
        return np.flatnonzero(gone.any(axis=1))
