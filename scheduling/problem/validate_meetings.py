"""Faults of form in given meetings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduling.problem.fault import Fault
from scheduling.problem.faults_order import circle_in
from scheduling.problem.validate_room import id_faults, unknown_faults
from scheduling.problem.validate_wishes import party_faults

if TYPE_CHECKING:
    from scheduling.problem.problem import Problem


def meeting_faults(problem: Problem) -> Iterator[Fault]:
    """Meetings without an id, of unknown people, in unknown slots, ordered in a circle."""
    meetings = problem.meetings
    yield from id_faults("meetings", (meeting.id for meeting in meetings))
    people = frozenset(person.id for person in problem.attendees)
    slots = frozenset(slot.id for slot in problem.slots)
    ids = frozenset(meeting.id for meeting in meetings)
    earlier: dict[str, tuple[str, ...]] = {}
    for index, meeting in enumerate(meetings):
        where = f"meetings[{index}]"
        yield from party_faults(where, meeting.a, meeting.b, people, {})
        yield from unknown_faults(f"{where}.slots", meeting.slots, slots, "slot")
        yield from unknown_faults(f"{where}.after", meeting.after, ids, "meeting")
        if not (math.isfinite(meeting.priority) and meeting.priority > 0):
            yield Fault(
                f"{where}.priority",
                f"{meeting.priority} is no priority.",
                "Give a number above 0, or leave it out.",
            )
        earlier[meeting.id] = meeting.after
    circle = circle_in(earlier)
    if circle:
        names = " after ".join(circle)
        yield Fault("meetings", f"The order runs in a circle: {names}.", "Take one out.")
    if problem.objective.mode == "all_meetings":
        yield from _lock_faults(problem)


def _lock_faults(problem: Problem) -> Iterator[Fault]:
    of_pair = Counter(frozenset((meeting.a, meeting.b)) for meeting in problem.meetings)
    for index, lock in enumerate(problem.locked):
        number = of_pair[frozenset((lock.a, lock.b))]
        if number != 1:
            yield Fault(
                f"locked[{index}]",
                f'"{lock.a}" and "{lock.b}" have {number} of the given meetings.',
                "Lock pairs with one meeting; say the slot in meetings[..].slots otherwise.",
            )
