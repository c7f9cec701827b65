"""Room: tables and what the meetings to be seated need of them, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduling.arrays.table_classes import ClassBook, tables_kept, tables_open
from scheduling.problem import Meeting, Problem
from scheduling.problem.array_types import Bool, Int64
from scheduling.problem.timeline import slot_numbers
from scheduling.seating.walking import number_zones

ANY = -1
NOWHERE = -2


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """L tables in Z zones, T slots, m meetings of K classes.

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
        int64, shape (m,): the only table possible; ANY; or NOWHERE if no table suits.
    kind
        int64, shape (m,): class by the tables that suit, row of ``usable``.
    usable
        bool, shape (K, L), see `scheduling.arrays.table_classes`.
    """

    zone: Int64
    open: Bool
    kept: Bool
    slot: Int64
    fixed: Int64
    kind: Int64
    usable: Bool

    def suits(self, meeting: int, table: int) -> bool:
        """Whether all who sit can use the table."""
        return bool(self.usable[self.kind[meeting], table])

    def zones(self) -> Bool:
        """Zones in which each class can sit; bool, shape (K, Z)."""
        zones = int(self.zone.max(initial=-1)) + 1
        rows = [np.bincount(self.zone[usable], minlength=zones) > 0 for usable in self.usable]
        return np.array(rows, np.bool_)


def read_room(problem: Problem, meetings: Sequence[Meeting]) -> Room:
    """Read tables, hosts, zones and locks; a table that a meeting names is fixed."""
    number = {t.id: i for i, t in enumerate(problem.tables)}
    slot = slot_numbers(problem.slots)
    when = np.array([slot[m.slot] for m in meetings], np.int64)
    fixed = np.array([number.get(m.table, ANY) for m in meetings], np.int64)
    kept = tables_kept(problem)
    kind, usable = np.zeros(len(meetings), np.int64), ~kept[None]
    lock = {frozenset((k.a, k.b)): (k.slot, k.table) for k in problem.locked if k.table is not None}
    if lock or kept.any() or any(a.zones for a in problem.attendees):
        book = ClassBook(problem)
        profile = dict(zip((a.id for a in problem.attendees), book.profile.tolist(), strict=True))
        hosts = {a.id for a in problem.attendees if a.table is not None}
        asked = []
        for i, people in enumerate(sitters(problem, meetings)):
            m = meetings[i]
            pair = frozenset((m.team_a or m.a, m.team_b or m.b))
            at, table = lock.get(pair, (None, None))
            table = table if at in (None, m.slot) else None
            kind[i] = book.number(tuple(profile[p] for p in people), table)
            if kind[i] < 0:
                fixed[i] = NOWHERE
            elif fixed[i] == ANY and (table or not hosts.isdisjoint(people)):
                asked.append(i)
        usable = book.every()
        fixed[asked] = usable[kind[asked]].argmax(axis=1)
    return Room(number_zones(problem), tables_open(problem), kept, when, fixed, kind, usable)


def sitters(problem: Problem, meetings: Sequence[Meeting]) -> list[tuple[str, ...]]:
    """Everybody who sits in each meeting; all members of a team that sits together."""
    whole = {t.id: t.members for t in problem.teams if t.together}
    if not whole:
        return [(m.a, m.b) for m in meetings]
    return [whole.get(m.team_a, (m.a,)) + whole.get(m.team_b, (m.b,)) for m in meetings]
