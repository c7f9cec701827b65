"""Activities: what could stand in a timetable, and every way it could be sat."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduling.arrays.kept_apart import Int8, KeptApart
from scheduling.arrays.party_pairs import Seats, party_seats, resolve_pairs
from scheduling.arrays.people import People
from scheduling.problem import Problem
from scheduling.problem.array_types import Float64, Int64
from scheduling.problem.timeline import slot_numbers


@dataclass(frozen=True, slots=True)
class Lineup:
    """One way to sit an activity.

    Attributes
    ----------
    activity
        Its number.
    left, right
        Attendees by number who sit on either side; several for a team that sits together.
    """

    activity: int
    left: tuple[int, ...]
    right: tuple[int, ...]

    @property
    def people(self) -> tuple[int, ...]:
        """Everybody who sits."""
        return self.left + self.right


@dataclass(frozen=True, slots=True, eq=False)
class Activities:
    """Pairs that may meet (mode ``select``) or given meetings (``all_meetings``), m of them.

    Attributes
    ----------
    a, b
        int64, shape (m,): parties.
    score
        float64, shape (m,); 0 for given meetings and for wishes that are not listed.
    priority
        float64, shape (m,): 0 for no wish, infinity for a hard one or a given meeting.
    slots
        For each activity the slots it is limited to, as bits; -1 means any.
    table
        Activity -> the table it is locked to.
    ids
        Ids of given meetings; empty in mode ``select``.
    first, entry
        Activities of party p are ``entry[first[p] : first[p + 1]]``, best score first.
    seats
        For each party, who may sit for it: one tuple of attendees for each choice.
    apart
        int8, shape (m,): what keeps two attendees apart, a place in `REASONS`; -1 with a team,
        where it depends on who sits.
    """

    a: Int64
    b: Int64
    score: Float64
    priority: Float64
    slots: list[int]
    table: dict[int, str]
    ids: tuple[str, ...]
    first: Int64
    entry: Int64
    seats: list[Seats]
    apart: Int8
    kept_apart: KeptApart

    def __len__(self) -> int:
        return len(self.a)

    def lineups(self, activity: int) -> Iterator[Lineup]:
        """Every way to sit an activity; one, unless a team sends a member."""
        left, right = self.seats[self.a[activity]], self.seats[self.b[activity]]
        for one, other in itertools.product(left, right):
            yield Lineup(activity, one, other)

    def reason_apart(self, lineup: Lineup) -> int:
        """Return what keeps those who would sit apart, a place in `REASONS`; 0 for nothing."""
        c = lineup.activity
        known = int(self.apart[c])
        if known >= 0:
            return known
        return self.kept_apart.reason(lineup.left, lineup.right, int(self.a[c]), int(self.b[c]))

    def of(self, party: int) -> list[int]:
        """Activities of an attendee or team, best score first."""
        activities: list[int] = self.entry[self.first[party] : self.first[party + 1]].tolist()
        return activities


def list_activities(problem: Problem, people: People) -> Activities:
    """Read pairs, wishes, locks and given meetings; O(pairs log pairs)."""
    if problem.objective.mode == "all_meetings":
        a, b, score, priority, slots, table = _given(problem)
    else:
        pairs = resolve_pairs(problem)
        a, b = pairs.a.astype(np.int64), pairs.b.astype(np.int64)
        score, priority, table = pairs.score, pairs.priority, pairs.table
        slots = [-1 if t < 0 else 1 << t for t in pairs.slot.tolist()]
    n = len(problem.attendees)
    kept_apart = KeptApart(problem, people)
    both = np.flatnonzero((a < n) & (b < n))
    apart = np.full(len(a), -1, np.int8)
    apart[both] = kept_apart.reasons(a[both], b[both], a[both], b[both])
    first, entry = _by_party(a, b, score, len(problem.parties))
    return Activities(
        a,
        b,
        score,
        priority,
        slots,
        table,
        tuple(given.id for given in problem.meetings),
        first,
        entry,
        party_seats(problem),
        apart,
        kept_apart,
    )


def _given(
    problem: Problem,
) -> tuple[Int64, Int64, Float64, Float64, list[int], dict[int, str]]:
    """Return given meetings as the columns of activities; a lock is of one of its pair's."""
    number = {person.id: i for i, person in enumerate(problem.attendees)}
    slot = slot_numbers(problem.slots)
    ends = np.array([(number[g.a], number[g.b]) for g in problem.meetings], np.int64)
    slots = [
        -1 if g.slots is None else sum(1 << slot[s] for s in set(g.slots)) for g in problem.meetings
    ]
    at = {frozenset((g.a, g.b)): m for m, g in enumerate(problem.meetings)}
    table = {}
    for lock in problem.locked:
        activity = at[frozenset((lock.a, lock.b))]
        if lock.slot is not None:
            slots[activity] &= 1 << slot[lock.slot]
        if lock.table is not None:
            table[activity] = lock.table
    a, b = ends.reshape(-1, 2).T
    return a, b, np.zeros(len(a)), np.full(len(a), np.inf), slots, table


def _by_party(a: Int64, b: Int64, score: Float64, parties: int) -> tuple[Int64, Int64]:
    activity = np.concatenate([np.arange(len(a)), np.arange(len(a))])
    party = np.concatenate([a, b])
    order = np.lexsort((activity, -score[activity], party))
    first = np.searchsorted(party[order], np.arange(parties + 1))
    return first.astype(np.int64), activity[order]
