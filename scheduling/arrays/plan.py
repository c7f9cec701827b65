"""Plan: which edge is held in which slot, and what each slot could still take."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.arrays.objective import Shortfall, shortfall, tally_meetings
from scheduling.arrays.problem_arrays import Arrays
from scheduling.problem import Meeting, Schedule
from scheduling.problem.array_types import Index, Int32, Int64

NOWHERE = -1


class Plan:
    """A feasible set of placed edges; the one thing the search changes.

    Attributes
    ----------
    slot
        int32, shape (m,): slot of each edge, -1 where it is not held.
    """

    def __init__(self, arrays: Arrays, slot: Int32 | None = None) -> None:
        self.arrays = arrays
        self.slot = np.full(len(arrays.edges), NOWHERE, np.int32) if slot is None else slot.copy()

    def copy(self) -> Plan:
        """Return an independent plan with the same meetings."""
        return Plan(self.arrays, self.slot)

    def held(self) -> Index:
        """Edges that are held, rising."""
        return np.flatnonzero(self.slot >= 0)

    def in_slot(self, t: int) -> Index:
        """Edges that are held in slot ``t``, rising."""
        return np.flatnonzero(self.slot == t)

    def with_slot(self, t: int, chosen: Index) -> Plan:
        """Return a plan in which slot ``t`` holds those edges and no others."""
        new = self.copy()
        new.slot[new.slot == t] = NOWHERE
        new.slot[chosen] = t
        return new

    def value(self) -> float:
        """F of the plan, hard must-meets not counted."""
        arrays, held = self.arrays, self.held()
        edges, utility = arrays.edges, arrays.utility
        value, count = tally_meetings(edges, held, arrays.size)
        total = float(utility.worth(value).sum()) / 2
        if utility.fairness == 1 and utility.counted.any():
            total += arrays.size * float(value[utility.counted].min())
        bonus = float(edges.bonus[held].sum())
        return total + utility.price * (bonus - self.shortfall(count).total())

    def shortfall(self, count: Index | None = None) -> Shortfall:
        """Return what is missing from guarantees; ``count``, if known, is everybody's meetings."""
        if count is None:
            count = tally_meetings(self.arrays.edges, self.held(), self.arrays.size)[1]
        people, caps = self.arrays.people, self.arrays.caps
        by_day = np.zeros((self.arrays.size, 0), np.int64)
        if people.least_a_day.any():
            by_day = self.by_day(self.busy())
        taken = caps.team_row[self.slot[caps.team_edge] >= 0]
        of_team = np.bincount(taken, minlength=len(people.least_of_team))
        return shortfall(people, count, by_day, of_team)

    def forced_missing(self) -> int:
        """Count pairs that must meet but do not."""
        edges = self.arrays.edges
        must = np.isinf(edges.priority)
        wanted = np.unique(edges.pair[must])
        return len(wanted) - len(np.unique(edges.pair[must & (self.slot >= 0)]))

    def meetings(self) -> Iterator[Meeting]:
        """Yield the meetings by their ids, not yet seated."""
        edges, problem, held = self.arrays.edges, self.arrays.problem, self.held()
        ids, parties, n = [a.id for a in problem.attendees], problem.parties, self.arrays.size
        columns = (edges.a, edges.b, edges.party_a, edges.party_b, self.slot)
        for one, other, *for_, t in zip(*(c[held].tolist() for c in columns), strict=True):
            (a, team_a), (b, team_b) = sorted(zip((ids[one], ids[other]), for_, strict=True))
            slot = problem.slots[t].id
            yield Meeting(
                slot=slot,
                a=a,
                b=b,
                team_a=parties[team_a] if team_a >= n else "",
                team_b=parties[team_b] if team_b >= n else "",
            )

    def schedule(self) -> Schedule:
        """Write the meetings down, without tables."""
        return Schedule(tuple(self.meetings()))

    def rank(self) -> tuple[int, float]:
        """Order plans by must-meets kept, then F; the greater the better."""
        return (-self.forced_missing(), self.value())

    def busy(self) -> Int32:
        """Edge that occupies each person in each slot, or -1; int32, shape (n, T)."""
        edges, held = self.arrays.edges, self.held()
        busy = np.full((self.arrays.size, self.arrays.slots), -1, np.int32)
        busy[edges.a[held], self.slot[held]] = held
        busy[edges.b[held], self.slot[held]] = held
        extra = self.slot[edges.extra_edge] >= 0
        edge = edges.extra_edge[extra]
        busy[edges.extra_person[extra], self.slot[edge]] = edge
        return busy

    def by_day(self, busy: Int32) -> Int64:
        """Meetings of each person on each day; shape (n, days)."""
        day = self.arrays.people.day
        days = int(day.max(initial=-1)) + 1
        return np.stack([(busy[:, day == k] >= 0).sum(axis=1) for k in range(days)], axis=1)
