"""Edge colouring: when the selected pairs meet, as an edge colouring slot by slot.

Each slot takes a matching of the pairs still to be placed, heaviest where time runs short: people
whose remaining meetings fill their remaining slots must meet now (the people of greatest degree,
as in König's proof), and so must pairs with few common slots left.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scheduling.arrays.interval_limits import cheapest_cover, compile_spans
from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays
from scheduling.assignment.slot_candidates import slot_candidates
from scheduling.assignment.slot_search import match_slot
from scheduling.problem.array_types import Bool, Float64, Index
from scheduling.stop import Paced, Stop

# How urgency enters a pair's weight; a plain pair weighs 1 and its score adds up to a fifth.
TIGHT, POWER, LAST, WORTH = 4.0, 4, 4.0, 0.2
FORCED, WISHED = 1000.0, 50.0


def colour_edges(arrays: Arrays, selection: Index, stop: Stop, plan: Plan | None = None) -> Plan:
    """Place as many of the selected edges as possible; O(slots) matchings.

    Parameters
    ----------
    selection
        Edges to be placed.
    plan
        What is placed already and stays.
    """
    plan = Plan(arrays) if plan is None else plan
    left = np.zeros(len(arrays.edges), np.bool_)
    left[selection] = True
    left[plan.held()] = False
    order = np.argsort(arrays.tables.seats[0], kind="stable")
    if arrays.people.limits_rows:
        order = np.arange(arrays.slots)
    pace = Paced(stop)
    for k, t in enumerate(order):
        if pace():
            break
        now = plan.in_slot(t)
        found = slot_candidates(plan, t)
        kept = left[found.edge] | np.isin(found.edge, now)
        edge = found.edge[kept]
        weight = _urgency(plan, left, edge, order[k:])
        weight[np.isin(edge, now)] += FORCED
        plan = plan.with_slot(t, match_slot(plan, edge, weight, t))
        left[plan.in_slot(t)] = False
    return plan


def _urgency(plan: Plan, left: Bool, edge: Index, rest: Index) -> Float64:
    arrays, edges = plan.arrays, plan.arrays.edges
    waiting = np.flatnonzero(left)
    ends = np.concatenate([edges.a[waiting], edges.b[waiting]])
    need = np.bincount(ends, minlength=arrays.size)
    free = _free(arrays, rest)
    tight = np.minimum(need / np.maximum(free, 1), 1.5) ** POWER
    common = arrays.fits[edge][:, rest].sum(axis=1)
    score = edges.score[edge]
    weight = 1 + WORTH * score / max(float(edges.score.max(initial=0.0)), 1e-9)
    weight += TIGHT * (tight[edges.a[edge]] + tight[edges.b[edge]])
    weight += LAST / np.maximum(common, 1) ** 2
    priority = edges.priority[edge]
    weight += np.where(np.isinf(priority), FORCED, 0.0)
    wished = np.isfinite(priority) & (priority > 0)
    weight[wished] += WISHED * (1 + np.minimum(priority[wished], 10.0))
    return np.asarray(weight, np.float64)


def _free(arrays: Arrays, rest: Index) -> Float64:
    """How many meetings everybody can still have in the slots that are left; shape (n,)."""
    people = arrays.people
    if not people.limits_rows and not people.limits_days:
        return np.asarray(people.available[:, rest].sum(axis=1), np.float64)
    still = np.zeros(arrays.slots, np.bool_)
    still[rest] = True
    later = replace(people, available=people.available & still)
    return cheapest_cover(later, compile_spans(later)).most
