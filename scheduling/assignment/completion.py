"""Completion: the last pairs of a selection find their slots, by colouring a few slots anew.

With everybody present as many slots as the busiest person has meetings nearly always suffice
(König 1916, Vizing 1964), but filling slot after slot leaves some pairs without a common one.
The meetings of three or four slots are few for a satisfiability solver, which is asked for any
way to hold them and the pairs left over; where there is one, nothing of the selection is lost.
"""

from __future__ import annotations

import numpy as np

from scheduling.arrays.plan import Plan
from scheduling.cp_sat.select_model import select_model
from scheduling.cp_sat.subproblem import Effort, run_cp_sat
from scheduling.problem.array_types import Index
from scheduling.stop import Stop

# So many slots are coloured anew, and so many literals are quick to decide.
SLOTS, MOST_LITERALS = (3, 4), 3_000
# Deterministic seconds a try.
WORK = 2.0


def complete_selection(plan: Plan, selection: Index, threads: int, seed: int, stop: Stop) -> Plan:
    """Return a plan that holds all of a selection, or the plan as it was.

    Parameters
    ----------
    selection
        Edges that can be held together but for time.
    """
    left = np.setdiff1d(selection, plan.held())
    order = np.argsort([len(plan.in_slot(t)) for t in range(plan.arrays.slots)], kind="stable")
    for count in SLOTS:
        slots = order[:count]
        free = np.union1d(left, np.flatnonzero(np.isin(plan.slot, slots)))
        if not len(left) or stop():
            break
        if not _may_fit(plan, free, slots):
            continue
        model = select_model(plan, free)
        if any(int(edge) not in model.at for edge in free):
            break
        for edge in free.tolist():
            model.cp.add_bool_or(list(model.at[edge].values()))
        found = run_cp_sat(model, Effort(WORK, threads, seed), stop).plan
        if found is not None:
            return found
    return plan


def _may_fit(plan: Plan, free: Index, slots: Index) -> bool:
    """Tell whether nobody would have more meetings in the slots than they are there for."""
    arrays = plan.arrays
    edges = arrays.edges
    if len(free) * len(slots) > MOST_LITERALS:
        return False
    ends = np.concatenate([edges.a[free], edges.b[free]])
    meetings = np.bincount(ends, minlength=arrays.size)
    return bool((meetings <= arrays.people.available[:, slots].sum(axis=1)).all())
