"""Breaks as literals: a maximal idle run between two meetings of a person on one day."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, TypeAlias

from ortools.sat.python import cp_model

from scheduling.given.given_arrays import Given

# ortools comes without types.
Var: TypeAlias = Any
Used = dict[tuple[int, int], Var]


def break_literals(model: cp_model.CpModel, given: Given, used: Used) -> dict[int, list[Var]]:
    """Make the break literals of each person: one for each slot in which a break can end."""
    day = given.people.day
    breaks: dict[int, list[Var]] = {}
    for person, meetings in given.own.items():
        breaks[person] = []
        # Whoever has one meeting, or as many as slots, has no break whatever comes.
        if len(meetings) < 2:
            continue
        for number in sorted(set(day.tolist())):
            times = [t for t in range(len(day)) if day[t] == number]
            breaks[person] += _of_day(model, used, person, times)
    return breaks


def _of_day(model: cp_model.CpModel, used: Used, person: int, times: list[int]) -> list[Var]:
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
            model.add_implication(end, held)
            model.add_implication(end, used[person, t])
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


def narrow_windows(
    model: cp_model.CpModel, given: Given, used: Used, breaks: dict[int, list[Var]]
) -> None:
    """Say where an unbroken day begins: it has a break, or all its meetings from there on.

    Implied; holds on a single day only, where the number of meetings is known.
    """
    if len(set(given.people.day.tolist())) > 1:
        return
    slots = len(given.people.day)
    for person, own in breaks.items():
        count = len(given.own[person])
        if not own:
            continue
        begins = []
        for start in range(slots - count + 1):
            inside = range(start, start + count)
            if all((person, t) in used for t in inside):
                begin = model.new_bool_var(f"w{person},{start}")
                begins.append(begin)
                for t in range(slots):
                    if (person, t) in used:
                        here = used[person, t]
                        model.add_implication(begin, here if t in inside else ~here)
        broken = model.new_bool_var(f"a{person}")
        model.add_bool_or([~broken, *own])
        for end in own:
            model.add_implication(end, broken)
        model.add_exactly_one([*begins, broken])


def share_breaks(model: cp_model.CpModel, given: Given, breaks: dict[int, list[Var]]) -> None:
    """Keep everybody within ``break_spread`` of everybody else."""
    spread = given.problem.objective.break_spread
    if spread is None:
        return
    # Who cannot have breaks has none, and all others are compared with them.
    if len(breaks) < len(given.problem.attendees) or not all(breaks.values()):
        for own in breaks.values():
            if len(own) > spread:
                model.add(sum(own) <= spread)
        return
    least = model.new_int_var(0, max(len(own) for own in breaks.values()), "least")
    for own in breaks.values():
        model.add(sum(own) <= least + spread)
        model.add(sum(own) >= least)
