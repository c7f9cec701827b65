"""Given meetings as arrays: who sits, in which slots, at which tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from scheduling.arrays.people import People, compile_people
from scheduling.arrays.table_classes import ClassBook
from scheduling.problem import Problem
from scheduling.problem.array_types import Bool, Int32
from scheduling.problem.timeline import slot_numbers

Slots = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """The given meetings of a problem: M meetings, T slots.

    Attributes
    ----------
    seats
        (i, j) of each meeting, positions of its attendees.
    allowed
        Slots in which each meeting can be held by its own list, both people's availability,
        a lock, the sides, and an open table that suits both.
    earlier
        (m, k): meeting m is to be held before meeting k.
    kept
        Meetings with a lock: they may not be left out.
    table_class
        Class of each meeting by the tables that suit it.
    within, capacity
        Hall's rows over those classes, see `scheduling.arrays.table_classes`; row 0 counts all.
    own
        Meetings of each person who has any.
    """

    problem: Problem
    people: People
    seats: tuple[tuple[int, int], ...]
    allowed: tuple[Slots, ...]
    earlier: tuple[tuple[int, int], ...]
    kept: frozenset[int]
    table_class: tuple[int, ...]
    within: Bool
    capacity: Int32
    own: dict[int, tuple[int, ...]]


def compile_given(problem: Problem) -> Given:
    """Read the given meetings of a problem."""
    people = compile_people(problem)
    place = {a.id: i for i, a in enumerate(problem.attendees)}
    number = slot_numbers(problem.slots)
    locks = {frozenset((lock.a, lock.b)): lock for lock in problem.locked}
    book = ClassBook(problem)
    seats, classes, lists, kept = [], [], [], set()
    for m, meeting in enumerate(problem.meetings):
        i, j = place[meeting.a], place[meeting.b]
        lock = locks.get(frozenset((meeting.a, meeting.b)))
        slots = set(range(len(number)))
        if meeting.slots is not None:
            slots &= {number[s] for s in meeting.slots}
        if lock is not None:
            kept.add(m)
            slots &= slots if lock.slot is None else {number[lock.slot]}
        slots &= set(np.flatnonzero(people.available[i] & people.available[j]).tolist())
        if people.side[i] >= 0 and people.side[i] == people.side[j]:
            slots.clear()
        seats.append((i, j))
        lists.append(slots)
        profiles = (int(book.profile[i]), int(book.profile[j]))
        classes.append(book.number(profiles, lock.table if lock else None))
    tables = book.classes(people.available)
    return Given(
        problem,
        people,
        tuple(seats),
        tuple(
            tuple(sorted(t for t in slots if kind >= 0 and tables.open[kind, t]))
            for slots, kind in zip(lists, classes, strict=True)
        ),
        _order(problem),
        frozenset(kept),
        tuple(classes),
        tables.within,
        tables.seats,
        _own(seats),
    )


def _order(problem: Problem) -> tuple[tuple[int, int], ...]:
    number = {meeting.id: m for m, meeting in enumerate(problem.meetings)}
    return tuple(
        (number[name], m) for m, meeting in enumerate(problem.meetings) for name in meeting.after
    )


def _own(seats: list[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    own: dict[int, list[int]] = defaultdict(list)
    for m, pair in enumerate(seats):
        for person in pair:
            own[person].append(m)
    return {person: tuple(meetings) for person, meetings in sorted(own.items())}
