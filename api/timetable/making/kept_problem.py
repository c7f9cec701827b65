"""The event as it stands now beside what people have: what a timetable that keeps is made from.

Whom somebody refuses stays unsaid: two who meet already count as any other pair, so that keeping
costs the same whatever was asked in private.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from api.timetable.making.stored_problem import StoredProblem
from scheduling.problem import Attendee, Pairs, Problem, Schedule, Table
from scheduling.problem.array_types import Int64


@dataclass(frozen=True, slots=True, eq=False)
class KeptProblem:
    """A problem in which all that people have can stand, as far as rules and times allow."""

    problem: Problem
    schedule: Schedule


def kept_problem(now: Problem, base: StoredProblem, *, reported: bool) -> KeptProblem:
    """Put what people have beside the event as it stands.

    Parameters
    ----------
    now
        The event as it stands: people who have come since, times, tables, scores, wishes.
    base
        The version that people have.
    reported
        Whether the version goes back to reports of the day, which the event does not know: who is
        not here, and which tables are closed, is then taken from it.
    """
    people = {person.id for person in now.attendees}
    slots = {slot.id for slot in now.slots}
    held = tuple(m for m in base.schedule.meetings if {m.a, m.b} <= people and m.slot in slots)
    schedule = Schedule(held)
    problem = _with_held_pairs(now, base.problem, schedule)
    if reported:
        problem = _as_reported(problem, base.problem)
    apart = tuple(pair for pair in base.problem.never_meet if set(pair) <= people)
    if apart:
        problem = dataclasses.replace(problem, never_meet=(*problem.never_meet, *apart))
    return KeptProblem(problem, schedule)


def _with_held_pairs(now: Problem, before: Problem, schedule: Schedule) -> Problem:
    """List pairs who meet and are not listed any more, at what their meeting was worth."""
    place = {name: row for row, name in enumerate(now.parties)}
    listed = _keys(now.pairs, len(place))
    held = {
        min(place[m.a], place[m.b]) * len(place) + max(place[m.a], place[m.b]): (m.a, m.b)
        for m in schedule.meetings
    }
    keys = np.array(sorted(held), np.int64)
    missing = keys[~np.isin(keys, listed)].tolist()
    if not missing:
        return now
    score = _scores(before, [held[key] for key in missing])
    a, b = zip(*(divmod(key, len(place)) for key in missing), strict=True)
    pairs = now.pairs
    return dataclasses.replace(
        now,
        pairs=Pairs(
            np.concatenate([pairs.a, np.array(a, np.int32)]),
            np.concatenate([pairs.b, np.array(b, np.int32)]),
            np.concatenate([pairs.score, np.array(score)]),
        ),
    )


def _scores(problem: Problem, pairs: list[tuple[str, str]]) -> list[float]:
    """Give what pairs were worth; 0 for those that were not listed either."""
    place = {name: row for row, name in enumerate(problem.parties)}
    wanted = [min(place[a], place[b]) * len(place) + max(place[a], place[b]) for a, b in pairs]
    keys = _keys(problem.pairs, len(place))
    found = np.isin(keys, wanted)
    worth = dict(zip(keys[found].tolist(), problem.pairs.score[found].tolist(), strict=True))
    return [worth.get(key, 0.0) for key in wanted]


def _keys(pairs: Pairs, people: int) -> Int64:
    low, high = np.minimum(pairs.a, pairs.b), np.maximum(pairs.a, pairs.b)
    return low.astype(np.int64) * people + high


def _as_reported(now: Problem, before: Problem) -> Problem:
    """Take from people and tables the slots that the day's reports took from them."""
    people = {person.id: person for person in before.attendees}
    tables = {table.id: table for table in before.tables}
    order = [slot.id for slot in now.slots]
    return dataclasses.replace(
        now,
        attendees=tuple(_person(each, people.get(each.id), order) for each in now.attendees),
        tables=tuple(_table(each, tables.get(each.id), order) for each in now.tables),
    )


def _person(now: Attendee, before: Attendee | None, order: list[str]) -> Attendee:
    if before is None or before.available is None:
        return now
    here = _both(now.available, before.available, order)
    # Who was reported as not here is promised nothing.
    promised = min(now.min_meetings, before.min_meetings)
    return dataclasses.replace(now, available=here, min_meetings=promised)


def _table(now: Table, before: Table | None, order: list[str]) -> Table:
    if before is None or before.available is None:
        return now
    return dataclasses.replace(now, available=_both(now.available, before.available, order))


def _both(one: tuple[str, ...] | None, two: tuple[str, ...], order: list[str]) -> tuple[str, ...]:
    return tuple(slot for slot in order if slot in two and (one is None or slot in one))
