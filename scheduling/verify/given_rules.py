"""Rules about given meetings (mode ``all_meetings``), checked; and breaks counted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduling.problem import Meeting, Problem
from scheduling.problem.array_types import Int64
from scheduling.verify.arrays import MeetingArrays, ProblemArrays
from scheduling.verify.people_rules import count_by_slot
from scheduling.verify.violation import Violation

RULE = "given meetings"


def given_violations(
    problem: Problem, arrays: ProblemArrays, held: MeetingArrays
) -> Iterator[Violation]:
    """Check that the given meetings are held as asked, and that breaks are shared."""
    given = {g.id: g for g in problem.meetings}
    by_id: dict[str, Meeting] = {}
    for meeting in held.meetings:
        asked = given.get(meeting.id)
        if asked is None:
            yield _violation(meeting, f'There is no given meeting "{meeting.id}".')
        elif {asked.a, asked.b} != {meeting.a, meeting.b} or meeting.team_a or meeting.team_b:
            yield _violation(meeting, f"{meeting.id} is of {asked.a} and {asked.b}.")
        elif meeting.id in by_id:
            yield _violation(meeting, f"{meeting.id} is held twice.")
        else:
            by_id[meeting.id] = meeting
            if asked.slots is not None and meeting.slot not in asked.slots:
                allowed = ", ".join(asked.slots) or "none"
                what = f"{meeting.id} is in slot {meeting.slot}; allowed: {allowed}."
                yield _violation(meeting, what)
    for asked in problem.meetings:
        if asked.id not in by_id:
            if not problem.objective.partial:
                what = f"{asked.id} ({asked.a} and {asked.b}) is not held."
                yield Violation(RULE, what, (asked.a, asked.b))
            continue
        meeting = by_id[asked.id]
        for earlier in asked.after:
            if earlier in by_id and arrays.slot[by_id[earlier].slot] >= arrays.slot[meeting.slot]:
                what = (
                    f"{meeting.id} (slot {meeting.slot}) shall come after "
                    f"{earlier} (slot {by_id[earlier].slot})."
                )
                yield _violation(meeting, what)
    yield from _spread(problem, arrays, held)


def count_breaks(arrays: ProblemArrays, busy: Int64) -> Int64:
    """Return the number of maximal idle runs between two meetings of a day, each person.

    Parameters
    ----------
    busy
        Shape (n, T), above 0 where the person has a meeting.

    Returns
    -------
    int64, shape (n,).
    """
    breaks = np.zeros(len(busy), np.int64)
    for day in np.unique(arrays.day):
        at_table = busy[:, arrays.day == day] > 0
        starts = at_table.copy()
        starts[:, 1:] &= ~at_table[:, :-1]
        breaks += np.maximum(starts.sum(axis=1) - 1, 0)
    return breaks


def _spread(problem: Problem, arrays: ProblemArrays, held: MeetingArrays) -> Iterator[Violation]:
    most = problem.objective.break_spread
    if most is None:
        return
    breaks = count_breaks(arrays, count_by_slot(arrays, held))
    high, low = int(np.argmax(breaks)), int(np.argmin(breaks))
    if breaks[high] - breaks[low] > most:
        one, other = problem.attendees[high].id, problem.attendees[low].id
        what = (
            f"{one} has {breaks[high]} breaks and {other} has {breaks[low]}; "
            f"break_spread allows a difference of {most}."
        )
        yield Violation("break spread", what, (one, other))


def _violation(meeting: Meeting, what: str) -> Violation:
    return Violation(RULE, what, (meeting.a, meeting.b), meeting.slot)
