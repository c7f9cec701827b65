"""Table classes: which tables a pair can use, and how many pairs of which kind a slot seats.

Meetings of one slot can all be seated if and only if, for every union U of their classes, those
whose class lies within U are at most as many as U's open tables (Hall 1935). Classes that share
no table are looked at apart, so a room full of hosts costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from scheduling.problem import Problem
from scheduling.problem.array_types import Bool, Int32
from scheduling.problem.timeline import slot_numbers

MOST_UNIONS = 1024


@dataclass(frozen=True, slots=True, eq=False)
class TableClasses:
    """Classes of pairs by the tables they can use: K classes, R rows, T slots, L tables.

    Attributes
    ----------
    usable
        bool, shape (K, L): tables of each class.
    open
        bool, shape (K, T): whether any of them is open in a slot.
    within
        bool, shape (R, K): Hall's rows, which classes each counts.
    seats
        int32, shape (R, T): most meetings of those classes in a slot.
    """

    usable: Bool
    open: Bool
    within: Bool
    seats: Int32


class ClassBook:
    """Gives every pair its class, and numbers the classes as they come up."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        tables = problem.tables
        self._number = {t.id: i for i, t in enumerate(tables)}
        self._free = ~tables_kept(problem)
        self._zone = np.array([t.zone for t in tables], object)
        profiles: dict[tuple[tuple[str, ...], str | None], int] = {}
        self.profile = np.array(
            [
                profiles.setdefault((tuple(sorted(a.zones)), a.table), len(profiles))
                for a in problem.attendees
            ],
            np.int64,
        )
        self._profiles = list(profiles)
        self._classes: dict[bytes, int] = {}
        self._usable: list[Bool] = []
        self._known: dict[tuple[tuple[int, ...], str | None], int] = {}

    def number(self, profiles: tuple[int, ...], table: str | None = None) -> int:
        """Class of a meeting among people of these profiles, or -1 if no table suits all."""
        key = profiles, table
        if key not in self._known:
            usable = self.usable(profiles, table) if self._problem.tables else np.ones(1, np.bool_)
            self._known[key] = self._class_number(usable) if usable.any() else -1
        return self._known[key]

    def usable(self, profiles: tuple[int, ...], table: str | None = None) -> Bool:
        """Tables that suit people of these profiles, or a lock to one; bool, shape (L,)."""
        hosts = {self._profiles[p][1] for p in profiles} - {None}
        usable = self._free.copy()
        if hosts:
            usable[:] = False
            if len(hosts) == 1:
                usable[self._number[str(hosts.pop())]] = True
        for p in profiles:
            zones = self._profiles[p][0]
            if zones:
                usable &= np.isin(self._zone, zones)
        if table:
            only = np.zeros_like(usable)
            only[self._number[table]] = True
            usable &= only
        return usable

    def every(self) -> Bool:
        """Tables of all classes met so far; bool, shape (K, L)."""
        return np.array(self._usable, np.bool_).reshape(-1, max(1, len(self._free)))

    def _class_number(self, usable: Bool) -> int:
        key = usable.tobytes()
        if key not in self._classes:
            self._classes[key] = len(self._usable)
            self._usable.append(usable)
        return self._classes[key]

    def classes(self, available: Bool) -> TableClasses:
        """All classes met so far, with Hall's rows; ``available`` is bool, shape (n, T)."""
        half = available.sum(axis=0) // 2
        slots = available.shape[1]
        usable = self.every()
        if not self._problem.tables:
            return TableClasses(
                usable[:, :0],
                np.ones((len(usable), slots), np.bool_),
                np.ones((1, len(usable)), np.bool_),
                half[None].astype(np.int32),
            )
        opened = tables_open(self._problem)
        unions = [np.ones(usable.shape[1], np.bool_), *_unions(usable)]
        within = np.array([~(usable & ~u).any(axis=1) for u in unions], np.bool_)
        seats = np.array([(u[:, None] & opened).sum(axis=0) for u in unions], np.int32)
        seats = np.minimum(seats, half[None]).astype(np.int32)
        binding = (seats < half[None]).any(axis=1) & within.any(axis=1)
        binding[0] = True
        return TableClasses(
            usable,
            np.asarray((usable[:, :, None] & opened[None]).any(axis=1), np.bool_),
            within[binding],
            seats[binding],
        )


def tables_kept(problem: Problem) -> Bool:
    """Whether each table is a host's, for nobody else; bool, shape (L,)."""
    kept = {person.table for person in problem.attendees}
    return np.array([table.id in kept for table in problem.tables], np.bool_)


def tables_open(problem: Problem) -> Bool:
    """Whether each table is open in each slot; bool, shape (L, T)."""
    number = slot_numbers(problem.slots)
    opened = np.ones((len(problem.tables), len(problem.slots)), np.bool_)
    for i, table in enumerate(problem.tables):
        if table.available is not None:
            opened[i] = False
            opened[i, [number[s] for s in table.available]] = True
    return opened


def _unions(usable: Bool) -> list[Bool]:
    """Unions of classes that share tables; too many to list all: the classes by themselves."""
    found: dict[bytes, Bool] = {}
    for group in _components(usable):
        rows = usable[group]
        if 2 ** len(group) <= MOST_UNIONS:
            for size in range(1, len(group) + 1):
                for chosen in combinations(range(len(group)), size):
                    union = np.asarray(rows[list(chosen)].any(axis=0), np.bool_)
                    found[union.tobytes()] = union
        else:
            for union in (*rows, rows.any(axis=0)):
                found[union.tobytes()] = union
    return list(found.values())


def _components(usable: Bool) -> list[list[int]]:
    left = list(range(len(usable)))
    groups = []
    while left:
        group = [left.pop(0)]
        reach = usable[group[0]].copy()
        grown = True
        while grown:
            joined = [c for c in left if (usable[c] & reach).any()]
            grown = bool(joined)
            for c in joined:
                reach |= usable[c]
                left.remove(c)
            group += joined
        groups.append(group)
    return groups
