"""People as arrays: who is there when, how much each may and should meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.problem import Problem
from scheduling.problem.array_types import Bool, Int32
from scheduling.problem.timeline import day_numbers, in_row, slot_numbers


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Attendees and slots as arrays: n attendees, T slots.

    Attributes
    ----------
    available
        bool, shape (n, T).
    most, least
        int32, shape (n,): c(i), the most meetings i can have, and the guarantee.
    most_a_day, least_a_day, most_in_row
        int32, shape (n,); T where there is no limit.
    day
        int32, shape (T,): number of the slot's day.
    in_row
        bool, shape (T,): slot t follows slot t - 1 in a row.
    team
        int32, shape (n,): number of the team, or -1.
    least_of_team
        int32, shape (k,): the guarantee of each team.
    side
        int32, shape (n,): number of the side, or -1.
    """

    available: Bool
    most: Int32
    least: Int32
    most_a_day: Int32
    least_a_day: Int32
    most_in_row: Int32
    day: Int32
    in_row: Bool
    team: Int32
    least_of_team: Int32
    side: Int32

    @property
    def limits_days(self) -> bool:
        """Whether anybody has fewer meetings a day than the day has slots."""
        longest = int(np.bincount(self.day).max()) if len(self.day) else 0
        return bool((self.most_a_day < np.minimum(longest, self.most)).any())

    @property
    def limits_rows(self) -> bool:
        """Whether anybody needs a pause before the slots end."""
        return bool((self.most_in_row < len(self.day)).any())


def compile_people(problem: Problem) -> People:
    """Read attendees, slots and teams into arrays."""
    n, slots = len(problem.attendees), len(problem.slots)
    number = slot_numbers(problem.slots)
    available = np.ones((n, slots), np.bool_)
    for i, attendee in enumerate(problem.attendees):
        if attendee.available is not None:
            available[i] = False
            available[i, [number[s] for s in attendee.available]] = True

    def limits(values: list[int | None]) -> Int32:
        return np.array([slots if v is None else min(v, slots) for v in values], np.int32)

    people = problem.attendees
    row = {a.id: i for i, a in enumerate(people)}
    team = np.full(n, -1, np.int32)
    for k, t in enumerate(problem.teams):
        team[[row[m] for m in t.members]] = k
    wished = limits([a.max_meetings for a in people])
    return People(
        available=available,
        most=np.minimum(wished, available.sum(axis=1)).astype(np.int32),
        least=np.array([a.min_meetings for a in people], np.int32),
        most_a_day=limits([a.max_per_day for a in people]),
        least_a_day=np.array([a.min_per_day for a in people], np.int32),
        most_in_row=limits([a.max_consecutive for a in people]),
        day=np.array(day_numbers(problem.slots), np.int32),
        in_row=np.array(in_row(problem.slots), np.bool_),
        team=team,
        least_of_team=np.array([t.min_meetings for t in problem.teams], np.int32),
        side=_numbers([a.side for a in people]),
    )


def _numbers(labels: list[str]) -> Int32:
    """Return a number for each label, -1 for an empty one."""
    seen: dict[str, int] = {}
    numbers = [seen.setdefault(label, len(seen)) if label else -1 for label in labels]
    return np.array(numbers, np.int32)
