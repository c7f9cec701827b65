"""Seating: which table each meeting gets, so that people walk little.

Slot by slot an assignment problem: a meeting at a table saves the steps its people need not
walk from their meeting before and to their meeting after. A pass forward seats everybody by
the meetings before; further passes re-seat each slot by both neighbours. Small slots are
solved exactly (Jonker and Volgenant 1987, as in SciPy); large ones by the same method on the
few tables that save a walk, the others are spread over zones. People who need a zone choose
first, from a plan that seats all of them if that can be done (`scheduling.seating.zone_flow`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.problem import Meeting, Problem
from scheduling.problem.array_types import Bool, Int64
from scheduling.seating.room import ANY, Room, read_room
from scheduling.seating.table_continuity import seat_large, steps_to
from scheduling.seating.walking import link_meetings, walking
from scheduling.seating.zone_flow import plan_zones

EXACT = 60_000
FORBIDDEN = 1e6


@dataclass(frozen=True, slots=True)
class Seating:
    """Meetings with their tables.

    Attributes
    ----------
    meetings
        All that have a table, in the order given.
    unseated
        Those for which no table that suits is left in their slot; none if tables are closed,
        kept and zoned so that all fit.
    steps
        What people walk, see `scheduling.seating.walking`.
    """

    meetings: tuple[Meeting, ...]
    unseated: tuple[Meeting, ...]
    steps: int


def seat(problem: Problem, meetings: Sequence[Meeting], passes: int = 2) -> Seating:
    """Give every meeting a table.

    Parameters
    ----------
    meetings
        With slots. A table already named is kept, and so is a locked one.
    passes
        Rounds of re-seating small slots after the first; 0 is the pass forward alone.

    Returns
    -------
    Seating
        Deterministic. The number left unseated is the least possible: hosts at their
        tables, those who need a zone in it, and only then the others.
    """
    if problem.without_tables:
        return Seating(tuple(meetings), (), 0)
    room = read_room(problem, meetings)
    neighbours = _neighbours(problem, meetings)
    at = np.full(len(meetings), ANY, np.int64)
    for round_ in range(passes + 1):
        before = at.copy()
        for slot in range(len(problem.slots)):
            here = np.flatnonzero(room.slot == slot)
            if len(here) and not (round_ and _is_large(room, here, slot)):
                _seat_slot(room, neighbours, at, here, slot)
        if round_ and (at == before).all():
            break
    seated = [
        dataclasses.replace(m, table=problem.tables[t].id) if t >= 0 else m
        for m, t in zip(meetings, at.tolist(), strict=True)
    ]
    kept = tuple(m for m, t in zip(seated, at.tolist(), strict=True) if t >= 0)
    left = tuple(m for m, t in zip(meetings, at.tolist(), strict=True) if t < 0)
    return Seating(kept, left, walking(problem, kept))


def _seat_slot(room: Room, neighbours: Int64, at: Int64, here: Int64, slot: int) -> None:
    """Seat the meetings ``here`` of a slot anew; writes into ``at``."""
    at[here] = ANY
    free = room.open[:, slot].copy()
    for meeting in here[room.fixed[here] >= 0]:
        table = room.fixed[meeting]
        if free[table] and room.suits(meeting, table):
            at[meeting] = table
            free[table] = False
    free &= ~room.kept
    rest = here[room.fixed[here] == ANY]
    if len(rest) and free.any():
        near = neighbours[rest]
        wanted = np.where(near >= 0, at[near], -1)
        if _is_large(room, here, slot):
            at[rest] = _seat_roughly(room, rest, free, wanted)
        else:
            at[rest] = _seat_exactly(room, rest, np.flatnonzero(free), wanted)


def _is_large(room: Room, here: Int64, slot: int) -> bool:
    return len(here) * int(room.open[:, slot].sum()) > EXACT


def _seat_exactly(room: Room, rest: Int64, tables: Int64, wanted: Int64) -> Int64:
    cost = steps_to(wanted, room.zone, tables[None, :]).astype(np.float64)
    cost[~room.usable[room.kind[rest]][:, tables]] = FORBIDDEN
    row, column = linear_sum_assignment(cost)
    good = cost[row, column] < FORBIDDEN
    at = np.full(len(rest), ANY, np.int64)
    at[row[good]] = tables[column[good]]
    return at


def _seat_roughly(room: Room, rest: Int64, free: Bool, wanted: Int64) -> Int64:
    at = np.full(len(rest), ANY, np.int64)
    kind, zones = room.kind[rest], room.zones()
    choosy = np.flatnonzero(~(room.usable | room.kept).all(axis=1))
    plan = plan_zones(
        zones[choosy],
        np.bincount(kind, minlength=len(zones))[choosy],
        np.bincount(room.zone[free], minlength=zones.shape[1]),
    )
    left = free.copy()
    for zone in np.flatnonzero(plan.sum(axis=0)):
        chosen = []
        for row in np.flatnonzero(plan[:, zone]):
            waiting = np.flatnonzero((kind == choosy[row]) & (at == ANY))
            chosen.append(waiting[: plan[row, zone]])
        group = np.concatenate(chosen)
        at[group] = seat_large(wanted[group], room.zone, left & (room.zone == zone))
        left[at[group]] = False
    group = np.flatnonzero(~np.isin(kind, choosy))
    if len(group):
        at[group] = seat_large(wanted[group], room.zone, left)
    return at


def _neighbours(problem: Problem, meetings: Sequence[Meeting]) -> Int64:
    """Meetings before and after of both people; int64, shape (m, 4), -1 for none."""
    near = np.full((len(meetings), 4), -1, np.int64)
    links = link_meetings(problem, meetings)
    for first, other in ((1, 0), (0, 1)):
        meeting, neighbour = links[:, first], links[:, other]
        order = np.argsort(meeting, kind="stable")
        meeting, neighbour = meeting[order], neighbour[order]
        second = np.zeros(len(meeting), np.int64)
        second[1:] = meeting[1:] == meeting[:-1]
        near[meeting, 2 * first + second] = neighbour
    return near
