"""Walking: how far people go between their consecutive meetings of a day."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduling.problem import Meeting, Problem
from scheduling.problem.array_types import Int64
from scheduling.problem.timeline import day_numbers, slot_numbers

OTHER_TABLE = 1
OTHER_ZONE = 3


def walking(problem: Problem, meetings: Sequence[Meeting]) -> int:
    """Return the steps of all people together.

    Between two consecutive meetings of a person on one day: 0 at the same table, 1 to another
    table of the zone, 3 to another zone. Meetings without a table count nothing.
    """
    table = {t.id: i for i, t in enumerate(problem.tables)}
    zone = number_zones(problem)
    at = np.array([table.get(m.table, -1) for m in meetings], np.int64)
    links = link_meetings(problem, meetings)
    one, other = at[links[:, 0]], at[links[:, 1]]
    both = (one >= 0) & (other >= 0)
    one, other = one[both], other[both]
    far = np.where(zone[one] == zone[other], OTHER_TABLE, OTHER_ZONE)
    return int(np.where(one == other, 0, far).sum())


def number_zones(problem: Problem) -> Int64:
    """Return a number for each table's zone; int64, shape (L,)."""
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(t.zone, len(seen)) for t in problem.tables], np.int64)


def link_meetings(problem: Problem, meetings: Sequence[Meeting]) -> Int64:
    """Return who goes from which meeting to which: int64, shape (links, 2), earlier first."""
    slot = slot_numbers(problem.slots)
    day = np.array(day_numbers(problem.slots), np.int64)
    person: dict[str, int] = {}
    who = np.array(
        [person.setdefault(p, len(person)) for m in meetings for p in (m.a, m.b)], np.int64
    )
    when = np.repeat(np.array([slot[m.slot] for m in meetings], np.int64), 2)
    order = np.lexsort((when, who))
    earlier, later = order[:-1], order[1:]
    same = (who[earlier] == who[later]) & (day[when[earlier]] == day[when[later]])
    return np.stack([earlier[same] // 2, later[same] // 2], axis=1)
