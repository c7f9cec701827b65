"""Relaxed rules: hard wishes that the day has overtaken become wishes that are reported."""

from __future__ import annotations

import dataclasses

from scheduling.problem import Lock, MustMeet, Problem
from scheduling.state.state import ScheduleState

PRIORITY = 1.0


def relax_dead_locks(problem: Problem) -> Problem:
    """Turn locks on a slot or table that cannot be had any more into wishes of priority 1."""
    dead = [lock for lock in problem.locked if not _can_hold(problem, lock)]
    return _as_wishes(problem, {frozenset((k.a, k.b)) for k in dead}) if dead else problem


def relax_unmet(problem: Problem, state: ScheduleState) -> Problem:
    """Turn hard must-meets and locks that found no place into wishes of priority 1."""
    parties, activities = problem.parties, state.activities
    hard = [c for c in (activities.priority > 0).nonzero()[0].tolist() if c not in state.held]
    if not hard or problem.objective.mode != "select":
        return problem
    return _as_wishes(
        problem, {frozenset((parties[activities.a[c]], parties[activities.b[c]])) for c in hard}
    )


def _as_wishes(problem: Problem, pairs: set[frozenset[str]]) -> Problem:
    """In mode ``all_meetings`` a lock is only taken away: its meeting is given anyhow."""
    locked = tuple(k for k in problem.locked if frozenset((k.a, k.b)) not in pairs)
    if problem.objective.mode != "select":
        return dataclasses.replace(problem, locked=locked)
    wished = {frozenset((w.a, w.b)) for w in problem.must_meet}
    must = [
        dataclasses.replace(w, priority=PRIORITY)
        if w.priority is None and frozenset((w.a, w.b)) in pairs
        else w
        for w in problem.must_meet
    ]
    must += [
        MustMeet(k.a, k.b, PRIORITY)
        for k in problem.locked
        if frozenset((k.a, k.b)) in pairs - wished
    ]
    return dataclasses.replace(problem, locked=locked, must_meet=tuple(must))


def _can_hold(problem: Problem, lock: Lock) -> bool:
    slots = _present(problem, lock.a) & _present(problem, lock.b)
    if lock.slot is not None:
        slots &= {lock.slot}
    if lock.table is not None:
        table = next(t for t in problem.tables if t.id == lock.table)
        slots &= slots if table.available is None else set(table.available)
    return bool(slots)


def _present(problem: Problem, party: str) -> set[str]:
    """Slots in which an attendee, or somebody who may sit for a team, is there."""
    every = {s.id for s in problem.slots}
    team = next((t for t in problem.teams if t.id == party), None)
    names = (party,) if team is None else team.members
    here = [
        every if a.available is None else set(a.available)
        for a in problem.attendees
        if a.id in names
    ]
    return set.intersection(*here) if team is None or team.together else set.union(*here)
