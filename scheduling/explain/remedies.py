"""Remedies: the cheapest change of a problem with which one more meeting could be placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduling.explain.relaxation import relax
from scheduling.problem import Problem, Schedule
from scheduling.state.ejection_chain import DEEPEST, EjectionChain
from scheduling.state.state import ScheduleState

STEPS = 20_000
MOST_PARTNERS = 10


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change and what comes of it.

    Attributes
    ----------
    words
        The change, as an order to the organiser; ids in place of names.
    problem
        The problem with the change made: the same if no rule needs to change.
    schedule
        A schedule of it that holds one meeting more (or another in its place).
    moved
        Others with a meeting that would move or fall away.
    """

    words: str
    problem: Problem
    schedule: Schedule
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Try:
    words: str
    problem: Problem
    activity: int
    depth: int
    drop: bool = False


def remedy(state: ScheduleState, activities: Sequence[int]) -> Remedy | None:
    """Return the cheapest single change with which one of the activities would be placed.

    In order: simply adding it; moving one, two or three meetings; loosening one rule that
    blocks, alone or with one meeting moved; giving up a meeting that no guarantee needs.

    Parameters
    ----------
    activities
        Not on the state; of several, the first are preferred.

    Returns
    -------
    Remedy or None
        None if no single change helps. The state is left as it was.
    """
    problem = state.problem
    for attempt in _tries(state, activities):
        found = _try_change(state, attempt)
        state.adopt(problem)
        if found is not None:
            return found
    return None


def _tries(state: ScheduleState, activities: Sequence[int]) -> Iterator[_Try]:
    problem = state.problem
    for depth in range(DEEPEST + 1):
        words = "Move other meetings out of the way." if depth else "Add the meeting: it fits."
        for activity in activities:
            yield _Try(words, problem, activity, depth)
    few = activities[:MOST_PARTNERS]
    options = [
        (words, changed, activity) for activity in few for words, changed in relax(state, activity)
    ]
    for depth in (0, 1):
        for words, changed, activity in options:
            yield _Try(words, changed, activity, depth)
    for depth in (1, 2):
        for activity in few:
            yield _Try("", problem, activity, depth, True)


def _try_change(state: ScheduleState, attempt: _Try) -> Remedy | None:
    state.adopt(attempt.problem)
    before, mark = dict(state.held), state.mark()
    every = (1 << len(attempt.problem.slots)) - 1
    settling = EjectionChain(state, every, STEPS)
    if settling.place([attempt.activity], attempt.depth, drop=attempt.drop) is None:
        return None
    hit: set[int] = set()
    for activity, held in before.items():
        if state.held.get(activity) is not held:
            hit.update(held.lineup.people)
    words = attempt.words
    given_up = [activity for activity in before if activity not in state.held]
    if given_up:
        words = f"Give up {_name_pairs(state, given_up)}, which no guarantee needs."
    schedule = state.schedule()
    state.back(mark)
    asked = set(next(state.activities.lineups(attempt.activity)).people)
    moved = tuple(state.problem.attendees[i].id for i in sorted(hit - asked))
    return Remedy(words, attempt.problem, schedule, moved)


def _name_pairs(state: ScheduleState, activities: Sequence[int]) -> str:
    parties = state.problem.parties
    pairs = [
        f"{parties[state.activities.a[c]]} and {parties[state.activities.b[c]]}" for c in activities
    ]
    noun = "meeting" if len(pairs) == 1 else "meetings"
    return f"the {noun} of {', of '.join(sorted(pairs))}"
