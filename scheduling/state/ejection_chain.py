"""Resettling: find a card a place, moving as few published meetings out of its way as can be.

A search with growing depth: first a place that is free, then one whose meeting finds a free
place elsewhere, then chains of two and of three. This is the smallest-neighbourhood-first way of
Phillips, Walker, Ehrgott and Ryan (Ann. Oper. Res. 2016), with Kempe-like chains in place of
integer programmes because a chain of three is found in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduling.state.activities import Way
from scheduling.state.feasibility import Block, apart, block
from scheduling.state.state import Board, Held

DEEPEST = 3


class Resettling:
    """Places cards on a board.

    Parameters
    ----------
    open_slots
        Slots, as bits, in which meetings may still be put or moved.
    steps
        How many placements may be looked at in all: the search ends there, not by the clock,
        so that the same problem gives the same answer.
    """

    def __init__(self, board: Board, open_slots: int, steps: int) -> None:
        self.board = board
        self.open = open_slots
        self.steps = steps
        # Cards of the chain being tried: none of them may make room for another.
        self._chain: set[int] = set()

    def settle(
        self, cards: Iterable[int], depth: int, *, drop: bool = False, slots: int = -1
    ) -> Held | None:
        """Place the first of the cards that can be, moving at most ``depth`` meetings.

        Parameters
        ----------
        cards
            In order of preference.
        drop
            Whether a meeting that nobody's guarantee needs may be given up to make room.
        slots
            Slots, as bits, in which the card may be placed.

        Returns
        -------
        Held or None
            Where the card stands; None leaves the board as it was.
        """
        for card in cards:
            if card in self.board.held:
                continue
            for way in self.board.cards.ways(card):
                if apart(self.board, way) is None:
                    held = self._place(way, self.open & slots, depth, drop)
                    if held is not None:
                        return held
        return None

    def _place(self, way: Way, slots: int, depth: int, drop: bool) -> Held | None:
        board = self.board
        for t in bits_of(board.idle(way) & slots):
            self.steps -= 1
            if block(board, way, t) is None:
                return board.put(way, t)
        if depth == 0:
            return None
        self._chain.add(way.card)
        try:
            for t in bits_of(board.reach(way) & slots):
                if self.steps <= 0:
                    return None
                mark = board.mark()
                moved = self._clear(way, t, depth, drop)
                if moved is not None:
                    held = board.put(way, t)
                    if all(self._again(m, depth - len(moved), drop) for m in moved):
                        return held
                board.back(mark)
        finally:
            self._chain.discard(way.card)
        return None

    def _clear(self, way: Way, t: int, depth: int, drop: bool) -> list[Held] | None:
        """Take down what keeps a way out of a slot; None if more than ``depth`` would go."""
        taken: list[Held] = []
        while True:
            self.steps -= 1
            found = block(self.board, way, t)
            if found is None:
                return taken
            if len(taken) == depth:
                return None
            held = self._in_the_way(found, way, t, drop)
            if held is None:
                return None
            self.board.take(held)
            taken.append(held)

    def _in_the_way(self, found: Block, way: Way, t: int, drop: bool) -> Held | None:
        """Return a movable meeting that the blocking rule points to; the least worth of several."""
        board, who = self.board, found.who
        if found.rule == "one meeting at a time":
            candidates = [board.at[who][t]]
        elif found.rule == "most in a row":
            candidates = [board.at[who][s] for s in bits_of(board.run(who, t) & ~(1 << t))]
        elif found.rule == "most per day":
            candidates = [board.at[who][s] for s in bits_of(board.busy[who] & board.day[t])]
        elif found.rule == "tables":
            holders = set(board.room.holders(way, t, board.cards.table))
            candidates = [h for h in board.meetings_in(t) if h.table in holders]
        elif drop and found.rule in ("most meetings", "group caps") and who < len(board.count):
            held = [board.at[who][s] for s in bits_of(board.busy[who])]
            candidates = [h for h in held if h and self._binds(found, h)]
        else:
            return None
        movable = [
            h for h in candidates if h is not None and not h.fixed and h.way.card not in self._chain
        ]
        return min(movable, key=lambda h: board.cards.score[h.way.card], default=None)

    def _binds(self, found: Block, held: Held) -> bool:
        if found.rule == "most meetings":
            return True
        way = held.way
        opposite = way.right if found.who in way.left else way.left
        return found.group in self.board.groups(found.who, opposite)

    def _again(self, held: Held, depth: int, drop: bool) -> bool:
        """Find a place for a meeting that was taken down, or give it up."""
        board, way = self.board, held.way
        if block(board, way, held.slot) is None:
            same = board.room.suits(way, held.slot, held.table, board.cards.table)
            board.put(way, held.slot, held.table if same else None)
            return True
        slots = self.open
        if any(board.problem.attendees[i].min_per_day for i in way.people):
            slots &= board.day[held.slot]
        return self._place(way, slots, depth, drop) is not None or (drop and self.spare(held))

    def spare(self, held: Held) -> bool:
        """Return whether a meeting that was taken down can be done without."""
        board, problem, way = self.board, self.board.problem, held.way
        if board.cards.priority[way.card] > 0 or problem.objective.mode == "all_meetings":
            return False
        for i in way.people:
            person, today = problem.attendees[i], board.busy[i] & board.day[held.slot]
            if board.count[i] < person.min_meetings or today.bit_count() < person.min_per_day:
                return False
        n = len(problem.attendees)
        parties = int(board.cards.a[way.card]), int(board.cards.b[way.card])
        return all(
            board.team_count[p - n] >= problem.teams[p - n].min_meetings for p in parties if p >= n
        )


def bits_of(bits: int) -> Iterator[int]:
    """Yield the numbers of the set bits, rising."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
