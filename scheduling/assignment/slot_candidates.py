"""Slot candidates: which edges one slot could take, given the meetings in all the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.arrays.objective import Shortfall, tally_meetings
from scheduling.arrays.plan import Plan
from scheduling.problem.array_types import Bool, Float64, Index, Int32, Int64


@dataclass(frozen=True, slots=True, eq=False)
class SlotCandidates:
    """What a slot could hold if its own meetings were lifted.

    Attributes
    ----------
    edge
        intp, shape (k,): edges that could be held in the slot.
    gain
        float64, shape (k,): what F gains by each; exact and additive, as nobody can hold two.
    """

    edge: Index
    gain: Float64


def slot_candidates(plan: Plan, t: int) -> SlotCandidates:
    """Edges that fit slot ``t``, and their gains, with the slot's own meetings lifted."""
    arrays, edges, people = plan.arrays, plan.arrays.edges, plan.arrays.people
    others = plan.slot.copy()
    others[others == t] = -1
    rest = Plan(arrays, others)
    held = rest.held()
    value, count = tally_meetings(edges, held, arrays.size)
    free = people.available[:, t] & (count < people.most)
    if people.limits_days or people.limits_rows:
        busy = rest.busy()
        by_day = rest.by_day(busy)[:, people.day[t]]
        free &= by_day < people.most_a_day
        if people.limits_rows:
            free &= _run(busy >= 0, people.in_row, t) <= people.most_in_row
    fits = arrays.fits[:, t] & (others < 0) & free[edges.a] & free[edges.b]
    np.logical_and.at(fits, edges.extra_edge, free[edges.extra_person])
    taken = np.zeros(int(edges.pair.max(initial=-1)) + 1, np.bool_)
    taken[edges.pair[held]] = True
    fits &= ~taken[edges.pair]
    caps = arrays.caps
    if len(caps.limit):
        used = np.bincount(caps.row[others[caps.edge] >= 0], minlength=len(caps.limit))
        fits[caps.edge[(used >= caps.limit)[caps.row]]] = False
    chosen = np.flatnonzero(fits)
    return SlotCandidates(chosen, _gains(rest, chosen, value, rest.shortfall(count), t))


def _run(busy: Bool, in_row: Bool, t: int) -> Int64:
    """Length of everybody's run of meetings if slot ``t`` joined it; shape (n,)."""
    length = np.ones(len(busy), np.int64)
    for step, stop in ((-1, -1), (1, len(in_row))):
        going = np.ones(len(busy), np.bool_)
        for s in range(t, stop, step):
            after = s + step
            joined = s if step < 0 else after
            if not 0 <= after < len(in_row) or not in_row[joined]:
                break
            going &= busy[:, after]
            length += going
    return length


def _gains(rest: Plan, chosen: Index, value: Float64, short: Shortfall, t: int) -> Float64:
    arrays, edges, utility = rest.arrays, rest.arrays.edges, rest.arrays.utility
    today = int(arrays.people.day[t])
    missing = (short.person > 0) + (short.day[:, today : today + 1] > 0).sum(axis=1)
    call: Float64 = missing * utility.price
    floor = arrays.floor

    def gained(person: Int32, part: Float64) -> Float64:
        if utility.fairness == 0:
            return call[person] + part / 2
        before = value[person]
        gain = call[person] + (utility.worth(before + part) - utility.worth(before)) / 2
        if floor is not None:
            gain += arrays.size * (np.minimum(before + part, floor) - np.minimum(before, floor))
        return gain

    gain = gained(edges.a[chosen], edges.score[chosen] * edges.share_a[chosen])
    gain += gained(edges.b[chosen], edges.score[chosen] * edges.share_b[chosen])
    if len(edges.extra_edge):
        more = np.zeros(len(edges))
        edge = edges.extra_edge
        np.add.at(more, edge, gained(edges.extra_person, edges.score[edge] * edges.extra_share))
        gain += more[chosen]
    caps = arrays.caps
    if len(caps.team_row):
        wanted = np.zeros(len(edges))
        np.add.at(wanted, caps.team_edge, (short.team > 0)[caps.team_row] * 1.0)
        gain += wanted[chosen] * utility.price
    gain += edges.bonus[chosen] * utility.price
    most = float(gain.max(initial=1.0))
    return gain + np.where(np.isinf(edges.priority[chosen]), 100 * (1 + most), 0.0)
