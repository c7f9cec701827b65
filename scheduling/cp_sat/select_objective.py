"""Select objective: F of mode ``select`` in whole numbers over the literals of a select model."""

from __future__ import annotations

from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduling.arrays.objective import tally_meetings
from scheduling.arrays.problem_arrays import Arrays
from scheduling.cp_sat.select_model import SelectModel, free_literals
from scheduling.problem.array_types import Float64, Index

Linear = Any

# Slopes of the utility are fractions, so that each unit of score counts as so many parts.
PARTS = 2_000
MOST_PRICE = 1_000_000


def linear_objective(model: SelectModel, units: int) -> Linear:
    """F in whole numbers, all that depends on the free edges; see `PARTS`."""
    arrays, edges, utility = model.arrays, model.arrays.edges, model.arrays.utility
    unit = score_unit(arrays, units)
    price = PARTS * min(round(utility.price * unit), MOST_PRICE * units)
    terms: list[tuple[int, Any]] = []
    for e, literals in model.at.items():
        gain = round(float(edges.bonus[e]) * price)
        if utility.fairness == 0:
            gain += PARTS * round(float(edges.score[e]) * unit)
        terms += [(gain, x) for x in literals.values()]
    value, count = tally_meetings(edges, model.fixed.held(), arrays.size)
    if utility.fairness > 0:
        terms += _utility_terms(model, value, unit)
    terms += _shortfall_terms(model, count, price)
    return cp_model.LinearExpr.weighted_sum([x for _, x in terms], [c for c, _ in terms])


def score_unit(arrays: Arrays, units: int) -> float:
    """Whole units of one point of score: ``units`` for the highest score."""
    return units / (float(arrays.edges.score.max(initial=0.0)) or 1.0)


def gain_terms(model: SelectModel, person: int, unit: float) -> tuple[list[Any], list[int]]:
    """Literals of a person's free edges with what each adds to v, in whole units."""
    edges = model.arrays.edges
    literals, worth = [], []
    for e in model.of_person[person]:
        share = edges.share_a[e] if edges.a[e] == person else edges.share_b[e]
        if person not in (edges.a[e], edges.b[e]):
            mine = (edges.extra_edge == e) & (edges.extra_person == person)
            share = edges.extra_share[mine][0]
        for x in model.at[e].values():
            literals.append(x)
            worth.append(round(float(edges.score[e] * share) * unit))
    return literals, worth


def _utility_terms(model: SelectModel, value: Float64, unit: float) -> list[tuple[int, Any]]:
    """Concave worth by segments, and the worst-off value where that counts."""
    utility, n = model.arrays.utility, model.arrays.size
    terms = []
    worst = None
    if utility.fairness == 1:
        others = [i for i in np.flatnonzero(utility.counted).tolist() if i not in model.of_person]
        most = min((round(float(value[i]) * unit) for i in others), default=1 << 40)
        worst = model.cp.new_int_var(0, most, "")
        terms.append((PARTS * n, worst))
    width = max(1, round(float(utility.breaks[0]) * unit))
    for person in model.of_person:
        literals, worth = gain_terms(model, person, unit)
        have = round(float(value[person]) * unit)
        total = have + cp_model.LinearExpr.weighted_sum(literals, worth)
        if worst is not None:
            model.cp.add(worst <= total)
        parts = [model.cp.new_int_var(0, width, "") for _ in range(4)]
        parts.append(model.cp.new_int_var(0, 1 << 40, ""))
        model.cp.add(sum(parts) <= total)
        terms += [
            (round(PARTS / 2 * float(s)), part)
            for s, part in zip(utility.slope, parts, strict=True)
        ]
    return terms


def _shortfall_terms(model: SelectModel, count: Index, price: int) -> list[tuple[int, Any]]:
    """Charge what is missing from guarantees, for people, their days, and teams."""
    people, caps = model.arrays.people, model.arrays.caps
    terms = []

    def missing(literals: list[Any], wanted: int) -> None:
        if wanted > 0 and literals:
            short = model.cp.new_int_var(0, wanted, "")
            model.cp.add(short + sum(literals) >= wanted)
            terms.append((-price, short))

    short = model.fixed.shortfall(count)
    for person, edges in model.of_person.items():
        missing(free_literals(model, edges), int(short.person[person]))
        for k, left in enumerate(short.day[person].tolist()):
            if left:
                slots = np.flatnonzero(people.day == k).tolist()
                missing(free_literals(model, edges, slots), left)
    for k in np.unique(caps.team_row).tolist():
        mine = caps.team_edge[caps.team_row == k].tolist()
        missing(free_literals(model, mine), int(short.team[k]))
    return terms
