"""Clash: the rules, by name, that cannot hold together; leaving out any of them would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import chain

from ortools.sat.python import cp_model

from scheduling.given_model import build, given_of
from scheduling.people import people_of
from scheduling.problem import Problem
from scheduling.stop import Stop

# A family that is not refuted within this time is taken to be needed.
_SECONDS = 5.0


def clash_of(problem: Problem, stop: Stop) -> tuple[str, ...]:
    """Find a clashing set of an infeasible problem with given meetings.

    Single people and meetings are tried first, because they say most; then whole kinds of
    rules are left out one after the other (deletion filter) until none can be spared.
    """
    return _of_meetings(problem) or _of_people(problem) or _of_kinds(problem, stop)


def _of_meetings(problem: Problem) -> tuple[str, ...]:
    given = given_of(problem)
    for meeting, slots in zip(problem.meetings, given.allowed, strict=True):
        if not slots:
            where = "all slots" if meeting.slots is None else ", ".join(meeting.slots)
            return (
                f'meeting "{meeting.id}" must be held in one of: {where}',
                f'availability of "{meeting.a}" and "{meeting.b}" (and tables that suit both)',
            )
    return ()


def _of_people(problem: Problem) -> tuple[str, ...]:
    given, people = given_of(problem), people_of(problem)
    own: Counter[int] = Counter(chain.from_iterable(given.seats))
    for person, count in own.items():
        name = problem.attendees[person].id
        times = {
            t
            for seats, slots in zip(given.seats, given.allowed, strict=True)
            if person in seats
            for t in slots
        }
        if count > len(times):
            return (
                f'all {count} meetings of "{name}" must be held',
                f'"{name}" and the people they meet share {len(times)} slots',
            )
        if count > people.most[person]:
            return (
                f'all {count} meetings of "{name}" must be held',
                f'"{name}" has at most {people.most[person]} meetings (max_meetings)',
            )
    return ()


def _of_kinds(problem: Problem, stop: Stop) -> tuple[str, ...]:
    needed = ["all given meetings must be held", "one meeting a person and slot"]
    current = problem
    for name, without in _KINDS:
        relaxed = without(current)
        if relaxed is current:
            continue
        if not stop() and _is_infeasible(relaxed):
            current = relaxed
        else:
            needed.append(name)
    return tuple(needed)


def _is_infeasible(problem: Problem) -> bool:
    given = given_of(problem)
    if not all(given.allowed):
        return True
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = _SECONDS
    solver.parameters.num_workers = 1
    model = build(given).model
    model.clear_objective()
    return bool(solver.solve(model) == cp_model.INFEASIBLE)


def _without_spread(problem: Problem) -> Problem:
    if problem.objective.break_spread is None:
        return problem
    return replace(problem, objective=replace(problem.objective, break_spread=None))


def _without_order(problem: Problem) -> Problem:
    if not any(meeting.after for meeting in problem.meetings):
        return problem
    return replace(problem, meetings=tuple(replace(m, after=()) for m in problem.meetings))


def _without_tables(problem: Problem) -> Problem:
    if not problem.tables:
        return problem
    people = tuple(replace(a, table=None, zones=()) for a in problem.attendees)
    locks = tuple(replace(lock, table=None) for lock in problem.locked)
    return replace(problem, tables=(), attendees=people, locked=locks)


def _without_locks(problem: Problem) -> Problem:
    return replace(problem, locked=()) if problem.locked else problem


def _without_lists(problem: Problem) -> Problem:
    if all(meeting.slots is None for meeting in problem.meetings):
        return problem
    return replace(problem, meetings=tuple(replace(m, slots=None) for m in problem.meetings))


def _without_limits(problem: Problem) -> Problem:
    people = tuple(
        replace(a, max_meetings=None, max_per_day=None, max_consecutive=None)
        for a in problem.attendees
    )
    return problem if people == problem.attendees else replace(problem, attendees=people)


def _without_availability(problem: Problem) -> Problem:
    people = tuple(replace(a, available=None) for a in problem.attendees)
    return problem if people == problem.attendees else replace(problem, attendees=people)


_KINDS: tuple[tuple[str, Callable[[Problem], Problem]], ...] = (
    ("breaks shared fairly (break_spread)", _without_spread),
    ("order between meetings (after)", _without_order),
    ("number and zones of tables", _without_tables),
    ("locked meetings", _without_locks),
    ("most meetings in all, a day, in a row", _without_limits),
    ("allowed slots of meetings (slots)", _without_lists),
    ("availability of people", _without_availability),
)
