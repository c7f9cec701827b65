"""Room: tables and what the meetings to be seated need of them, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduling.arrays.table_classes import tables_kept, tables_open
from scheduling.problem import Meeting, Problem
from scheduling.problem.array_types import Bool, Int64
from scheduling.problem.timeline import slot_numbers
from scheduling.seating.walking import number_zones

ANY = -1
NOWHERE = -2


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """L tables in Z zones, T slots, m meetings.

    Attributes
    ----------
    zone
        int64, shape (L,).
    open
        bool, shape (L, T).
    kept
        bool, shape (L,): a host's, for nobody else.
    slot
        int64, shape (m,).
    fixed
        int64, shape (m,): the only table possible; ANY; or NOWHERE if hosts or locks clash.
    need
        int64, shape (m,): row of ``zones``; row 0 allows every zone.
    zones
        bool, shape (needs, Z).
    """

    zone: Int64
    open: Bool
    kept: Bool
    slot: Int64
    fixed: Int64
    need: Int64
    zones: Bool

    def suits(self, meeting: int, table: int) -> bool:
        """Whether the table lies in a zone that all who sit can use."""
        return bool(self.zones[self.need[meeting], self.zone[table]])


def read_room(problem: Problem, meetings: Sequence[Meeting]) -> Room:
    """Read tables, hosts, zones and locks; a table that a meeting names is fixed."""
    number = {t.id: i for i, t in enumerate(problem.tables)}
    slot = slot_numbers(problem.slots)
    fixed = np.array([number.get(m.table, ANY) for m in meetings], np.int64)
    for i, tables in _special(problem, meetings).items():
        wanted = {number[t] for t in tables} | ({int(fixed[i])} - {ANY})
        fixed[i] = wanted.pop() if len(wanted) == 1 else NOWHERE
    need, zones = _needs(problem, meetings)
    when = np.array([slot[m.slot] for m in meetings], np.int64)
    kept = tables_kept(problem)
    return Room(number_zones(problem), tables_open(problem), kept, when, fixed, need, zones)


def sitters(problem: Problem, meetings: Sequence[Meeting]) -> list[tuple[str, ...]]:
    """Everybody who sits in each meeting; all members of a team that sits together."""
    whole = {t.id: t.members for t in problem.teams if t.together}
    if not whole:
        return [(m.a, m.b) for m in meetings]
    return [whole.get(m.team_a, (m.a,)) + whole.get(m.team_b, (m.b,)) for m in meetings]


def _special(problem: Problem, meetings: Sequence[Meeting]) -> dict[int, set[str]]:
    """Tables that hosts and locks ask of a meeting, for the meetings they ask anything of."""
    host = {a.id: a.table for a in problem.attendees if a.table is not None}
    lock = {frozenset((k.a, k.b)): (k.slot, k.table) for k in problem.locked if k.table is not None}
    asked: dict[int, set[str]] = {}
    if not host and not lock:
        return asked
    for i, (meeting, people) in enumerate(zip(meetings, sitters(problem, meetings), strict=True)):
        tables = {host[p] for p in people if p in host}
        pair = frozenset((meeting.team_a or meeting.a, meeting.team_b or meeting.b))
        when, where = lock.get(pair, (None, None))
        if where is not None and when in (None, meeting.slot):
            tables.add(where)
        if tables:
            asked[i] = tables
    return asked


def _needs(problem: Problem, meetings: Sequence[Meeting]) -> tuple[Int64, Bool]:
    names: dict[str, int] = {}
    for table in problem.tables:
        names.setdefault(table.zone, len(names))
    everywhere = np.ones(len(names), bool)
    needy = {a.id: frozenset(a.zones) for a in problem.attendees if a.zones}
    need = np.zeros(len(meetings), np.int64)
    rows = [everywhere]
    found: dict[frozenset[frozenset[str]], int] = {}
    for i, people in enumerate(sitters(problem, meetings)) if needy else ():
        wishes = frozenset(needy[p] for p in people if p in needy)
        if not wishes:
            continue
        if wishes not in found:
            found[wishes] = len(rows)
            rows.append(np.array([all(z in w for w in wishes) for z in names], bool))
        need[i] = found[wishes]
    return need, np.array(rows, bool)
