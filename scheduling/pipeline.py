"""Pipeline: the steps from arrays to the best plan found, and the prices that bound it.

Selection gives the bound and says who should meet; assignment says when; completion finds slots
for the last of them and rounds over the slots fill what is left; prices of time tighten the bound;
improvement closes what gap remains.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays
from scheduling.assignment.completion import complete_selection
from scheduling.assignment.edge_colouring import colour_edges
from scheduling.assignment.slot_search import search_slots
from scheduling.bound.dual_value import dual_value, untimed_worth
from scheduling.bound.time_indexed_dual import tighten_dual
from scheduling.bound.trivial_dual import trivial_dual
from scheduling.certificate import Dual
from scheduling.cp_sat.subproblem import EXACT_UNITS, Effort, solve_subproblem
from scheduling.improvement.leximin import leximin
from scheduling.improvement.local_search import improve
from scheduling.parameters import Parameters
from scheduling.progress import Observer, Progress
from scheduling.selection.b_matching_lp import Selection, solve_b_matching
from scheduling.selection.rounding import round_selection
from scheduling.stop import Early, Elapsed, Stop

# Slots are first filled from nothing, so that there is a plan whenever the work is stopped; for
# this many people that is carried to its end, as a second start that costs next to nothing.
MOST_STARTS = 2_000
# Prices this near a proven optimum prove it, too.
CLOSED = 1e-7
PLAIN, SELECTION, PRICES = "best pairs alone", "selection LP", "time-indexed LP"


@dataclass(frozen=True, slots=True)
class BoundedPlan:
    """What planning found.

    Attributes
    ----------
    plan
        None if the hard rules cannot hold together.
    dual
        Prices of the best bound; None where the plan is proven best as one model.
    bound_by
        Name of the bound.
    bound
        Upper bound on F; None if there is none.
    """

    plan: Plan | None
    dual: Dual | None
    bound_by: str
    bound: float | None


def make_plan(
    arrays: Arrays,
    parameters: Parameters,
    seed: int,
    threads: int,
    stop: Stop,
    observer: Observer,
    incumbent: Plan | None = None,
) -> BoundedPlan:
    """Plan an event; where there is an incumbent, a feasible plan, what is found is no worse."""
    first = _place_forced(arrays, parameters, seed, threads, stop)
    if first is None:
        return BoundedPlan(None, None, "", None)
    exact, proven = _solve_exactly(first, parameters, seed, threads, _first_half(stop))
    if proven:
        even = leximin(exact, parameters, seed, stop)
        return replace(_prove(exact, stop), plan=even)
    filling = Elapsed()
    quick = search_slots(first, stop, 20 if arrays.size <= MOST_STARTS else 1)
    known = [quick, exact] if incumbent is None else [quick, exact, incumbent]
    quick = max(known, key=Plan.rank)
    # A slot being filled cannot be cut short, and the first ones take longer than most.
    stop = Early(stop, 2 * filling() / max(1, arrays.slots))
    observer(Progress("selection", 0.0, quick.value(), None, quick.schedule))
    selection = solve_b_matching(arrays, _first_half(stop))
    dual = selection.dual if selection else trivial_dual(arrays)
    bound = dual_value(arrays, dual)
    bound_by = SELECTION if selection else PLAIN
    observer(Progress("assignment", 0.0, quick.value(), bound, quick.schedule))
    plan = quick
    if incumbent is None or _gap(plan, bound) > parameters.gap:
        plan = _start(first, quick, selection, threads, seed, stop, bound)
    observer(Progress("improvement", 0.0, plan.value(), bound, plan.schedule))
    if _gap(plan, bound) > parameters.gap:
        better = tighten_dual(arrays, dual, stop, bound)
        if better is not dual:
            dual, bound, bound_by = better, dual_value(arrays, better), PRICES
            observer(Progress("improvement", 0.1, plan.value(), bound, plan.schedule))
    plan = improve(plan, bound, parameters, seed, threads, stop, observer)
    if _is_small(arrays, parameters):
        plan = leximin(plan, parameters, seed, stop)
    return BoundedPlan(plan, dual, bound_by, bound)


def _is_small(arrays: Arrays, parameters: Parameters) -> bool:
    return int(arrays.fits.sum()) <= parameters.exact


def _gap(plan: Plan, bound: float) -> float:
    return (bound - plan.value()) / max(abs(bound), 1e-9)


def _place_forced(
    arrays: Arrays, parameters: Parameters, seed: int, threads: int, stop: Stop
) -> Plan | None:
    """Place the pairs that must meet, exactly; None if they cannot all be placed."""
    empty = Plan(arrays)
    must = np.flatnonzero(np.isinf(arrays.edges.priority))
    if arrays.impossible:
        return None
    if len(must) == 0:
        return empty
    quick = colour_edges(arrays, must, stop)
    if quick.forced_missing() == 0:
        return quick
    outcome = solve_subproblem(empty, must, Effort(parameters.exact_work * 4, threads, seed), stop)
    if outcome.plan is None:
        return None if outcome.proven else quick
    return outcome.plan


def _solve_exactly(
    first: Plan, parameters: Parameters, seed: int, threads: int, stop: Stop
) -> tuple[Plan, bool]:
    """Solve a small event as one model: the best plan found, and whether it is proven the best."""
    arrays = first.arrays
    if not _is_small(arrays, parameters):
        return first, False
    start = search_slots(first, stop)
    everything = np.arange(len(arrays.edges))
    effort = Effort(parameters.exact_work, threads, seed, EXACT_UNITS)
    outcome = solve_subproblem(start, everything, effort, stop)
    if outcome.plan is None:
        return start, False
    return max(outcome.plan, start, key=Plan.rank), outcome.proven


def _prove(plan: Plan, stop: Stop) -> BoundedPlan:
    """Claim a proven plan by prices where they close the gap: those anybody can check again."""
    arrays, value = plan.arrays, plan.value()
    selection = solve_b_matching(arrays, stop)
    if selection is not None:
        dual = selection.dual
        bound = dual_value(arrays, dual)
        # At most small events these prices close it as they are.
        if not _is_closed(bound, value):
            dual = tighten_dual(arrays, dual, stop, bound)
            bound = dual_value(arrays, dual)
        if _is_closed(bound, value):
            return BoundedPlan(plan, dual, PRICES, bound)
    return BoundedPlan(plan, None, "exact", value)


def _is_closed(bound: float, value: float) -> bool:
    return bound - value <= CLOSED * max(1.0, abs(bound))


def _first_half(stop: Stop) -> Stop:
    """Leave half of what time there is for all that comes after."""
    left = stop.remaining()
    return Early(stop, left / 2) if np.isfinite(left) else stop


def _start(
    first: Plan,
    quick: Plan,
    selection: Selection | None,
    threads: int,
    seed: int,
    stop: Stop,
    bound: float,
) -> Plan:
    """Take the better of what selection leads to and of slots filled one by one."""
    if selection is None:
        return search_slots(quick, stop, bound=bound)
    if stop():
        return quick
    arrays = replace(first.arrays, floor=selection.worst)
    first = Plan(arrays, first.slot)
    worth = untimed_worth(arrays, selection.dual) - selection.dual.slot.min(initial=np.inf)
    chosen = round_selection(arrays, selection.x, worth, stop)
    placed = complete_selection(
        colour_edges(arrays, chosen, stop, first), chosen, threads, seed, stop
    )
    plan = search_slots(placed, stop, bound=bound)
    return max(plan, Plan(arrays, quick.slot), key=Plan.rank)
