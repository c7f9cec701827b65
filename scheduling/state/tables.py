"""Tables: which are free in each slot; who may sit where is `scheduling.arrays.table_classes`'s."""

from __future__ import annotations

from collections.abc import Mapping

from scheduling.arrays.table_classes import ClassBook, tables_open
from scheduling.problem import Problem
from scheduling.state.activities import Lineup

NO_TABLE = -1


class TableState:
    """Free tables by slot; without tables everything fits."""

    def __init__(self, problem: Problem, locked: Mapping[int, str]) -> None:
        """Open the room; ``locked`` are activities with the ids of their tables."""
        self._without = problem.without_tables
        self._locked = locked
        self._book = ClassBook(problem)
        self._profile: list[int] = self._book.profile.tolist()
        self._zone = [t.zone for t in problem.tables]
        self._zones = dict.fromkeys(self._zone)
        opened = tables_open(problem).T
        self._open: list[dict[int, None]] = [dict.fromkeys(t.nonzero()[0].tolist()) for t in opened]
        # In each slot in the order in which they became free.
        self._free = [dict(tables) for tables in self._open]
        self._usable: dict[tuple[tuple[int, ...], str | None], frozenset[int]] = {}

    def fits(self, lineup: Lineup, slot: int) -> bool:
        """Whether a table that suits all who sit is free."""
        return self._without or not self._free[slot].keys().isdisjoint(self._suiting(lineup))

    def choose(self, lineup: Lineup, slot: int, near: list[list[int]]) -> int:
        """Choose a free table that suits: one of ``near``, else in a zone of theirs, else any."""
        if self._without:
            return NO_TABLE
        usable = self._suiting(lineup)
        first: dict[str, int] = {}
        for k in self._free[slot]:
            if k in usable:
                first.setdefault(self._zone[k], k)
        wanted = [k for tables in near for k in tables if k >= 0]
        for k in wanted:
            if k in usable and k in self._free[slot]:
                return k
        for zone in (*(self._zone[k] for k in wanted), *self._zones):
            if zone in first:
                return first[zone]
        raise LookupError("no free table suits")

    def suits(self, lineup: Lineup, slot: int, table: int) -> bool:
        """Whether a given table is open and free in the slot and suits all who sit."""
        if self._without:
            return table == NO_TABLE
        return table in self._free[slot] and table in self._suiting(lineup)

    def holders(self, lineup: Lineup, slot: int) -> list[int]:
        """Tables that would suit but are taken, if any are open at all."""
        usable = self._suiting(lineup)
        return [k for k in self._open[slot] if k in usable and k not in self._free[slot]]

    def occupy(self, slot: int, table: int) -> None:
        """Take a table out of the free ones."""
        self._free[slot].pop(table, None)

    def release(self, slot: int, table: int) -> None:
        """Give a table back, if it is open in the slot."""
        if table in self._open[slot]:
            self._free[slot][table] = None

    def _suiting(self, lineup: Lineup) -> frozenset[int]:
        """Return the tables that all who sit can use."""
        profiles = tuple(self._profile[i] for i in lineup.people)
        key = profiles, self._locked.get(lineup.activity)
        if key not in self._usable:
            self._usable[key] = frozenset(self._book.usable(*key).nonzero()[0].tolist())
        return self._usable[key]
