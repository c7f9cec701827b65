"""State: a timetable in the making; activities are put up and taken down one by one.

Slots are bits of whole numbers, so "when are these two both free" is one operation. A journal
of every step lets a search take back what did not work out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduling.arrays.objective import Shortfall, shortfall
from scheduling.arrays.people import compile_people
from scheduling.problem import Meeting, Problem, Schedule
from scheduling.problem.timeline import in_row, slot_numbers
from scheduling.state.activities import Activities, Lineup, list_activities
from scheduling.state.tables import TableState


@dataclass(slots=True, eq=False)
class Placement:
    """An activity on the state.

    Attributes
    ----------
    table
        Number of the table; -1 without tables.
    fixed
        It has begun, lies within the notice time or is locked in place.
    published
        The meeting as it was published, where it stands there still.
    """

    lineup: Lineup
    slot: int
    table: int
    fixed: bool = False
    published: Meeting | None = None


class ScheduleState:
    """State of a timetable under all the rules of a problem.

    Attributes
    ----------
    present, busy
        Bits of slots for each attendee.
    at
        ``at[i][t]`` is what i has in slot t.
    count
        Meetings of each attendee.
    held
        Activity -> where it stands.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.people = compile_people(problem)
        self.activities: Activities = list_activities(problem, self.people)
        self.room = TableState(problem, self.activities.table)
        slots, people = problem.slots, problem.attendees
        self._limits(problem)
        self.busy = [0] * len(people)
        self.count = [0] * len(people)
        self.at: list[list[Placement | None]] = [[None] * len(slots) for _ in people]
        self.held: dict[int, Placement] = {}
        self._in_slot: list[dict[int, Placement]] = [{} for _ in slots]
        self.met: dict[tuple[int, str], int] = {}
        self.team_count = [0] * len(problem.teams)
        days = dict.fromkeys(s.day for s in slots)
        self.day_bits = {d: sum(1 << t for t, s in enumerate(slots) if s.day == d) for d in days}
        self.day = [self.day_bits[s.day] for s in slots]
        self._in_row = in_row(slots)
        self._order(problem)
        self._journal: list[tuple[bool, Placement]] = []

    def idle(self, lineup: Lineup) -> int:
        """Return the slots, as bits, in which all who sit are present and have no meeting."""
        bits = self.activities.slots[lineup.activity]
        for i in lineup.people:
            bits &= self.present[i] & ~self.busy[i]
        return bits

    def reach(self, lineup: Lineup) -> int:
        """Return the slots, as bits, in which all who sit are present."""
        bits = self.activities.slots[lineup.activity]
        for i in lineup.people:
            bits &= self.present[i]
        return bits

    def run(self, person: int, slot: int) -> int:
        """Return the slots, as bits, of the run in a row that a meeting in ``slot`` would join."""
        busy, run = self.busy[person], 1 << slot
        t = slot
        while self._in_row[t] and busy >> (t - 1) & 1:
            t -= 1
            run |= 1 << t
        t = slot + 1
        while t < len(self._in_row) and self._in_row[t] and busy >> t & 1:
            run |= 1 << t
            t += 1
        return run

    def missing(self, party: int) -> int:
        """Return how many meetings a party lacks of its guarantee, below 0 if it has more."""
        n = len(self.count)
        if party >= n:
            return self.problem.teams[party - n].min_meetings - self.team_count[party - n]
        return self.problem.attendees[party].min_meetings - self.count[party]

    def missing_by_day(self, person: int) -> Iterator[tuple[int, int]]:
        """Yield each day's slots, as bits, and how many meetings a person lacks then."""
        least = self.problem.attendees[person].min_per_day
        for day in self.day_bits.values() if least else ():
            yield day, least - (self.busy[person] & day).bit_count()

    def shortfall(self) -> Shortfall:
        """Return what is missing from guarantees."""
        by_day = [[(b & day).bit_count() for day in self.day_bits.values()] for b in self.busy]
        count, of_team = np.array(self.count, np.int64), np.array(self.team_count, np.int64)
        days = np.array(by_day, np.int64).reshape(len(count), -1)
        return shortfall(self.people, count, days, of_team)

    def groups(self, person: int, opposite: tuple[int, ...]) -> list[str]:
        """Return the groups that a person has a cap on and meets opposite."""
        people = self.problem.attendees
        return [
            g for g in people[person].group_caps if any(g in people[o].groups for o in opposite)
        ]

    def put(self, lineup: Lineup, slot: int, table: int | None = None) -> Placement:
        """Put an activity up; at the table that saves most walking unless one is named."""
        if table is None:
            near = [self._near(i, slot) for i in lineup.people]
            table = self.room.choose(lineup, slot, near)
        held = Placement(lineup, slot, table)
        self._put(held)
        self._journal.append((True, held))
        return held

    def take(self, held: Placement) -> None:
        """Take an activity down."""
        self._take(held)
        self._journal.append((False, held))

    def meetings_in(self, slot: int) -> list[Placement]:
        """Return what stands in a slot."""
        return list(self._in_slot[slot].values())

    def adopt(self, problem: Problem) -> None:
        """Take on a problem that differs only in people's limits, tables or order."""
        old, self.problem = self.problem, problem
        if problem is old:
            return
        self._limits(problem)
        if problem.before != old.before:
            self._order(problem)
        if problem.tables != old.tables:
            self.room = TableState(problem, self.activities.table)
            for held in self.held.values():
                self.room.occupy(held.slot, held.table)

    def schedule(self) -> Schedule:
        """Return everything on the state, by slot and then by ids."""
        return Schedule.in_order(map(self.meeting, self.held.values()), self.problem.slots)

    def mark(self) -> int:
        """Return a point to come back to."""
        return len(self._journal)

    def back(self, mark: int) -> None:
        """Undo every step since a mark."""
        while len(self._journal) > mark:
            was_put, held = self._journal.pop()
            if was_put:
                self._take(held)
            else:
                self._put(held)

    def meeting(self, held: Placement) -> Meeting:
        """Return the meeting that an activity on the state is, ids in order."""
        people, n = self.problem.attendees, len(self.problem.attendees)
        activity = held.lineup.activity
        if held.published is not None:
            sitting = {people[i].id for i in held.lineup.people}
            if {held.published.a, held.published.b} <= sitting:
                return held.published
        seats = []
        for seated, party in (
            (held.lineup.left, self.activities.a),
            (held.lineup.right, self.activities.b),
        ):
            number = int(party[activity])
            team = self.problem.teams[number - n].id if number >= n else ""
            seats.append((people[seated[0]].id, team))
        (a, team_a), (b, team_b) = sorted(seats)
        return Meeting(
            slot=self.problem.slots[held.slot].id,
            a=a,
            b=b,
            table=self.problem.tables[held.table].id if held.table >= 0 else "",
            id=self.activities.ids[activity] if self.activities.ids else "",
            team_a=team_a,
            team_b=team_b,
        )

    def _limits(self, problem: Problem) -> None:
        """Read when everybody is there and how many meetings each may have."""
        slots, people = problem.slots, problem.attendees
        when = slot_numbers(slots)
        every = (1 << len(slots)) - 1
        self.present = [
            every if a.available is None else sum({1 << when[s] for s in a.available})
            for a in people
        ]
        self.most = [
            min(len(slots) if a.max_meetings is None else a.max_meetings, p.bit_count())
            for a, p in zip(people, self.present, strict=True)
        ]

    def _order(self, problem: Problem) -> None:
        """Note for each activity the activities that must stand earlier and later."""
        self.earlier: dict[int, list[int]] = {}
        self.later: dict[int, list[int]] = {}
        pairs: list[tuple[int, int]] = []
        if problem.before:
            parties = problem.parties
            a, b = self.activities.a.tolist(), self.activities.b.tolist()
            place = {
                frozenset((parties[x], parties[y])): c
                for c, (x, y) in enumerate(zip(a, b, strict=True))
            }
            for order in problem.before:
                first, then = (place.get(frozenset(p)) for p in (order.first, order.then))
                if first is not None and then is not None:
                    pairs.append((first, then))
        if any(g.after for g in problem.meetings):
            by_id = {g: c for c, g in enumerate(self.activities.ids)}
            pairs += [(by_id[e], by_id[g.id]) for g in problem.meetings for e in g.after]
        for one, other in pairs:
            self.later.setdefault(one, []).append(other)
            self.earlier.setdefault(other, []).append(one)

    def _near(self, person: int, slot: int) -> list[int]:
        """Tables of a person's meetings next to a slot on its day."""
        near = []
        for bits, last in (
            (self.busy[person] & self.day[slot] & ((1 << slot) - 1), True),
            (self.busy[person] & self.day[slot] & (-1 << (slot + 1)), False),
        ):
            if bits:
                t = bits.bit_length() - 1 if last else (bits & -bits).bit_length() - 1
                held = self.at[person][t]
                if held is not None:
                    near.append(held.table)
        return near

    def _put(self, held: Placement) -> None:
        self._count(held, 1)
        bit = 1 << held.slot
        for i in held.lineup.people:
            self.busy[i] |= bit
            self.at[i][held.slot] = held
        self.held[held.lineup.activity] = held
        self._in_slot[held.slot][held.lineup.activity] = held
        self.room.occupy(held.slot, held.table)

    def _take(self, held: Placement) -> None:
        self._count(held, -1)
        bit = 1 << held.slot
        for i in held.lineup.people:
            self.busy[i] &= ~bit
            self.at[i][held.slot] = None
        del self.held[held.lineup.activity]
        del self._in_slot[held.slot][held.lineup.activity]
        self.room.release(held.slot, held.table)

    def _count(self, held: Placement, step: int) -> None:
        lineup, n = held.lineup, len(self.count)
        for mine, opposite in ((lineup.left, lineup.right), (lineup.right, lineup.left)):
            for i in mine:
                self.count[i] += step
                if self.problem.attendees[i].group_caps:
                    for g in self.groups(i, opposite):
                        self.met[i, g] = self.met.get((i, g), 0) + step
        if self.team_count:
            for party in (
                int(self.activities.a[lineup.activity]),
                int(self.activities.b[lineup.activity]),
            ):
                if party >= n:
                    self.team_count[party - n] += step
