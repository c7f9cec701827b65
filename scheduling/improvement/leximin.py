"""Leximin: where fairness is 1, a small event lifts the second-worst off, the third, and so on.

Among all plans whose F is within the gap that is looked for anyway, the one whose v, from the
smallest up, are greatest: first the smallest, then the sum of the two smallest, then of the three
smallest ... Maximising these sums in turn is maximising the ordered v one by one, and each is
linear (Ogryczak and Śliwiński, EJOR 2003): the sum of the k smallest is the most, over r, of
k r - sum_i max(0, r - v(i)).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduling.arrays.objective import tally_meetings
from scheduling.arrays.plan import Plan
from scheduling.cp_sat.select_model import SelectModel, select_model
from scheduling.cp_sat.select_objective import PARTS, gain_terms, linear_objective, score_unit
from scheduling.cp_sat.subproblem import UNITS, Effort, run_cp_sat
from scheduling.parameters import Parameters
from scheduling.stop import Never, Stop

# Of the work to prove a small event, so much more for evening it out.
SHARE = 0.4


def leximin(best: Plan, parameters: Parameters, seed: int, stop: Stop) -> Plan:
    """Lift one after the other, the worst-off first, as long as F stays within the gap.

    Parameters
    ----------
    best
        A plan of great F; where fairness is below 1 it stays as it is.

    Returns
    -------
    Plan
        Its ordered v are greatest from the smallest up, proven as far as the work suffices.
    """
    if best.arrays.max_min is None:
        return best
    plan, model = best, _model_within(best, parameters.gap)
    totals, highest = _totals(model)
    left = parameters.exact_work * SHARE
    for k in range(1, len(totals) + 1):
        smallest = _sum_of_smallest(model, totals, k, highest)
        model.cp.maximize(smallest)
        model.hint(plan)
        outcome = run_cp_sat(model, Effort(left, seed=seed, linear=True), stop)
        left -= outcome.work
        if outcome.plan is None:
            break
        plan = outcome.plan
        if left <= 0 or stop():
            break
        model.cp.add(smallest >= round(outcome.value))
    return plan if _sorted_values(plan) > _sorted_values(best) else best


def _sorted_values(plan: Plan) -> list[float]:
    """V of those who can meet somebody, rising, to a millionth of a point."""
    arrays = plan.arrays
    value = tally_meetings(arrays.edges, plan.held(), arrays.size)[0][arrays.utility.counted]
    return [round(v, 6) for v in sorted(value.tolist())]


def _model_within(best: Plan, gap: float) -> SelectModel:
    """All plans that are worth hardly less than the best."""
    everything = np.arange(len(best.arrays.edges))
    fixed = select_model(best, everything)
    for edge, literals in fixed.at.items():
        for t, literal in literals.items():
            fixed.cp.add(literal == int(best.slot[edge] == t))
    fixed.cp.maximize(linear_objective(fixed, UNITS))
    most = run_cp_sat(fixed, Effort(1.0), Never()).value
    model = select_model(best, everything)
    slack = gap * abs(best.value()) * score_unit(best.arrays, UNITS) * PARTS
    model.cp.add(linear_objective(model, UNITS) >= int(most - slack))
    return model


def _totals(model: SelectModel) -> tuple[list[Any], int]:
    """Everybody's v in whole units, of those who can meet somebody, and the most that one can be.

    CP-SAT works with variables as wide as they are declared: without a true upper bound and with
    a common factor left in, seven people took minutes, or all the memory.
    """
    unit = score_unit(model.arrays, UNITS)
    persons = np.flatnonzero(model.arrays.utility.counted).tolist()
    gains = [gain_terms(model, person, unit) for person in persons]
    common = math.gcd(*(w for _, worth in gains for w in worth)) or 1
    totals = [
        cp_model.LinearExpr.weighted_sum(literals, [w // common for w in worth])
        for literals, worth in gains
    ]
    a_slot_each = [sum(sorted(worth)[-model.arrays.slots :]) for _, worth in gains]
    return totals, max(a_slot_each, default=0) // common


def _sum_of_smallest(model: SelectModel, totals: list[Any], k: int, highest: int) -> Any:
    level = model.cp.new_int_var(0, highest, "")
    below = [model.cp.new_int_var(0, highest, "") for _ in totals]
    for short, total in zip(below, totals, strict=True):
        model.cp.add(short >= level - total)
    return k * level - sum(below)
