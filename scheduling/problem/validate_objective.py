"""Faults of form in the objective, and fields that belong to the other mode."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

from scheduling.problem.entities import Objective
from scheduling.problem.fault import Fault

# The fields that only one mode reads.
FIELDS = {
    "select": ("pairs", "must_meet", "never_meet", "before", "teams", "objective.fairness"),
    "all_meetings": ("meetings", "objective.break_spread", "objective.partial"),
}


def objective_faults(goal: Objective) -> Iterator[Fault]:
    """Weights, prices and spreads out of range."""
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


def mode_faults(goal: Objective, used: Collection[str]) -> Iterator[Fault]:
    """Tell of an unknown mode, and of fields in use that the mode does not read.

    Parameters
    ----------
    used
        Names of the problem's own fields that hold something.
    """
    if goal.mode not in FIELDS:
        yield Fault(
            "objective.mode", f'"{goal.mode}" is no mode.', 'Say "select" or "all_meetings".'
        )
        return
    set_here = {
        "objective.fairness": goal.fairness > 0,
        "objective.break_spread": goal.break_spread is not None,
        "objective.partial": goal.partial,
    }
    other = "all_meetings" if goal.mode == "select" else "select"
    for field in FIELDS[other]:
        if field in used or set_here.get(field):
            yield Fault(
                field,
                f'This belongs to mode "{other}", but objective.mode is "{goal.mode}".',
                "Leave it out or change the mode.",
            )
