"""Metrics of a schedule: how evenly meetings and their worth fall, and whose days have holes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.problem import Problem, Schedule
from scheduling.verify.arrays import meeting_arrays, problem_arrays
from scheduling.verify.given_rules import count_breaks
from scheduling.verify.objective import (
    compute_objective,
    derive_constants,
    list_pairings,
    shortfall_price,
)
from scheduling.verify.people_rules import count_by_slot


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What each attendee gets, in the order of the problem's attendees.

    Attributes
    ----------
    meetings
        int64, shape (n,): number of meetings.
    value
        float64, shape (n,): v, the sum of the scores of their meetings.
    breaks
        int64, shape (n,): maximal idle runs between two meetings of one day.
    possible
        bool, shape (n,): has a pair that could meet at all.
    """

    meetings: NDArray[np.int64]
    value: NDArray[np.float64]
    breaks: NDArray[np.int64]
    possible: NDArray[np.bool_]


def shares_of(problem: Problem, schedule: Schedule) -> Shares:
    """Count what a schedule gives to each attendee; a meeting that has no score is worth 0."""
    arrays = problem_arrays(problem)
    held = meeting_arrays(arrays, schedule.meetings)
    pairings = list_pairings(problem, arrays, shortfall_price(problem))
    constants = derive_constants(problem, arrays, pairings)
    worth = compute_objective(problem, arrays, held, pairings, constants)
    breaks = count_breaks(arrays, count_by_slot(arrays, held))
    return Shares(worth.count, worth.value, breaks, constants.possible)


def lorenz(
    amounts: Sequence[float] | NDArray[np.float64] | NDArray[np.int64],
) -> NDArray[np.float64]:
    """Points of the Lorenz curve.

    Returns
    -------
    numpy.ndarray
        float64, shape (n + 1, 2): share of people, poorest first, and their share of the
        total; from (0, 0) to (1, 1). The diagonal where there is nothing to share.
    """
    ordered = np.sort(np.asarray(amounts, dtype=np.float64))
    people = np.linspace(0.0, 1.0, len(ordered) + 1)
    total = ordered.sum()
    held = people if total <= 0 else np.concatenate([[0.0], np.cumsum(ordered) / total])
    return np.column_stack([people, held])


def sitting_out(shares: Shares) -> int:
    """Count the people without a meeting."""
    return int((shares.meetings == 0).sum())


def worst_off(shares: Shares) -> float | None:
    """Smallest value among those who have a possible pair at all; None if nobody has."""
    return float(shares.value[shares.possible].min()) if shares.possible.any() else None
