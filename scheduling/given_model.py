"""The model of mode ``all_meetings`` for CP-SAT: a slot for every given meeting, few breaks.

Encoding and implied constraints after Bofill et al., JAIR 74 (2022), section 5: a person's used
slots are as many as their meetings (i1), the people used in a slot are at most twice the tables
(i2) and an even number (i3). Breaks are ends of idle runs, each a literal set by clauses.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduling.people import People, people_of
from scheduling.problem import Problem
from scheduling.table_classes import ClassBook

Slots = tuple[int, ...]
# ortools comes without types.
Var: TypeAlias = Any


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """The given meetings as arrays.

    Attributes
    ----------
    seats
        (i, j) of each meeting, positions of its attendees.
    allowed
        Slots in which each meeting can be held by its own list, both people's availability,
        a lock, and an open table that suits both.
    fixed_table
        Table each meeting is locked to, or None.
    """

    problem: Problem
    people: People
    seats: tuple[tuple[int, int], ...]
    allowed: tuple[Slots, ...]
    table_class: tuple[int, ...]
    within: NDArray[np.bool_]
    capacity: NDArray[np.int32]


def given_of(problem: Problem) -> Given:
    """Read the given meetings of a problem."""
    people = people_of(problem)
    place = {a.id: i for i, a in enumerate(problem.attendees)}
    number = {s.id: t for t, s in enumerate(problem.slots)}
    locks = {frozenset((lock.a, lock.b)): lock for lock in problem.locked}
    book = ClassBook(problem)
    seats, classes, lists = [], [], []
    for meeting in problem.meetings:
        i, j = place[meeting.a], place[meeting.b]
        lock = locks.get(frozenset((meeting.a, meeting.b)))
        slots = set(range(len(number)))
        if meeting.slots is not None:
            slots &= {number[s] for s in meeting.slots}
        if lock is not None and lock.slot is not None:
            slots &= {number[lock.slot]}
        slots &= set(np.flatnonzero(people.available[i] & people.available[j]).tolist())
        seats.append((i, j))
        lists.append(slots)
        profiles = (int(book.profile[i]), int(book.profile[j]))
        classes.append(book.number(profiles, lock.table if lock else None))
    tables = book.classes(people.available)
    allowed = tuple(
        tuple(sorted(t for t in slots if kind >= 0 and tables.open[kind, t]))
        for slots, kind in zip(lists, classes, strict=True)
    )
    return Given(
        problem, people, tuple(seats), allowed, tuple(classes), tables.within, tables.seats
    )


@dataclass(slots=True, eq=False)
class GivenModel:
    """The model and its variables.

    Attributes
    ----------
    at
        Literal of each (meeting, slot).
    used
        Literal of each (person, slot): the person has a meeting then.
    breaks
        Break literals of each person.
    placed
        Literal of each meeting that may be left out (``partial``), else empty.
    """

    model: cp_model.CpModel
    given: Given
    at: dict[tuple[int, int], Var] = field(default_factory=dict)
    used: dict[tuple[int, int], Var] = field(default_factory=dict)
    breaks: dict[int, list[Var]] = field(default_factory=dict)
    placed: dict[int, Var] = field(default_factory=dict)

    def slots_in(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> list[int]:
        """Slot of each meeting in a solution, -1 where it is left out."""
        slots = [-1] * len(self.given.seats)
        for (meeting, slot), literal in self.at.items():
            if solver.boolean_value(literal):
                slots[meeting] = slot
        return slots


def build(given: Given) -> GivenModel:
    """Build the model; its objective is the number of breaks (after the priorities left out)."""
    built = GivenModel(cp_model.CpModel(), given)
    _place_meetings(built)
    _use_people(built)
    _fill_room(built)
    _keep_order(built)
    _limit_people(built)
    _count_breaks(built)
    _share_breaks(built)
    _set_objective(built)
    return built


def _place_meetings(built: GivenModel) -> None:
    model, partial = built.model, built.given.problem.objective.partial
    for m, slots in enumerate(built.given.allowed):
        literals = [model.new_bool_var(f"x{m},{t}") for t in slots]
        built.at.update(((m, t), x) for t, x in zip(slots, literals, strict=True))
        if partial:
            built.placed[m] = model.new_bool_var(f"p{m}")
            model.add_exactly_one([*literals, ~built.placed[m]])
        else:
            model.add_exactly_one(literals)


def _of_people(given: Given) -> dict[int, list[int]]:
    own: dict[int, list[int]] = defaultdict(list)
    for m, seats in enumerate(given.seats):
        for person in seats:
            own[person].append(m)
    return own


def _use_people(built: GivenModel) -> None:
    model, given = built.model, built.given
    slots = len(given.problem.slots)
    for person, meetings in _of_people(given).items():
        literals = []
        for t in range(slots):
            here = [built.at[m, t] for m in meetings if (m, t) in built.at]
            if not here:
                continue
            used = model.new_bool_var(f"u{person},{t}")
            model.add_exactly_one([*here, ~used])
            built.used[person, t] = used
            literals.append(used)
        if not built.placed:
            model.add(sum(literals) == len(meetings))


def _fill_room(built: GivenModel) -> None:
    model, given = built.model, built.given
    by_slot: dict[int, list[Var]] = defaultdict(list)
    for (_, t), used in built.used.items():
        by_slot[t].append(used)
    for t, people in by_slot.items():
        pairs = model.new_int_var(0, int(given.capacity[0, t]), f"n{t}")
        model.add(sum(people) == 2 * pairs)
    for row in range(1, len(given.within)):
        for t in range(len(given.problem.slots)):
            inside = [
                x
                for (m, at), x in built.at.items()
                if at == t and given.within[row, given.table_class[m]]
            ]
            if len(inside) > given.capacity[row, t]:
                model.add(sum(inside) <= int(given.capacity[row, t]))


def _keep_order(built: GivenModel) -> None:
    model, given = built.model, built.given
    number = {meeting.id: m for m, meeting in enumerate(given.problem.meetings)}
    for m, meeting in enumerate(given.problem.meetings):
        for name in meeting.after:
            first = number[name]
            for t in given.allowed[m]:
                # Not m at t or sooner while the other is at t or later.
                late = [built.at[first, s] for s in given.allowed[first] if s >= t]
                for other in late:
                    model.add_at_most_one([built.at[m, t], other])


def _limit_people(built: GivenModel) -> None:
    model, people = built.model, built.given.people
    slots = len(built.given.problem.slots)
    for person in {i for i, _ in built.used}:
        own = [t for t in range(slots) if (person, t) in built.used]
        model.add(sum(built.used[person, t] for t in own) <= int(people.most[person]))
        for day in sorted(set(people.day.tolist())):
            of_day = [built.used[person, t] for t in own if people.day[t] == day]
            if len(of_day) > people.most_a_day[person]:
                model.add(sum(of_day) <= int(people.most_a_day[person]))
        window = int(people.most_in_row[person]) + 1
        for start in range(slots - window + 1):
            run = range(start, start + window)
            if all(people.in_row[t] for t in run[1:]) and all(
                (person, t) in built.used for t in run
            ):
                model.add_bool_or([~built.used[person, t] for t in run])


def _count_breaks(built: GivenModel) -> None:
    model, people = built.model, built.given.people
    slots = len(built.given.problem.slots)
    for person in sorted({i for i, _ in built.used}):
        found: list[Var] = []
        for day in sorted(set(people.day.tolist())):
            times = [t for t in range(slots) if people.day[t] == day]
            found += _breaks_of_day(model, built.used, person, times)
        built.breaks[person] = found


def _breaks_of_day(
    model: cp_model.CpModel, used: dict[tuple[int, int], Var], person: int, times: list[int]
) -> list[Var]:
    """One literal for each slot that can end a break: used, idle before, met earlier."""
    found: list[Var] = []
    held: Var | None = None
    for before, t in pairwise(times):
        earlier = used.get((person, before))
        if held is not None and (person, t) in used:
            end = model.new_bool_var(f"b{person},{t}")
            # held covers the slots up to the one before last.
            clause = [~held, ~used[person, t], end]
            model.add_bool_or(clause if earlier is None else [*clause, earlier])
            # Nor is it set without cause: a made-up break would buy a narrower spread.
            model.add_bool_and([held, used[person, t]]).only_enforce_if(end)
            if earlier is not None:
                model.add_implication(end, ~earlier)
            found.append(end)
        if earlier is not None:
            met = model.new_bool_var(f"h{person},{before}")
            model.add_implication(earlier, met)
            if held is not None:
                model.add_implication(held, met)
            model.add_bool_or([~met, earlier] if held is None else [~met, earlier, held])
            held = met
    return found


def _share_breaks(built: GivenModel) -> None:
    spread = built.given.problem.objective.break_spread
    if spread is None:
        return
    model = built.model
    idle = len(built.breaks) < len(built.given.problem.attendees)
    most = max((len(own) for own in built.breaks.values()), default=0)
    least = model.new_int_var(0, 0 if idle else most, "least")
    for own in built.breaks.values():
        model.add(sum(own) <= least + spread)
        model.add(sum(own) >= least)


def _set_objective(built: GivenModel) -> None:
    breaks = [literal for own in built.breaks.values() for literal in own]
    if not built.placed:
        built.model.minimize(sum(breaks))
        return
    priorities = [meeting.priority for meeting in built.given.problem.meetings]
    unit = 1000 / max(priorities)
    # One meeting of the least priority outweighs every break there can be.
    scale = len(breaks) + 1
    left_out = sum(
        max(1, round(priority * unit)) * scale * ~built.placed[m]
        for m, priority in enumerate(priorities)
    )
    built.model.minimize(left_out + sum(breaks))
