"""Rules about one person, checked: presence, one meeting at a time, most meetings, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from scheduling.problem import Attendee, Problem
from scheduling.problem.array_types import Bool, Float64, Int64
from scheduling.verify.arrays import MeetingArrays, ProblemArrays
from scheduling.verify.violation import Violation


def people_violations(
    problem: Problem, arrays: ProblemArrays, held: MeetingArrays
) -> Iterator[Violation]:
    """Check every rule about one person; O(people x slots + meetings)."""
    busy = count_by_slot(arrays, held)
    yield from _present(problem, arrays, held)
    yield from _one_at_a_time(problem, busy)
    yield from _most_meetings(problem, arrays, held)
    yield from _most_per_day(problem, arrays, busy)
    yield from _most_in_a_row(problem, arrays, busy)
    yield from _group_caps(problem, arrays, held)


def count_by_slot(arrays: ProblemArrays, held: MeetingArrays) -> Int64:
    """Return how many meetings each person sits in each slot; int64, shape (n, T)."""
    slots = len(arrays.day)
    cell = held.who * slots + held.slot[held.what]
    return np.bincount(cell, minlength=arrays.people * slots).reshape(arrays.people, slots)


def in_group(problem: Problem, arrays: ProblemArrays, group: str) -> Bool:
    """Return whether anybody of a row belongs to the group; bool, shape (n + k,)."""
    inside = np.array([group in a.groups for a in problem.attendees], bool)
    party, person = arrays.members.spread(np.arange(len(arrays.party)))
    rows = np.zeros(len(arrays.party), bool)
    rows[party[inside[person]]] = True
    return rows


def limits(problem: Problem, limit: Callable[[Attendee], int | None]) -> Float64:
    """Return a limit of each attendee, infinity where there is none; shape (n,)."""
    values = (limit(a) for a in problem.attendees)
    return np.array([np.inf if v is None else v for v in values], np.float64)


def _present(problem: Problem, arrays: ProblemArrays, held: MeetingArrays) -> Iterator[Violation]:
    slot = held.slot[held.what]
    for event in np.flatnonzero(~arrays.available[held.who, slot]):
        person, time = _names(problem, int(held.who[event]), int(slot[event]))
        what = f"{person} has a meeting in slot {time} but is not available then."
        yield Violation("present", what, (person,), time)


def _one_at_a_time(problem: Problem, busy: Int64) -> Iterator[Violation]:
    for i, t in np.argwhere(busy > 1):
        person, time = _names(problem, int(i), int(t))
        what = f"{person} has {busy[i, t]} meetings at once in slot {time}."
        yield Violation("one meeting at a time", what, (person,), time)


def _most_meetings(
    problem: Problem, arrays: ProblemArrays, held: MeetingArrays
) -> Iterator[Violation]:
    count = np.bincount(held.who, minlength=arrays.people)
    most = limits(problem, lambda a: a.max_meetings)
    for i in np.flatnonzero(count > most):
        person = problem.attendees[i].id
        what = f"{person} has {count[i]} meetings; max_meetings is {most[i]:.0f}."
        yield Violation("most meetings", what, (person,))
    for team in problem.teams:
        party = arrays.party[team.id]
        got = int(np.sum((held.party_a == party) | (held.party_b == party)))
        if team.max_meetings is not None and got > team.max_meetings:
            what = f"Team {team.id} has {got} meetings; max_meetings is {team.max_meetings}."
            yield Violation("most meetings", what, (team.id,))


def _most_per_day(problem: Problem, arrays: ProblemArrays, busy: Int64) -> Iterator[Violation]:
    most = limits(problem, lambda a: a.max_per_day)
    for day in np.unique(arrays.day):
        count = busy[:, arrays.day == day].sum(axis=1)
        name = problem.slots[int(np.argmax(arrays.day == day))].day
        for i in np.flatnonzero(count > most):
            person = problem.attendees[i].id
            what = (
                f'{person} has {count[i]} meetings on day "{name}"; max_per_day is {most[i]:.0f}.'
            )
            yield Violation("most per day", what, (person,))


def _most_in_a_row(problem: Problem, arrays: ProblemArrays, busy: Int64) -> Iterator[Violation]:
    most = limits(problem, lambda a: a.max_consecutive)
    run = np.zeros(arrays.people, np.int64)
    for t in range(len(arrays.day)):
        run = np.where(busy[:, t] > 0, (run if arrays.in_row[t] else 0) + 1, 0)
        for i in np.flatnonzero(run == most + 1):
            person, time = _names(problem, int(i), t)
            what = (
                f"{person} has more than {most[i]:.0f} meetings in a row, up to slot {time}; "
                f"max_consecutive is {most[i]:.0f}."
            )
            yield Violation("most in a row", what, (person,), time)


def _group_caps(
    problem: Problem, arrays: ProblemArrays, held: MeetingArrays
) -> Iterator[Violation]:
    for group in sorted({g for a in problem.attendees for g in a.group_caps}):
        rows = in_group(problem, arrays, group)
        with_group = held.who[rows[held.opposite]]
        count = np.bincount(with_group, minlength=arrays.people)
        most = limits(problem, lambda a, g=group: a.group_caps.get(g))  # type: ignore[misc]
        for i in np.flatnonzero(count > most):
            person = problem.attendees[i].id
            what = f"{person} meets {count[i]} of group {group}; the cap is {most[i]:.0f}."
            yield Violation("group caps", what, (person,))


def _names(problem: Problem, person: int, slot: int) -> tuple[str, str]:
    return problem.attendees[person].id, problem.slots[slot].id
