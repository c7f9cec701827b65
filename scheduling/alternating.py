"""Alternating paths: better a matching by paths between people who are left alone.

A path leaves a lone person by an unmatched pair, goes on along the matched pair of whoever it
reaches, and ends at another lone person; swapping matched and unmatched pairs along it leaves
nobody on it alone (Berge 1957). The search grows best paths from all lone people at once, like
Bellman and Ford, and joins two where they meet. Paths that cross themselves (blossoms) are
passed over, so this is a heuristic; the fractional optimum it starts from leaves little to find.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

MOST_STEPS = 6
MOST_SEARCHES = 50
MOST_TRIED = 400
LEAST_GAIN = 1e-12


class Alternating:
    """A matching over k pairs of n people, bettered in place.

    Attributes
    ----------
    row
        intp, shape (n,): row of the pair each person is matched by, or -1.
    """

    def __init__(self, left: Rows, right: Rows, gain: Floats, matched: Rows, n: int) -> None:
        self._left, self._right, self._gain = left, right, gain
        self.row = np.full(n, -1, np.intp)
        self.row[left[matched]] = matched
        self.row[right[matched]] = matched
        k = len(left)
        self._from = np.concatenate([left, right])
        self._to = np.concatenate([right, left])
        self._pair = np.concatenate([np.arange(k), np.arange(k)])

    def better(self) -> Rows:
        """Swap along paths of positive gain until none is found; return the matched rows."""
        for _ in range(MOST_SEARCHES):
            if (self.row < 0).sum() < 2 or not self._search():
                break
        return np.unique(self.row[self.row >= 0])

    def _search(self) -> int:
        """One search from all lone people; returns the number of paths swapped."""
        reach, source, came = self._grown()
        left, right, k = self._left, self._right, len(self._left)
        meets = (source[left] >= 0) & (source[right] >= 0) & (source[left] != source[right])
        meets &= self.row[left] != np.arange(k)
        rows = np.flatnonzero(meets)
        total = reach[left[rows]] + reach[right[rows]] + self._gain[rows]
        first = np.argsort(-total, kind="stable")[:MOST_TRIED]
        touched = np.zeros(len(self.row), np.bool_)
        swapped = 0
        for row in rows[first[total[first] > LEAST_GAIN]]:
            swapped += self._swap(int(row), came, touched)
        return swapped

    def _grown(self) -> tuple[Floats, Rows, Rows]:
        """Best gain to make each person the lone one, the path's source, and its last arc."""
        n, row = len(self.row), self.row
        safe = np.maximum(row, 0)
        mate = np.where(row >= 0, self._left[safe] + self._right[safe] - np.arange(n), -1)
        loss = np.where(row >= 0, self._gain[safe], 0.0)
        arc = np.flatnonzero((mate[self._to] >= 0) & (row[self._from] != self._pair))
        start, through = self._from[arc], self._to[arc]
        end = mate[through]
        step = self._gain[self._pair[arc]] - loss[through]
        lone = np.flatnonzero(row < 0)
        reach = np.full(n, -np.inf)
        reach[lone] = 0.0
        source, came = np.full(n, -1, np.intp), np.full(n, -1, np.intp)
        source[lone] = lone
        for _ in range(MOST_STEPS):
            offer = reach[start] + step
            better = np.flatnonzero(offer > reach[end] + LEAST_GAIN)
            if len(better) == 0:
                break
            better = better[np.argsort(offer[better], kind="stable")]
            goal = end[better]
            reach, source = reach.copy(), source.copy()
            reach[goal] = offer[better]
            came[goal] = arc[better]
            source[goal] = source[start[better]]
        return reach, source, came

    def _swap(self, row: int, came: Rows, touched: NDArray[np.bool_]) -> bool:
        """Swap along the path over pair ``row`` if it is simple and apart from those before."""
        taken = [row]
        for person in (int(self._left[row]), int(self._right[row])):
            for _ in range(2 * MOST_STEPS):
                arc = int(came[person])
                if arc < 0:
                    break
                taken.append(int(self._pair[arc]))
                person = int(self._from[arc])
            if self.row[person] >= 0:
                return False
        people = np.concatenate([self._left[taken], self._right[taken]])
        if touched[people].any() or len(np.unique(people)) != len(people):
            return False
        touched[people] = True
        self.row[people] = -1
        self.row[self._left[taken]] = taken
        self.row[self._right[taken]] = taken
        return True
