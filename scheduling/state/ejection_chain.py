"""Ejection chains: a place for an activity, moving as few published meetings as can be.

A search with growing depth: first a place that is free, then one whose meeting finds a free
place elsewhere, then chains of two and of three. This is the smallest-neighbourhood-first way of
Phillips, Walker, Ehrgott and Ryan (Ann. Oper. Res. 2016), with Kempe-like chains in place of
integer programmes because a chain of three is found in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduling.state.activities import Lineup
from scheduling.state.feasibility import Block, blocked_by, kept_apart_by
from scheduling.state.state import Placement, ScheduleState

DEEPEST = 3


class EjectionChain:
    """Places activities on a state.

    Parameters
    ----------
    open_slots
        Slots, as bits, in which meetings may still be put or moved.
    steps
        How many placements may be looked at in all: the search ends there, not by the clock,
        so that the same problem gives the same answer.
    """

    def __init__(self, state: ScheduleState, open_slots: int, steps: int) -> None:
        self.state = state
        self.open = open_slots
        self.steps = steps
        # Activities of the chain being tried: none of them may make room for another.
        self._chain: set[int] = set()

    def place(
        self, activities: Iterable[int], depth: int, *, drop: bool = False, slots: int = -1
    ) -> Placement | None:
        """Place the first of the activities that can be, moving at most ``depth`` meetings.

        Parameters
        ----------
        activities
            In order of preference.
        drop
            Whether a meeting that nobody's guarantee needs may be given up to make room.
        slots
            Slots, as bits, in which the activity may be placed.

        Returns
        -------
        Placement or None
            Where the activity stands; None leaves the state as it was.
        """
        for activity in activities:
            if activity in self.state.held:
                continue
            for lineup in self.state.activities.lineups(activity):
                if kept_apart_by(self.state, lineup) is None:
                    held = self._place(lineup, self.open & slots, depth, drop)
                    if held is not None:
                        return held
        return None

    def _place(self, lineup: Lineup, slots: int, depth: int, drop: bool) -> Placement | None:
        state = self.state
        for t in bit_numbers(state.idle(lineup) & slots):
            self.steps -= 1
            if blocked_by(state, lineup, t) is None:
                return state.put(lineup, t)
        if depth == 0:
            return None
        self._chain.add(lineup.activity)
        try:
            for t in bit_numbers(state.reach(lineup) & slots):
                if self.steps <= 0:
                    return None
                mark = state.mark()
                moved = self._clear(lineup, t, depth, drop)
                if moved is not None:
                    held = state.put(lineup, t)
                    if all(self._again(m, depth - len(moved), drop) for m in moved):
                        return held
                state.back(mark)
        finally:
            self._chain.discard(lineup.activity)
        return None

    def _clear(self, lineup: Lineup, t: int, depth: int, drop: bool) -> list[Placement] | None:
        """Take down what keeps a way out of a slot; None if more than ``depth`` would go."""
        taken: list[Placement] = []
        while True:
            self.steps -= 1
            found = blocked_by(self.state, lineup, t)
            if found is None:
                return taken
            if len(taken) == depth:
                return None
            held = self._in_the_way(found, lineup, t, drop)
            if held is None:
                return None
            self.state.take(held)
            taken.append(held)

    def _in_the_way(self, found: Block, lineup: Lineup, t: int, drop: bool) -> Placement | None:
        """Return a movable meeting that the blocking rule points to; the least worth of several."""
        state, who = self.state, found.who
        if found.rule == "one meeting at a time":
            candidates = [state.at[who][t]]
        elif found.rule == "most in a row":
            candidates = [state.at[who][s] for s in bit_numbers(state.run(who, t) & ~(1 << t))]
        elif found.rule == "most per day":
            candidates = [state.at[who][s] for s in bit_numbers(state.busy[who] & state.day[t])]
        elif found.rule == "tables":
            holders = set(state.room.holders(lineup, t))
            candidates = [h for h in state.meetings_in(t) if h.table in holders]
        elif drop and found.rule in ("most meetings", "group caps") and who < len(state.count):
            held = [state.at[who][s] for s in bit_numbers(state.busy[who])]
            candidates = [h for h in held if h and self._binds(found, h)]
        else:
            return None
        movable = [
            h
            for h in candidates
            if h is not None and not h.fixed and h.lineup.activity not in self._chain
        ]
        return min(movable, key=lambda h: state.activities.score[h.lineup.activity], default=None)

    def _binds(self, found: Block, held: Placement) -> bool:
        if found.rule == "most meetings":
            return True
        lineup = held.lineup
        opposite = lineup.right if found.who in lineup.left else lineup.left
        return found.group in self.state.groups(found.who, opposite)

    def _again(self, held: Placement, depth: int, drop: bool) -> bool:
        """Find a place for a meeting that was taken down, or give it up."""
        state, lineup = self.state, held.lineup
        if blocked_by(state, lineup, held.slot) is None:
            same = state.room.suits(lineup, held.slot, held.table)
            state.put(lineup, held.slot, held.table if same else None)
            return True
        slots = self.open
        if any(state.problem.attendees[i].min_per_day for i in lineup.people):
            slots &= state.day[held.slot]
        return self._place(lineup, slots, depth, drop) is not None or (drop and self.spare(held))

    def spare(self, held: Placement) -> bool:
        """Return whether a meeting that was taken down can be done without."""
        state, problem, lineup = self.state, self.state.problem, held.lineup
        if (
            state.activities.priority[lineup.activity] > 0
            or problem.objective.mode == "all_meetings"
        ):
            return False
        n = len(state.count)
        parties = int(state.activities.a[lineup.activity]), int(state.activities.b[lineup.activity])
        concerned = {*lineup.people, *(p for p in parties if p >= n)}
        return all(state.missing(p) <= 0 for p in concerned) and not any(
            missing > 0 and day >> held.slot & 1
            for i in lineup.people
            for day, missing in state.missing_by_day(i)
        )


def bit_numbers(bits: int) -> Iterator[int]:
    """Yield the numbers of the set bits, rising."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
