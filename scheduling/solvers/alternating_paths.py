"""Alternating paths: augment a choice of pairs where somebody still has room.

A path leaves a person who has room by a pair that is not chosen, gives up a chosen pair of whoever
it reaches, goes on from that pair's other end, and ends at another person who has room (Berge
1957, for b-matchings). The search grows best paths from all such people at once, like Bellman and
Ford. Paths that use a pair twice are passed over, so this is a heuristic; the fractional optimum
it starts from leaves little to find.
"""

from __future__ import annotations

import numpy as np

from scheduling.problem.array_types import Bool, Float64, Index, Int64
from scheduling.stop import Stop

MOST_STEPS = 10
MOST_SEARCHES = 60
MOST_TRIED = 400
LEAST_GAIN = 1e-10


class AlternatingPaths:
    """A choice among k pairs of n people, bettered in place.

    Attributes
    ----------
    chosen
        bool, shape (k,).
    room
        int64, shape (n,): how many more pairs each person may have.
    """

    def __init__(
        self,
        left: Index,
        right: Index,
        gain: Float64,
        chosen: Index,
        room: Int64,
        open_: Bool | None = None,
    ) -> None:
        """Take pairs (left, right) of people with their gains; only ``open_`` ones may join."""
        self._gain = gain
        self._from = np.concatenate([left, right])
        self._to = np.concatenate([right, left])
        self._count = len(left)
        self._open = np.ones(len(left), np.bool_) if open_ is None else open_
        self.chosen = np.zeros(len(left), np.bool_)
        self.chosen[chosen] = True
        self.room = room

    def augment(self, stop: Stop | None = None) -> Index:
        """Change along paths of positive gain until none is found; return the chosen rows."""
        for _ in range(MOST_SEARCHES):
            if not (self.room > 0).any() or (stop and stop()) or not self._search():
                break
        return np.flatnonzero(self.chosen)

    def _search(self) -> int:
        """One search from all who have room; returns the number of paths changed."""
        n = len(self.room)
        spare = self.room > 0
        short = np.where(spare, 0.0, -np.inf)
        over = np.full(n, -np.inf)
        source = np.where(spare, np.arange(n), -1)
        source_over = np.full(n, -1, np.intp)
        joined, left = np.full(n, -1, np.intp), np.full(n, -1, np.intp)
        taken = np.concatenate([self.chosen, self.chosen])
        free = np.concatenate([self._open, self._open]) & ~taken
        gain = np.concatenate([self._gain, self._gain])
        joins, leaves = np.flatnonzero(free), np.flatnonzero(taken)
        for _ in range(MOST_STEPS):
            end = self._to[joins]
            apart = (source[self._from[joins]] != end) | (self.room[end] > 1)
            offer = np.where(apart, short[self._from[joins]] + gain[joins], -np.inf)
            grown = self._relax(joins, offer, over, source_over, source, joined)
            offer = over[self._from[leaves]] - gain[leaves]
            grown |= self._relax(leaves, offer, short, source, source_over, left)
            if not grown:
                break
        total = np.concatenate([np.where(spare, over, -np.inf), np.where(spare, 0.0, short)])
        touched = np.zeros(n, np.bool_)
        changed = 0
        for end in np.argsort(-total, kind="stable")[:MOST_TRIED]:
            if total[end] <= LEAST_GAIN:
                break
            changed += self._change(int(end), joined, left, touched)
        return changed

    def _relax(
        self, arcs: Index, offer: Float64, best: Float64, label: Index, of: Index, came: Index
    ) -> bool:
        """Take the offers that better the ends of the arcs; the largest of each end wins."""
        better = np.flatnonzero(offer > best[self._to[arcs]] + LEAST_GAIN)
        better = better[np.argsort(offer[better], kind="stable")]
        goal = self._to[arcs[better]]
        best[goal] = offer[better]
        came[goal] = arcs[better]
        label[goal] = of[self._from[arcs[better]]]
        return len(better) > 0

    def _change(self, end: int, joined: Index, left: Index, touched: Bool) -> bool:
        """Change the pairs along the path to ``end``; n and above: one who gives up a pair."""
        n, k = len(self.room), self._count
        joins: list[int] = []
        leaves: list[int] = []
        people: list[int] = []
        person, over = end % n, end < n
        for _ in range(4 * MOST_STEPS):
            people.append(person)
            arc = int((joined if over else left)[person])
            if arc < 0:
                break
            (joins if over else leaves).append(arc % k)
            person, over = int(self._from[arc]), not over
        valid = not over and self.room[person] > (person == end)
        valid &= len(set(joins)) == len(joins) and len(set(leaves)) == len(leaves)
        valid &= not touched[people].any()
        gain = float(self._gain[joins].sum() - self._gain[leaves].sum())
        if not valid or gain <= LEAST_GAIN:
            return False
        touched[people] = True
        self.chosen[joins] = True
        self.chosen[leaves] = False
        self.room[person] -= 1
        self.room[end % n] += 1 if end >= n else -1
        return True
