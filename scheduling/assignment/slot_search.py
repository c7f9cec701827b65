"""Slot search: the best meetings of one slot while all other slots stay; and rounds of it.

Given the other slots, F is additive over the edges of one slot, so the best slot is a matching of
greatest weight. Rounds over the slots climb to a plan in which no slot can be bettered alone.
"""

from __future__ import annotations

import numpy as np

from scheduling.arrays.plan import Plan
from scheduling.assignment.slot_candidates import slot_candidates
from scheduling.problem.array_types import Float64, Index
from scheduling.solvers.max_weight_matching import max_weight_matching
from scheduling.stop import Paced, Stop

WORTH_A_ROUND = 0.01


def refill_slot(plan: Plan, t: int, favour: Float64 | None = None) -> Plan:
    """Return the plan with slot ``t`` filled anew; ``favour`` is added to the gains, shape (m,)."""
    found = slot_candidates(plan, t)
    gain = found.gain if favour is None else found.gain + favour[found.edge]
    return plan.with_slot(t, match_slot(plan, found.edge, gain, t))


def search_slots(plan: Plan, stop: Stop, rounds: int = 20, bound: float = np.inf) -> Plan:
    """Rematch slot after slot until a whole round gains nothing.

    Nothing is also less than a hundredth of what an upper bound on F, where there is one, leaves.
    """
    best, value, pace = plan, plan.rank(), Paced(stop)
    for _ in range(rounds):
        before = value
        for t in range(plan.arrays.slots):
            if pace():
                return best
            new = refill_slot(best, t)
            rank = new.rank()
            if rank > value:
                best, value = new, rank
        gained = value[1] - before[1]
        left = bound - value[1] if np.isfinite(bound) else 0.0
        if value <= before or (value[0] == before[0] and gained < left * WORTH_A_ROUND):
            break
    return best


def match_slot(plan: Plan, edge: Index, gain: Float64, t: int) -> Index:
    """Best matching of ``edge`` that slot ``t`` has tables for and that breaks no rule."""
    edges, seats = plan.arrays.edges, int(plan.arrays.tables.seats[0, t])
    a, b = edges.a[edge], edges.b[edge]
    rows = max_weight_matching(a, b, gain, seats)
    order = rows[np.argsort(-gain[rows], kind="stable")]
    return _drop_worse(plan, edge[order], t)


def _drop_worse(plan: Plan, chosen: Index, t: int) -> Index:
    """Drop edges, best first, that break a rule together with better ones."""
    edges, tables = plan.arrays.edges, plan.arrays.tables
    fits = np.ones(len(chosen), np.bool_)
    for row, seats in zip(tables.within, tables.seats[:, t], strict=True):
        inside = row[edges.kind[chosen]] & fits
        fits &= ~(inside & (np.cumsum(inside) > seats))
    chosen = chosen[fits]
    first = np.zeros(len(chosen), np.bool_)
    first[np.unique(edges.pair[chosen], return_index=True)[1]] = True
    chosen = chosen[first]
    if len(edges.extra_edge):
        chosen = _drop_clashes(plan, chosen)
    return _keep_caps(plan, _keep_order(plan, chosen, t), t)


def _drop_clashes(plan: Plan, chosen: Index) -> Index:
    edges = plan.arrays.edges
    busy: set[int] = set()
    kept = []
    for e in chosen:
        who = {int(edges.a[e]), int(edges.b[e])}
        who |= {int(p) for p in edges.extra_person[edges.extra_edge == e]}
        if not who & busy:
            busy |= who
            kept.append(e)
    return np.array(kept, np.intp)


def _keep_order(plan: Plan, chosen: Index, t: int) -> Index:
    """Without edges that would come before what they must follow, or with it."""
    first, then = plan.arrays.before
    if not len(first):
        return chosen
    slot = plan.slot.copy()
    slot[slot == t] = -1
    kept = []
    for e in chosen:
        later = slot[then[first == e]]
        earlier = slot[first[then == e]]
        if not (((later >= 0) & (later <= t)).any() or (earlier >= t).any()):
            slot[e] = t
            kept.append(e)
    return np.array(kept, np.intp)


def _keep_caps(plan: Plan, chosen: Index, t: int) -> Index:
    """Without edges that together go beyond a cap."""
    caps = plan.arrays.caps
    if not len(caps.limit):
        return chosen
    slot = plan.slot.copy()
    slot[slot == t] = -1
    slot[chosen] = t
    used = np.bincount(caps.row[slot[caps.edge] >= 0], minlength=len(caps.limit))
    over = used > caps.limit
    kept = list(chosen)
    for row in np.flatnonzero(over):
        mine = {int(e) for e in caps.edge[caps.row == row]}
        left = int(used[row] - caps.limit[row])
        for e in [e for e in reversed(kept) if int(e) in mine][:left]:
            kept.remove(e)
    return np.array(kept, np.intp)
