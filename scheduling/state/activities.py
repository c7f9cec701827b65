"""Activities: what could stand in a timetable, and every way it could be sat."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

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
        Card -> the table it is locked to.
    ids
        Ids of given meetings; empty in mode ``select``.
    first, entry
        Activities of party p are ``entry[first[p] : first[p + 1]]``, best score first.
    seats
        For each party, who may sit for it: one tuple of attendees for each choice.
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
    seats: list[tuple[tuple[int, ...], ...]]

    def __len__(self) -> int:
        return len(self.a)

    def lineups(self, activity: int) -> Iterator[Lineup]:
        """Every way to sit an activity; one, unless a team sends a member."""
        left, right = self.seats[self.a[activity]], self.seats[self.b[activity]]
        for one, other in itertools.product(left, right):
            yield Lineup(activity, one, other)

    def of(self, party: int) -> list[int]:
        """Activities of an attendee or team, best score first."""
        activities: list[int] = self.entry[self.first[party] : self.first[party + 1]].tolist()
        return activities


def activities_of(problem: Problem) -> Activities:
    """Read pairs, wishes, locks and given meetings; O(pairs log pairs)."""
    number = {p: k for k, p in enumerate(problem.parties)}
    slot = slot_numbers(problem.slots)
    if problem.objective.mode == "all_meetings":
        a = np.array([number[g.a] for g in problem.meetings], np.int64)
        b = np.array([number[g.b] for g in problem.meetings], np.int64)
        score = np.zeros(len(a))
        priority = np.full(len(a), np.inf)
        slots = [-1 if g.slots is None else _bits(slot, g.slots) for g in problem.meetings]
    else:
        a, b, score = _listed(problem, number)
        priority = np.zeros(len(a))
        slots = [-1] * len(a)
    table: dict[int, str] = {}
    if problem.must_meet or problem.locked:
        place = {
            frozenset(pair): c for c, pair in enumerate(zip(a.tolist(), b.tolist(), strict=True))
        }
        for must in problem.must_meet:
            activity = place[frozenset((number[must.a], number[must.b]))]
            priority[activity] = np.inf if must.priority is None else must.priority
        for lock in problem.locked:
            activity = place[frozenset((number[lock.a], number[lock.b]))]
            priority[activity] = np.inf
            if lock.slot is not None:
                slots[activity] &= _bits(slot, (lock.slot,))
            if lock.table is not None:
                table[activity] = lock.table
    first, entry = _by_party(a, b, score, len(number))
    ids = tuple(g.id for g in problem.meetings)
    return Activities(
        a, b, score, priority, slots, table, ids, first, entry, _seats(problem, number)
    )


def _listed(problem: Problem, number: dict[str, int]) -> tuple[Int64, Int64, Float64]:
    """Return listed pairs, then wishes and locks that are not among them."""
    a, b = problem.pairs.a.astype(np.int64), problem.pairs.b.astype(np.int64)
    ids = [(must.a, must.b) for must in problem.must_meet]
    ids += [(lock.a, lock.b) for lock in problem.locked]
    wished = [sorted((number[x], number[y])) for x, y in ids]
    if not wished:
        return a, b, problem.pairs.score
    size = np.int64(len(number))
    keys = np.minimum(a, b) * size + np.maximum(a, b)
    extra = np.setdiff1d(np.array([x * size + y for x, y in wished], np.int64), keys)
    return (
        np.concatenate([a, extra // size]),
        np.concatenate([b, extra % size]),
        np.concatenate([problem.pairs.score, np.zeros(len(extra))]),
    )


def _by_party(a: Int64, b: Int64, score: Float64, parties: int) -> tuple[Int64, Int64]:
    activity = np.concatenate([np.arange(len(a)), np.arange(len(a))])
    party = np.concatenate([a, b])
    order = np.lexsort((activity, -score[activity], party))
    first = np.searchsorted(party[order], np.arange(parties + 1))
    return first.astype(np.int64), activity[order]


def _seats(problem: Problem, number: dict[str, int]) -> list[tuple[tuple[int, ...], ...]]:
    seats: list[tuple[tuple[int, ...], ...]] = [((i,),) for i in range(len(problem.attendees))]
    for team in problem.teams:
        members = tuple(number[m] for m in team.members)
        seats.append((members,) if team.together else tuple((m,) for m in members))
    return seats


def _bits(slot: dict[str, int], ids: tuple[str, ...]) -> int:
    return sum(1 << t for t in {slot[s] for s in ids})
