"""Fairness: how evenly meetings and their worth fall, and whose days have holes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduling.problem import Problem
from scheduling.schedule import Schedule


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What each attendee gets, in the order of the problem's attendees.

    Attributes
    ----------
    meetings
        int64, shape (n,): number of meetings.
    value
        float64, shape (n,): sum of the scores of their meetings.
    breaks
        int64, shape (n,): maximal idle runs between two meetings of one day.
    """

    meetings: NDArray[np.int64]
    value: NDArray[np.float64]
    breaks: NDArray[np.int64]


def shares_of(problem: Problem, schedule: Schedule) -> Shares:
    """Count what a schedule gives to each attendee; a meeting that has no score is worth 0."""
    place = {attendee.id: index for index, attendee in enumerate(problem.attendees)}
    order = {slot.id: index for index, slot in enumerate(problem.slots)}
    days = [slot.day for slot in problem.slots]
    parties = problem.parties
    pairs = problem.pairs
    score = {
        frozenset((parties[a], parties[b])): s
        for a, b, s in zip(pairs.a.tolist(), pairs.b.tolist(), pairs.score.tolist(), strict=True)
    }
    value = np.zeros(len(place))
    busy: list[list[int]] = [[] for _ in place]
    for meeting in schedule.meetings:
        worth = score.get(
            frozenset((meeting.team_a or meeting.a, meeting.team_b or meeting.b)), 0.0
        )
        for person in (meeting.a, meeting.b):
            value[place[person]] += worth
            busy[place[person]].append(order[meeting.slot])
    return Shares(
        np.array([len(slots) for slots in busy], dtype=np.int64),
        value,
        np.array([_breaks(sorted(slots), days) for slots in busy], dtype=np.int64),
    )


def gini(amounts: Sequence[float] | NDArray[np.float64] | NDArray[np.int64]) -> float:
    """Gini coefficient, 0 (all alike) to almost 1 (one has all); 0 for nobody or nothing.

    Half the relative mean absolute difference, population form.
    """
    ordered = np.sort(np.asarray(amounts, dtype=np.float64))
    total = ordered.sum()
    if len(ordered) == 0 or total <= 0:
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * total))


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


def _breaks(slots: list[int], days: list[str]) -> int:
    return sum(
        later - earlier > 1 and days[later] == days[earlier]
        for earlier, later in itertools.pairwise(slots)
    )
