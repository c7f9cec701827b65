"""Gap filling: new meetings for people who are both idle, the best of each slot together.

Nothing that is published is touched. Each slot is a matching of greatest worth among the idle;
a second and a third round match each slot anew, given what the others hold by then.
"""

from __future__ import annotations

import numpy as np

from scheduling.arrays.objective import Utility
from scheduling.problem.array_types import Float64, Int64
from scheduling.solvers.max_weight_matching import max_weight_matching
from scheduling.state.activities import Lineup
from scheduling.state.ejection_chain import bit_numbers
from scheduling.state.feasibility import blocked_by, kept_apart_by
from scheduling.state.state import ScheduleState
from scheduling.stop import Stop

ROUNDS = 3


class GapFilling:
    """Fills a state's gaps, mode ``select``.

    Parameters
    ----------
    open_slots
        Slots, as bits, that may get new meetings.
    utility
        The objective's u; None if fairness is 0, where a meeting is worth its score.
    """

    def __init__(self, state: ScheduleState, open_slots: int, utility: Utility | None) -> None:
        self.state = state
        self.open = list(bit_numbers(open_slots))
        self.utility = utility
        self.old = frozenset(state.held)
        n = len(state.problem.attendees)
        activities = state.activities
        free = np.ones(len(activities), bool)
        free[list(state.held)] = False
        plain = (activities.a < n) & (activities.b < n) & free
        self.activity = np.flatnonzero(free & (activities.apart == 0))
        self.a, self.b, self.score = (
            activities.a[self.activity],
            activities.b[self.activity],
            activities.score[self.activity],
        )
        self.of_teams = np.flatnonzero(free & ~plain)
        self.value = np.zeros(n)
        for held in state.held.values():
            self._count(held.lineup, 1.0)

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
        state, mark, value = self.state, self.state.mark(), self.value.copy()
        n = len(self.value)
        lifted = [
            held
            for held in state.meetings_in(t)
            if held.lineup.activity not in self.old
            and state.activities.a[held.lineup.activity] < n
            and state.activities.b[held.lineup.activity] < n
        ]
        for held in lifted:
            state.take(held)
            self._count(held.lineup, -1.0)
        before = sum(self._gain(held.lineup) for held in lifted)
        base, after = self.value.copy(), 0.0
        while True:
            gained = self._match(t, base)
            after += gained
            if gained <= 0:
                break
        if after <= before:
            state.back(mark)
            self.value = value
        return after > before

    def _match(self, t: int, base: Float64) -> float:
        """Put up the best matching of the idle in a slot; returns what it gains."""
        state, bit = self.state, 1 << t
        people = zip(state.present, state.busy, state.count, state.most, strict=True)
        idle = np.array([bool(p & ~b & bit) and c < m for p, b, c, m in people], bool)
        both = np.flatnonzero(idle[self.a] & idle[self.b])
        both = both[np.array([c not in state.held for c in self.activity[both].tolist()], bool)]
        if not len(both):
            return 0.0
        gain = self._gains(self.a[both], self.b[both], self.score[both], base)
        rows = max_weight_matching(self.a[both], self.b[both], gain)
        total = 0.0
        for row in rows[np.argsort(-gain[rows], kind="stable")].tolist():
            lineup = next(state.activities.lineups(int(self.activity[both[row]])))
            if blocked_by(state, lineup, t) is None:
                state.put(lineup, t)
                self._count(lineup, 1.0)
                total += float(gain[row])
        return total

    def _gains(self, a: Int64, b: Int64, score: Float64, value: Float64) -> Float64:
        """Return what the objective gains by meetings of attendees, guarantees not counted."""
        if self.utility is None:
            return score
        worth = self.utility.worth
        gain = np.zeros(len(a))
        for now in (value[a], value[b]):
            gain += worth(now + score) - worth(now)
        return gain / 2

    def _gain(self, lineup: Lineup) -> float:
        """Return what a meeting of two attendees gains by itself."""
        a, b = (np.array(side, np.int64) for side in (lineup.left, lineup.right))
        score = self.state.activities.score[[lineup.activity]]
        return float(self._gains(a, b, score, self.value)[0])

    def _count(self, lineup: Lineup, sign: float) -> None:
        score = sign * float(self.state.activities.score[lineup.activity])
        for side in (lineup.left, lineup.right):
            for i in side:
                self.value[i] += score / len(side)

    def _teams(self) -> None:
        """Give activities of teams the first free place, the best first."""
        state = self.state
        for activity in self.of_teams[
            np.argsort(-state.activities.score[self.of_teams], kind="stable")
        ]:
            # Whoever of the team has least to do sits, if there is a place.
            for lineup in sorted(state.activities.lineups(int(activity)), key=self._busiest):
                if kept_apart_by(state, lineup) is not None:
                    continue
                free = [t for t in self.open if state.idle(lineup) >> t & 1]
                slot = next((t for t in free if blocked_by(state, lineup, t) is None), None)
                if slot is not None:
                    state.put(lineup, slot)
                    self._count(lineup, 1.0)
                    break

    def _busiest(self, lineup: Lineup) -> int:
        return sum(self.state.count[i] for i in lineup.people)
