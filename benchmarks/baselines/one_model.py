"""One CP-SAT model over pairs and slots, the textbook way."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduling.problem import Problem

from . import event


def planned(problem: Problem, seconds: float) -> np.ndarray:
    """Slot of each pair, -1 where it does not meet."""
    there, seats = event.availability(problem), event.seats(problem)
    a, b = problem.pairs.a, problem.pairs.b
    edges, slots = np.nonzero(there[a] & there[b])
    model = cp_model.CpModel()
    literals = [model.new_bool_var("") for _ in edges]
    groups: dict[Any, list[Any]] = defaultdict(list)
    for x, e, t in zip(literals, edges.tolist(), slots.tolist(), strict=True):
        for key in (("pair", e), ("person", int(a[e]), t), ("person", int(b[e]), t)):
            groups[key].append(x)
        groups["slot", t].append(x)
    for key, members in groups.items():
        if key[0] == "slot":
            model.add(sum(members) <= int(seats[key[1]]))
        else:
            model.add_at_most_one(members)
    gains = np.round(1_000_000 * problem.pairs.score[edges]).astype(int)
    model.maximize(cp_model.LinearExpr.weighted_sum(literals, gains.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    slot = np.full(len(a), -1)
    if solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        for x, e, t in zip(literals, edges.tolist(), slots.tolist(), strict=True):
            if solver.boolean_value(x):
                slot[e] = t
    return slot
