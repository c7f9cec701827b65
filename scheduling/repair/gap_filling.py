"""Gap filling: new meetings for people who are both idle, the best of each slot together.

Nothing that is published is touched. Each slot is a matching of greatest worth among the idle;
a second and a third round match each slot anew, given what the others hold by then.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduling.arrays.objective import Utility
from scheduling.problem import Problem
from scheduling.solvers.max_weight_matching import matched
from scheduling.state.activities import Way
from scheduling.state.ejection_chain import bits_of
from scheduling.state.feasibility import apart, block
from scheduling.state.state import Board
from scheduling.stop import Stop

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ROUNDS = 3


class GapFilling:
    """Fills a board's gaps, mode ``select``.

    Parameters
    ----------
    open_slots
        Slots, as bits, that may get new meetings.
    utility
        The objective's u; None if fairness is 0, where a meeting is worth its score.
    """

    def __init__(self, board: Board, open_slots: int, utility: Utility | None) -> None:
        self.board = board
        self.open = list(bits_of(open_slots))
        self.utility = utility
        self.old = frozenset(board.held)
        n = len(board.problem.attendees)
        cards = board.cards
        free = np.ones(len(cards), bool)
        free[list(board.held)] = False
        plain = (cards.a < n) & (cards.b < n) & free
        self.card = np.flatnonzero(plain & ~_apart(board.problem, cards.a, cards.b))
        self.a, self.b, self.score = (
            cards.a[self.card],
            cards.b[self.card],
            cards.score[self.card],
        )
        self.of_teams = np.flatnonzero(free & ~plain)
        self.value = np.zeros(n)
        for held in board.held.values():
            self._count(held.way, 1.0)

    def fill(self, stop: Stop) -> None:
        """Fill every slot, and go over all of them again."""
        self._teams()
        for _ in range(ROUNDS):
            changed = False
            for t in self.open:
                if stop():
                    return
                changed |= self._slot(t)
            if not changed:
                return

    def _slot(self, t: int) -> bool:
        """Match a slot's idle people anew; whether that gained anything."""
        board, mark, value = self.board, self.board.mark(), self.value.copy()
        n = len(self.value)
        lifted = [
            held
            for held in board.meetings_in(t)
            if held.way.card not in self.old
            and board.cards.a[held.way.card] < n
            and board.cards.b[held.way.card] < n
        ]
        for held in lifted:
            board.take(held)
            self._count(held.way, -1.0)
        before = sum(self._gain(held.way) for held in lifted)
        base, after = self.value.copy(), 0.0
        while True:
            gained = self._match(t, base)
            after += gained
            if gained <= 0:
                break
        if after <= before:
            board.back(mark)
            self.value = value
        return after > before

    def _match(self, t: int, base: Floats) -> float:
        """Put up the best matching of the idle in a slot; returns what it gains."""
        board, bit = self.board, 1 << t
        people = zip(board.present, board.busy, board.count, board.most, strict=True)
        idle = np.array([bool(p & ~b & bit) and c < m for p, b, c, m in people], bool)
        both = np.flatnonzero(idle[self.a] & idle[self.b])
        both = both[np.array([c not in board.held for c in self.card[both].tolist()], bool)]
        if not len(both):
            return 0.0
        gain = self._gains(self.a[both], self.b[both], self.score[both], base)
        rows = matched(self.a[both], self.b[both], gain)
        total = 0.0
        for row in rows[np.argsort(-gain[rows], kind="stable")].tolist():
            way = next(board.cards.ways(int(self.card[both[row]])))
            if block(board, way, t) is None:
                board.put(way, t)
                self._count(way, 1.0)
                total += float(gain[row])
        return total

    def _gains(self, a: Ints, b: Ints, score: Floats, value: Floats) -> Floats:
        """Return what the objective gains by meetings of attendees, guarantees not counted."""
        if self.utility is None:
            return score
        worth = self.utility.worth
        gain = np.zeros(len(a))
        for now in (value[a], value[b]):
            gain += worth(now + score) - worth(now)
        return gain / 2

    def _gain(self, way: Way) -> float:
        """Return what a meeting of two attendees gains by itself."""
        a, b = (np.array(side, np.int64) for side in (way.left, way.right))
        score = self.board.cards.score[[way.card]]
        return float(self._gains(a, b, score, self.value)[0])

    def _count(self, way: Way, sign: float) -> None:
        score = sign * float(self.board.cards.score[way.card])
        for side in (way.left, way.right):
            for i in side:
                self.value[i] += score / len(side)

    def _teams(self) -> None:
        """Give cards of teams the first free place, the best first."""
        board = self.board
        for card in self.of_teams[np.argsort(-board.cards.score[self.of_teams], kind="stable")]:
            # Whoever of the team has least to do sits, if there is a place.
            for way in sorted(board.cards.ways(int(card)), key=self._busiest):
                if apart(board, way) is not None:
                    continue
                free = [t for t in self.open if board.idle(way) >> t & 1]
                slot = next((t for t in free if block(board, way, t) is None), None)
                if slot is not None:
                    board.put(way, slot)
                    self._count(way, 1.0)
                    break

    def _busiest(self, way: Way) -> int:
        return sum(self.board.count[i] for i in way.people)


def _apart(problem: Problem, a: Ints, b: Ints) -> Bools:
    """Whether a rule keeps the two attendees of a pair apart; those of teams come out False."""
    n, size = len(problem.attendees), np.int64(len(problem.parties))
    numbers: dict[str, int] = {}
    side = [numbers.setdefault(p.side, len(numbers)) if p.side else -1 for p in problem.attendees]
    team = {m: k for k, t in enumerate(problem.teams) for m in t.members}
    of = [team.get(p.id, -1) for p in problem.attendees]
    number = {p: k for k, p in enumerate(problem.parties)}
    never = [sorted((number[x], number[y])) for x, y in problem.never_meet]
    keys = np.minimum(a, b) * size + np.maximum(a, b)
    bad = np.isin(keys, np.array([x * size + y for x, y in never], np.int64))
    low, high = np.minimum(a, n - 1), np.minimum(b, n - 1)
    for label in (np.array(side), np.array(of)):
        bad |= (label[low] >= 0) & (label[low] == label[high]) & (a < n) & (b < n)
    return bad
