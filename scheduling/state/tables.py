"""Tables: which tables are free in each slot, and which suit whom."""

from __future__ import annotations

from collections.abc import Mapping

from scheduling.problem import Problem
from scheduling.problem.timeline import slot_numbers
from scheduling.state.activities import Lineup

NO_TABLE = -1


class TableState:
    """Free tables by slot and zone; without tables everything fits."""

    def __init__(self, problem: Problem) -> None:
        self._without = problem.without_tables
        self._people = problem.attendees
        self._number = {t.id: k for k, t in enumerate(problem.tables)}
        self._zone = [t.zone for t in problem.tables]
        self._host = {
            i: self._number[a.table] for i, a in enumerate(problem.attendees) if a.table is not None
        }
        self._kept = set(self._host.values())
        slot = slot_numbers(problem.slots)
        every = range(len(slot))
        self._free: list[dict[str, dict[int, None]]] = [
            {zone: {} for zone in dict.fromkeys(self._zone)} for _ in every
        ]
        for k, table in enumerate(problem.tables):
            for t in (
                every if table.available is None else sorted({slot[s] for s in table.available})
            ):
                self._free[t][table.zone][k] = None
        self._zones = {i: frozenset(a.zones) for i, a in enumerate(self._people) if a.zones}
        self._open = [{k for zone in free.values() for k in zone} for free in self._free]

    def fits(self, lineup: Lineup, slot: int, locked: Mapping[int, str]) -> bool:
        """Whether a table that suits all who sit is free."""
        if self._without:
            return True
        only = self._only(lineup, locked)
        if only is not None:
            return len(only) == 1 and self._is_free(slot, next(iter(only)), lineup)
        needs = self._needs(lineup)
        return any(self._serves(slot, zone, needs) for zone in self._free[slot])

    def choose(
        self, lineup: Lineup, slot: int, locked: Mapping[int, str], near: list[list[int]]
    ) -> int:
        """Choose a free table that suits: one of ``near``, else in a zone of theirs, else any."""
        if self._without:
            return NO_TABLE
        only = self._only(lineup, locked)
        if only is not None:
            return next(iter(only))
        zones = self._zones_of(lineup, slot)
        wanted = [k for tables in near for k in tables if k >= 0]
        for k in wanted:
            if (
                k not in self._kept
                and self._zone[k] in zones
                and k in self._free[slot][self._zone[k]]
            ):
                return k
        for zone in [self._zone[k] for k in wanted] + zones:
            if zone in zones:
                for k in self._free[slot][zone]:
                    if k not in self._kept:
                        return k
        raise LookupError("no free table suits")

    def suits(self, lineup: Lineup, slot: int, table: int, locked: Mapping[int, str]) -> bool:
        """Whether a given table is open and free in the slot and suits all who sit."""
        if self._without:
            return table == NO_TABLE
        only = self._only(lineup, locked)
        allowed = table not in self._kept if only is None else only == {table}
        return allowed and self._is_free(slot, table, lineup)

    def holders(self, lineup: Lineup, slot: int, locked: Mapping[int, str]) -> list[int]:
        """Tables that would suit but are taken, if any are open at all."""
        only = self._only(lineup, locked)
        return [
            k
            for k in sorted(self._open[slot])
            if k not in self._free[slot][self._zone[k]]
            and (k not in self._kept if only is None else only == {k})
            and all(self._zone[k] in self._zones.get(i, (self._zone[k],)) for i in lineup.people)
        ]

    def zones_for(self, lineup: Lineup) -> list[str]:
        """Return the zones that all who sit can use."""
        return [
            zone
            for zone in dict.fromkeys(self._zone)
            if all(zone in self._zones.get(i, (zone,)) for i in lineup.people)
        ]

    def occupy(self, slot: int, table: int) -> None:
        """Take a table out of the free ones."""
        if table >= 0:
            self._free[slot][self._zone[table]].pop(table, None)

    def release(self, slot: int, table: int) -> None:
        """Give a table back, if it is open in the slot."""
        if table >= 0 and table in self._open[slot]:
            self._free[slot][self._zone[table]][table] = None

    def _only(self, lineup: Lineup, locked: Mapping[int, str]) -> set[int] | None:
        """Return the tables that hosts and a lock ask for, not one if that cannot be.

        None if they ask for none: then any table that nobody keeps will do.
        """
        if not self._host and lineup.activity not in locked:
            return None
        tables = {self._host[i] for i in lineup.people if i in self._host}
        if lineup.activity in locked:
            wanted = self._number[locked[lineup.activity]]
            if wanted in self._kept - tables:
                return set()
            tables.add(wanted)
        return tables or None

    def _is_free(self, slot: int, table: int, lineup: Lineup) -> bool:
        zone = self._zone[table]
        if table not in self._free[slot][zone]:
            return False
        return not self._zones or all(zone in self._zones.get(i, (zone,)) for i in lineup.people)

    def _zones_of(self, lineup: Lineup, slot: int) -> list[str]:
        """Return zones that all can use, with a free table that nobody keeps."""
        needs = self._needs(lineup)
        return [zone for zone in self._free[slot] if self._serves(slot, zone, needs)]

    def _needs(self, lineup: Lineup) -> list[frozenset[str]]:
        return [self._zones[i] for i in lineup.people if i in self._zones] if self._zones else []

    def _serves(self, slot: int, zone: str, needs: list[frozenset[str]]) -> bool:
        """Whether all can use the zone, and a table that nobody keeps is free in it."""
        free = self._free[slot][zone]
        if needs and not all(zone in need for need in needs):
            return False
        return any(k not in self._kept for k in free) if self._kept else bool(free)
