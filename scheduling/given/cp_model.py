"""The model of mode ``all_meetings`` for CP-SAT: a slot for every given meeting, few breaks.

Encoding and implied constraints after Bofill et al., JAIR 74 (2022), section 5: a person's used
slots are as many as their meetings (i1), the people used in a slot are at most twice the tables
(i2) and an even number (i3), and tables are counted over clusters of meetings that share a
person (i4). The breaks are `scheduling.given.break_literals`'s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ortools.sat.python import cp_model

from scheduling.given.break_literals import break_literals, narrow_windows, share_breaks
from scheduling.given.given_arrays import Given

# ortools comes without types.
Var: TypeAlias = Any


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
        Break literals of each person who has meetings.
    placed
        Literal of each meeting that may be left out (``partial``), else empty.
    """

    model: cp_model.CpModel
    given: Given
    at: dict[tuple[int, int], Var] = field(default_factory=dict)
    used: dict[tuple[int, int], Var] = field(default_factory=dict)
    breaks: dict[int, list[Var]] = field(default_factory=dict)
    placed: dict[int, Var] = field(default_factory=dict)

    def slots_in(self, solver: Any) -> list[int]:
        """Slot of each meeting in a solution, -1 where it is left out."""
        slots = [-1] * len(self.given.seats)
        for (meeting, slot), literal in self.at.items():
            if solver.boolean_value(literal):
                slots[meeting] = slot
        return slots

    def value_in(self, solver: Any) -> float:
        """Objective of a solution, whether the model minimises it or not."""
        breaks = [literal for own in self.breaks.values() for literal in own]
        value = sum(solver.boolean_value(literal) for literal in breaks)
        weights = _weights(self.given)
        return float(
            value
            + sum(
                weights[m] for m, placed in self.placed.items() if not solver.boolean_value(placed)
            )
        )

    def hint(self, slots: list[int]) -> None:
        """Suggest a schedule for every (meeting, slot)."""
        for (meeting, slot), literal in self.at.items():
            self.model.add_hint(literal, slots[meeting] == slot)


def build_model(
    given: Given,
    *,
    clusters: bool = True,
    windows: bool = True,
    minimise: bool = True,
    at_most: int | None = None,
) -> GivenModel:
    """Build the model; its objective is the number of breaks, after the priorities left out.

    Parameters
    ----------
    clusters
        Add i4: stronger proofs, sometimes slower schedules.
    windows
        Tie breaks to where an unbroken day can begin.
    minimise
        Without, any schedule is as good as another.
    at_most
        Most breaks there may be.
    """
    built = GivenModel(cp_model.CpModel(), given)
    _place_meetings(built)
    _use_people(built)
    _fill_room(built)
    if clusters:
        _fill_clusters(built)
    _keep_order(built)
    _limit_people(built)
    _limit_groups(built)
    built.breaks = break_literals(built.model, given, built.used)
    if windows and not built.placed:
        narrow_windows(built.model, given, built.used, built.breaks)
    share_breaks(built.model, given, built.breaks)
    breaks = [literal for own in built.breaks.values() for literal in own]
    if at_most is not None:
        built.model.add(sum(breaks) <= at_most)
    if minimise:
        _set_objective(built, breaks)
    return built


def _place_meetings(built: GivenModel) -> None:
    model, given = built.model, built.given
    for m, slots in enumerate(given.allowed):
        literals = [model.new_bool_var(f"x{m},{t}") for t in slots]
        built.at.update(((m, t), x) for t, x in zip(slots, literals, strict=True))
        if given.problem.objective.partial:
            built.placed[m] = model.new_bool_var(f"p{m}")
            model.add_exactly_one([*literals, ~built.placed[m]])
            if m in given.kept:
                model.add_bool_or([built.placed[m]])
        else:
            model.add_exactly_one(literals)


def _use_people(built: GivenModel) -> None:
    model, given = built.model, built.given
    for person, meetings in given.own.items():
        literals = []
        for t in range(len(given.problem.slots)):
            here = [built.at[m, t] for m in meetings if (m, t) in built.at]
            if here:
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
    for row in range(len(given.within)):
        for t in range(len(given.problem.slots)):
            inside = [
                x
                for (m, at), x in built.at.items()
                if at == t and given.within[row, given.table_class[m]]
            ]
            if len(inside) > given.capacity[row, t]:
                model.add(sum(inside) <= int(given.capacity[row, t]))


def _fill_clusters(built: GivenModel) -> None:
    """Count the tables of a slot over clusters: few literals instead of one a meeting."""
    model, given = built.model, built.given
    groups = _clusters(given)
    for t in range(len(given.problem.slots)):
        literals = []
        for person, meetings in groups:
            here = [built.at[m, t] for m in meetings if (m, t) in built.at]
            if len(meetings) == len(given.own[person]) and here:
                literals.append(built.used[person, t])
            elif len(here) > 1:
                literals.append(model.new_bool_var(f"c{person},{t}"))
                model.add_exactly_one([*here, ~literals[-1]])
            else:
                literals += here
        if len(literals) > given.capacity[0, t]:
            model.add(sum(literals) <= int(given.capacity[0, t]))


def _clusters(given: Given) -> list[tuple[int, list[int]]]:
    """Share the meetings out to people, each time to who has most that are left."""
    left = set(range(len(given.seats)))
    groups = []
    while left:
        count = Counter(person for m in left for person in given.seats[m])
        person = min(count, key=lambda one: (-count[one], one))
        mine = [m for m in given.own[person] if m in left]
        left.difference_update(mine)
        groups.append((person, mine))
    return groups


def _keep_order(built: GivenModel) -> None:
    model, given = built.model, built.given
    for first, then in given.earlier:
        for t in given.allowed[then]:
            late = [built.at[first, s] for s in given.allowed[first] if s >= t]
            if late:
                # Both sides are "at most one slot", so this says all that pairs would.
                soon = [built.at[then, s] for s in given.allowed[then] if s <= t]
                model.add_at_most_one([*late, *soon])


def _limit_people(built: GivenModel) -> None:
    model, people = built.model, built.given.people
    slots = len(built.given.problem.slots)
    for person in built.given.own:
        own = [t for t in range(slots) if (person, t) in built.used]
        if len(own) > people.most[person]:
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


def _limit_groups(built: GivenModel) -> None:
    given, people = built.given, built.given.problem.attendees
    for person, meetings in given.own.items():
        for group, cap in people[person].group_caps.items():
            inside = [m for m in meetings if group in people[_other(given, m, person)].groups]
            if len(inside) > cap:
                held = [built.at[m, t] for m in inside for t in given.allowed[m]]
                built.model.add(sum(held) <= cap)


def _other(given: Given, meeting: int, person: int) -> int:
    one, other = given.seats[meeting]
    return other if one == person else one


def priority_scale(given: Given) -> int:
    """Return the least weight of a meeting left out: more than all breaks there can be.

    0 where none may be left out. All weights are multiples of it.
    """
    if not given.problem.objective.partial:
        return 0
    return len(given.own) * len(given.problem.slots) + 1


def _weights(given: Given) -> list[int]:
    priorities = [meeting.priority for meeting in given.problem.meetings]
    unit = 1000 / max(priorities, default=1.0)
    scale = priority_scale(given)
    return [max(1, round(priority * unit)) * scale for priority in priorities]


def _set_objective(built: GivenModel, breaks: list[Var]) -> None:
    weights = _weights(built.given)
    left_out = sum(weights[m] * ~placed for m, placed in built.placed.items())
    built.model.minimize(left_out + sum(breaks))
