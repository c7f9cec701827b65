"""Subproblem: some edges set free, the others held where they are, solved as one CP-SAT model.

All rules of mode ``select`` are in the model (`scheduling.cp_sat.select_model`), so with every
edge free it is the whole problem, and with only the must-meets free it tells whether they can
hold together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from scheduling.arrays.plan import Plan
from scheduling.cp_sat.select_model import SelectModel, select_model
from scheduling.cp_sat.select_objective import linear_objective
from scheduling.problem.array_types import Index
from scheduling.stop import Stop, interrupt_when

# Units of the highest score in which a neighbourhood, and a whole event, is solved.
UNITS, EXACT_UNITS = 100_000, 10_000_000


@dataclass(frozen=True, slots=True)
class Effort:
    """How CP-SAT works.

    Attributes
    ----------
    work
        Deterministic seconds.
    units
        Units of the highest score.
    linear
        Lean on linear relaxations: slower to begin, but closes sums of many people's worth.
    """

    work: float
    threads: int = 1
    seed: int = 0
    units: int = UNITS
    linear: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes
    ----------
    plan
        The best plan found; None if there is none, or none was found.
    proven
        Whether it is the best there is, or that there is none.
    value
        What the model's objective came to; 0 without a plan.
    work
        Deterministic seconds it took.
    """

    plan: Plan | None
    proven: bool
    value: float
    work: float


def solve_subproblem(plan: Plan, free: Index, effort: Effort, stop: Stop) -> Outcome:
    """Find the best plan that differs from this one in the edges ``free`` only.

    The plan's own meetings are the hint, so the outcome is hardly ever worse; callers compare.
    """
    model = select_model(plan, free)
    model.cp.maximize(linear_objective(model, effort.units))
    return run_cp_sat(model, effort, stop)


def run_cp_sat(model: SelectModel, effort: Effort, stop: Stop) -> Outcome:
    """Solve a model for whatever it maximises."""
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = effort.threads
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_deterministic_time = effort.work
    if effort.linear:
        solver.parameters.linearization_level = 2
    if np.isfinite(stop.remaining()):
        solver.parameters.max_time_in_seconds = max(0.01, stop.remaining())
    with interrupt_when(stop, solver.stop_search):
        status = solver.solve(model.cp)
    proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(None, proven, 0.0, solver.deterministic_time)
    slot = model.fixed.slot.copy()
    for edge, literals in model.at.items():
        for t, literal in literals.items():
            if solver.boolean_value(literal):
                slot[edge] = t
    plan = Plan(model.arrays, slot)
    return Outcome(plan, proven, solver.objective_value, solver.deterministic_time)
