"""A lower bound on breaks that forgets who meets whom: people of one kind flow through the day.

People with as many meetings and the same possible slots are of one kind. A kind's people are an
integer flow over (slot, meetings so far, idle or not); each slot has an even number of people,
at most two a table. Every schedule is such a flow, so its fewest breaks are a bound. With alike
people it closes in a tenth of a second what a model of persons cannot see for its symmetry.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, TypeAlias

from ortools.sat.python import cp_model

from scheduling.given.given_arrays import Given, Slots

# ortools comes without types.
Var: TypeAlias = Any
Kind = tuple[int, Slots]

# Above this the kinds are too many for the flow to be cheaper than the model of persons.
MOST_ARCS = 4000
WORK = 2.0
FRESH, BUSY, IDLE = 0, 1, 2


def bound_breaks(given: Given) -> int:
    """Bound the number of breaks from below, where all meetings are to be held.

    0 where the flow would be too large to pay, or has no solution itself.
    """
    kinds = _kinds(given)
    slots = len(given.problem.slots)
    if sum(2 * slots * (count + 1) for count, _ in kinds) > MOST_ARCS:
        return 0
    model = cp_model.CpModel()
    here: dict[int, list[Var]] = defaultdict(list)
    breaks: list[Var] = []
    for kind, number in kinds.items():
        breaks += _flow(model, given, kind, number, here)
    for t, people in here.items():
        pairs = model.new_int_var(0, int(given.capacity[0, t]), f"n{t}")
        model.add(sum(people) == 2 * pairs)
    model.minimize(sum(breaks))
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = WORK
    if solver.solve(model) in (cp_model.INFEASIBLE, cp_model.MODEL_INVALID):
        return 0
    bound: int = round(solver.best_objective_bound)
    return max(0, bound)


def _kinds(given: Given) -> Counter[Kind]:
    kinds: Counter[Kind] = Counter()
    for meetings in given.own.values():
        possible = {t for m in meetings for t in given.allowed[m]}
        kinds[len(meetings), tuple(sorted(possible))] += 1
    return kinds


def _flow(
    model: cp_model.CpModel, given: Given, kind: Kind, number: int, here: dict[int, list[Var]]
) -> list[Var]:
    """Add one kind's flow; return the arcs that begin a run after a break."""
    count, possible = kind
    day = given.people.day
    ends: list[Var] = []
    at: dict[tuple[int, int], Any] = {(0, FRESH): number}
    for t in range(len(day)):
        arrive: dict[tuple[int, int], list[Var]] = defaultdict(list)
        left = sum(1 for later in possible if later > t)
        new_day = t > 0 and day[t] != day[t - 1]
        for (met, known), people in at.items():
            state = FRESH if new_day else known
            out = []
            if count - met <= left:
                out.append(model.new_int_var(0, number, f"r{t},{met}"))
                arrive[met, FRESH if state == FRESH else IDLE].append(out[-1])
            if met < count and t in possible:
                meet = model.new_int_var(0, number, f"m{t},{met}")
                out.append(meet)
                arrive[met + 1, BUSY].append(meet)
                here[t].append(meet)
                if state == IDLE:
                    ends.append(meet)
            model.add(sum(out) == people)
        at = {key: sum(incoming) for key, incoming in arrive.items()}
    return ends
