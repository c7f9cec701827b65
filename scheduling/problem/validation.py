"""Faults of form in a problem: what is wrong, where, and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduling.problem.fault import Fault
from scheduling.problem.validate_meetings import meeting_faults
from scheduling.problem.validate_people import people_faults, team_faults
from scheduling.problem.validate_room import slot_faults, table_faults
from scheduling.problem.validate_wishes import wish_faults

if TYPE_CHECKING:
    from scheduling.problem.problem import Problem


def faults_of(problem: Problem) -> tuple[Fault, ...]:
    """Every fault of form, in the order of the problem's fields.

    Of faults in `Pairs` at most ten of a kind are listed, with the number of the others.
    """
    return (
        *people_faults(problem),
        *slot_faults(problem),
        *table_faults(problem),
        *wish_faults(problem),
        *team_faults(problem),
        *meeting_faults(problem),
        *_objective_faults(problem),
    )


def _objective_faults(problem: Problem) -> Iterator[Fault]:
    goal = problem.objective
    if not 0 <= goal.fairness <= 1:
        yield Fault(
            "objective.fairness", f"{goal.fairness} is not between 0 and 1.", "Give 0 to 1."
        )
    price = goal.shortfall_price
    if price is not None and not (math.isfinite(price) and price >= 0):
        yield Fault(
            "objective.shortfall_price",
            f"{price} is not a price.",
            "Give a number of 0 or more, or leave it out.",
        )
    if goal.break_spread is not None and goal.break_spread < 0:
        yield Fault(
            "objective.break_spread",
            f"{goal.break_spread} is below 0.",
            "Give 0 or more, or leave it out for no rule.",
        )
    if goal.mode == "select":
        yield from _fields_of_the_other_mode(
            "select",
            {
                "meetings": bool(problem.meetings),
                "objective.break_spread": goal.break_spread is not None,
                "objective.partial": goal.partial,
            },
        )
    elif goal.mode == "all_meetings":
        yield from _fields_of_the_other_mode(
            "all_meetings",
            {
                "pairs": len(problem.pairs) > 0,
                "must_meet": bool(problem.must_meet),
                "never_meet": bool(problem.never_meet),
                "before": bool(problem.before),
                "teams": bool(problem.teams),
                "objective.fairness": goal.fairness > 0,
            },
        )
    else:
        yield Fault(
            "objective.mode", f'"{goal.mode}" is no mode.', 'Say "select" or "all_meetings".'
        )


def _fields_of_the_other_mode(mode: str, used: dict[str, bool]) -> Iterator[Fault]:
    other = "all_meetings" if mode == "select" else "select"
    for field, is_used in used.items():
        if is_used:
            yield Fault(
                field,
                f'This belongs to mode "{other}", but objective.mode is "{mode}".',
                "Leave it out or change the mode.",
            )
