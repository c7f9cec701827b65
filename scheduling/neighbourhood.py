"""Neighbourhood: some edges set free, the others held where they are, solved as one CP-SAT model.

All rules of mode ``select`` are in the model, so with every edge free it is the whole problem, and
with only the must-meets free it tells whether they can hold together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduling.arrays import Arrays
from scheduling.plan import Plan
from scheduling.stop import Stop, watched
from scheduling.utility import value_of

Rows = NDArray[np.intp]
Linear = Any

# The objective in whole numbers: units of the highest score, and so many parts a unit, because
# slopes of the utility are fractions too.
UNITS, EXACT_UNITS, PARTS = 100_000, 10_000_000, 2_000
MOST_PRICE = 1_000_000


@dataclass(frozen=True, slots=True)
class Effort:
    """How CP-SAT works: deterministic seconds, workers, seed, units of the highest score."""

    work: float
    threads: int = 1
    seed: int = 0
    units: int = UNITS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes
    ----------
    plan
        The best plan found; None if there is none, or none was found.
    proven
        Whether it is the best there is, or that there is none.
    """

    plan: Plan | None
    proven: bool


@dataclass(slots=True)
class _Model:
    """A model under construction: ``at[e]`` holds a literal for each slot of a free edge."""

    arrays: Arrays
    fixed: Plan
    cp: Any = field(default_factory=cp_model.CpModel)
    at: dict[int, dict[int, Linear]] = field(default_factory=dict)
    of_person: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def best_around(plan: Plan, free: Rows, effort: Effort, stop: Stop) -> Outcome:
    """Find the best plan that differs from this one in the edges ``free`` only.

    The plan's own meetings are the hint, so the outcome is hardly ever worse; callers compare.
    """
    model = _model(plan, free, effort.units)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.threads
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_deterministic_time = effort.work
    if np.isfinite(stop.remaining()):
        solver.parameters.max_time_in_seconds = max(0.01, stop.remaining())
    with watched(stop, solver.stop_search):
        status = solver.solve(model.cp)
    proven = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(None, proven)
    slot = model.fixed.slot.copy()
    for edge, literals in model.at.items():
        for t, literal in literals.items():
            if solver.boolean_value(literal):
                slot[edge] = t
    return Outcome(Plan(plan.arrays, slot), proven)


def _model(plan: Plan, free: Rows, units: int) -> _Model:
    arrays = plan.arrays
    slot = plan.slot.copy()
    slot[free] = -1
    model = _Model(arrays, Plan(arrays, slot))
    _add_places(model, plan, free)
    _add_people(model)
    _add_tables(model)
    _add_caps(model)
    _add_order(model)
    _add_objective(model, units)
    return model


def _add_places(model: _Model, plan: Plan, free: Rows) -> None:
    """Literals for each free edge in each slot where all who sit are free; one at most a pair."""
    arrays, edges = model.arrays, model.arrays.edges
    busy = model.fixed.busy() >= 0
    met = set(edges.pair[model.fixed.held()].tolist())
    extra = defaultdict(list)
    for e, p in zip(edges.extra_edge.tolist(), edges.extra_person.tolist(), strict=True):
        extra[e].append(p)
    of_pair: dict[int, list[int]] = defaultdict(list)
    for e in free.tolist():
        who = [int(edges.a[e]), int(edges.b[e]), *extra[e]]
        slots = np.flatnonzero(arrays.fits[e] & ~busy[who].any(axis=0))
        if int(edges.pair[e]) in met or len(slots) == 0:
            continue
        model.at[e] = {int(t): model.cp.new_bool_var("") for t in slots}
        for t, literal in model.at[e].items():
            model.cp.add_hint(literal, int(plan.slot[e]) == t)
        for p in who:
            model.of_person[p].append(e)
        of_pair[int(edges.pair[e])].append(e)
    forced = np.isinf(edges.priority)
    for members in of_pair.values():
        literals = [x for e in members for x in model.at[e].values()]
        if forced[members[0]]:
            model.cp.add_exactly_one(literals)
        else:
            model.cp.add_at_most_one(literals)


def _literals(model: _Model, edges: Iterable[int], slots: Sequence[int] | None = None) -> list[Any]:
    wanted = None if slots is None else set(slots)
    return [
        x for e in edges for t, x in model.at.get(e, {}).items() if wanted is None or t in wanted
    ]


def _add_people(model: _Model) -> None:
    """One meeting at a time, and no more than each span of slots allows."""
    spans = model.arrays.spans
    busy = model.fixed.busy() >= 0
    for person, edges in model.of_person.items():
        by_slot: dict[int, list[Any]] = defaultdict(list)
        for e in edges:
            for t, x in model.at[e].items():
                by_slot[t].append(x)
        for literals in by_slot.values():
            if len(literals) > 1:
                model.cp.add_at_most_one(literals)
        for k, covers in enumerate(spans.covers):
            limit = spans.limit[person, k]
            slots = [t for t in np.flatnonzero(covers).tolist() if t in by_slot]
            if np.isfinite(limit):
                left = int(limit) - int(busy[person, covers].sum())
                if len(slots) > left:
                    model.cp.add(sum(x for t in slots for x in by_slot[t]) <= left)


def _add_tables(model: _Model) -> None:
    arrays, edges = model.arrays, model.arrays.edges
    held = model.fixed.held()
    for within, seats in zip(arrays.tables.within, arrays.tables.seats, strict=True):
        inside = held[within[edges.kind[held]]]
        used = np.bincount(model.fixed.slot[inside], minlength=arrays.slots)
        mine = [e for e in model.at if within[edges.kind[e]]]
        for t in range(arrays.slots):
            literals = _literals(model, mine, [t])
            if len(literals) > int(seats[t] - used[t]):
                model.cp.add(sum(literals) <= int(seats[t] - used[t]))


def _add_caps(model: _Model) -> None:
    caps = model.arrays.caps
    held = model.fixed.slot[caps.edge] >= 0
    used = np.bincount(caps.row[held], minlength=len(caps.limit))
    rows: dict[int, list[int]] = defaultdict(list)
    for row, edge in zip(caps.row.tolist(), caps.edge.tolist(), strict=True):
        if edge in model.at:
            rows[row].append(edge)
    for row, edges in rows.items():
        left = int(caps.limit[row] - used[row])
        literals = _literals(model, edges)
        if len({model.arrays.edges.pair[e] for e in edges}) > left:
            model.cp.add(sum(literals) <= left)


def _add_order(model: _Model) -> None:
    for first, then in zip(*(side.tolist() for side in model.arrays.before), strict=True):
        for t, x in _placed(model, first):
            late = [y for s, y in _placed(model, then) if s <= t]
            if late and (first in model.at or then in model.at):
                model.cp.add_at_most_one([x, *late])


def _placed(model: _Model, edge: int) -> list[tuple[int, Any]]:
    if edge in model.at:
        return list(model.at[edge].items())
    t = int(model.fixed.slot[edge])
    return [(t, model.cp.new_constant(1))] if t >= 0 else []


def _add_objective(model: _Model, units: int) -> None:
    """Maximise F in whole numbers, all that depends on the free edges."""
    arrays, edges, utility = model.arrays, model.arrays.edges, model.arrays.utility
    unit = units / (float(edges.score.max(initial=0.0)) or 1.0)
    price = PARTS * min(round(utility.price * unit), MOST_PRICE * units)
    terms: list[tuple[int, Any]] = []
    for e, literals in model.at.items():
        wished = float(edges.priority[e]) if np.isfinite(edges.priority[e]) else 0.0
        gain = round(wished * price)
        if utility.fairness == 0:
            gain += PARTS * round(float(edges.score[e]) * unit)
        terms += [(gain, x) for x in literals.values()]
    value, count = value_of(edges, model.fixed.held(), arrays.size)
    if utility.fairness > 0:
        terms += _utility_terms(model, value, unit)
    terms += _shortfall_terms(model, count, price)
    model.cp.maximize(
        cp_model.LinearExpr.weighted_sum([x for _, x in terms], [c for c, _ in terms])
    )


def _gained(model: _Model, person: int, unit: float) -> tuple[list[Any], list[int]]:
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


def _utility_terms(model: _Model, value: NDArray[np.float64], unit: float) -> list[tuple[int, Any]]:
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
        literals, worth = _gained(model, person, unit)
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


def _shortfall_terms(model: _Model, count: NDArray[np.intp], price: int) -> list[tuple[int, Any]]:
    """Charge what is missing from guarantees, for people, their days, and teams."""
    people, caps = model.arrays.people, model.arrays.caps
    terms = []

    def missing(literals: list[Any], wanted: int) -> None:
        if wanted > 0 and literals:
            short = model.cp.new_int_var(0, wanted, "")
            model.cp.add(short + sum(literals) >= wanted)
            terms.append((-price, short))

    by_day = model.fixed.by_day(model.fixed.busy()) if people.least_a_day.any() else None
    for person, edges in model.of_person.items():
        missing(_literals(model, edges), int(people.least[person] - count[person]))
        if by_day is not None and people.least_a_day[person]:
            for k in range(by_day.shape[1]):
                slots = np.flatnonzero(people.day == k).tolist()
                left = int(people.least_a_day[person] - by_day[person, k])
                missing(_literals(model, edges, slots), left)
    held = model.fixed.slot[caps.team_edge] >= 0
    of_team = np.bincount(caps.team_row[held], minlength=len(caps.team_least))
    for k in np.unique(caps.team_row).tolist():
        mine = caps.team_edge[caps.team_row == k].tolist()
        missing(_literals(model, mine), int(caps.team_least[k] - of_team[k]))
    return terms
