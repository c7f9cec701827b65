"""Select model: some edges set free, the others held where they are, as a CP-SAT model.

All hard rules of mode ``select`` are in it; what is wished for stands in `select_objective`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduling.arrays.plan import Plan
from scheduling.arrays.problem_arrays import Arrays
from scheduling.problem.array_types import Index

Linear = Any


@dataclass(slots=True)
class SelectModel:
    """A model under construction.

    Attributes
    ----------
    fixed
        What is held and not free.
    at
        A literal for each slot of a free edge.
    of_person
        Free edges of each person who has any.
    """

    arrays: Arrays
    fixed: Plan
    cp: Any = field(default_factory=cp_model.CpModel)
    at: dict[int, dict[int, Linear]] = field(default_factory=dict)
    of_person: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def hint(self, plan: Plan) -> None:
        """Let the search begin at a plan."""
        self.cp.clear_hints()
        for edge, literals in self.at.items():
            for t, literal in literals.items():
                self.cp.add_hint(literal, int(plan.slot[edge]) == t)


def select_model(plan: Plan, free: Index) -> SelectModel:
    """Model the edges ``free``; the plan's own meetings are the hint."""
    arrays = plan.arrays
    slot = plan.slot.copy()
    slot[free] = -1
    model = SelectModel(arrays, Plan(arrays, slot))
    _add_places(model, free)
    _add_people(model)
    _add_tables(model)
    _add_caps(model)
    _add_order(model)
    model.hint(plan)
    return model


def _add_places(model: SelectModel, free: Index) -> None:
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


def free_literals(
    model: SelectModel, edges: Iterable[int], slots: Sequence[int] | None = None
) -> list[Any]:
    """Literals of some free edges, in some slots."""
    wanted = None if slots is None else set(slots)
    return [
        x for e in edges for t, x in model.at.get(e, {}).items() if wanted is None or t in wanted
    ]


def _add_people(model: SelectModel) -> None:
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


def _add_tables(model: SelectModel) -> None:
    arrays, edges = model.arrays, model.arrays.edges
    held = model.fixed.held()
    for within, seats in zip(arrays.tables.within, arrays.tables.seats, strict=True):
        inside = held[within[edges.kind[held]]]
        used = np.bincount(model.fixed.slot[inside], minlength=arrays.slots)
        mine = [e for e in model.at if within[edges.kind[e]]]
        for t in range(arrays.slots):
            literals = free_literals(model, mine, [t])
            if len(literals) > int(seats[t] - used[t]):
                model.cp.add(sum(literals) <= int(seats[t] - used[t]))


def _add_caps(model: SelectModel) -> None:
    caps = model.arrays.caps
    held = model.fixed.slot[caps.edge] >= 0
    used = np.bincount(caps.row[held], minlength=len(caps.limit))
    rows: dict[int, list[int]] = defaultdict(list)
    for row, edge in zip(caps.row.tolist(), caps.edge.tolist(), strict=True):
        if edge in model.at:
            rows[row].append(edge)
    for row, edges in rows.items():
        left = int(caps.limit[row] - used[row])
        literals = free_literals(model, edges)
        if len({model.arrays.edges.pair[e] for e in edges}) > left:
            model.cp.add(sum(literals) <= left)


def _add_order(model: SelectModel) -> None:
    for first, then in zip(*(side.tolist() for side in model.arrays.before), strict=True):
        for t, x in _place_literals(model, first):
            late = [y for s, y in _place_literals(model, then) if s <= t]
            if late and (first in model.at or then in model.at):
                model.cp.add_at_most_one([x, *late])


def _place_literals(model: SelectModel, edge: int) -> list[tuple[int, Any]]:
    if edge in model.at:
        return list(model.at[edge].items())
    t = int(model.fixed.slot[edge])
    return [(t, model.cp.new_constant(1))] if t >= 0 else []
