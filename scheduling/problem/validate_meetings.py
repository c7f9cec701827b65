"""Faults of form in given meetings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from scheduling.problem.entities import GivenMeeting, Lock
from scheduling.problem.fault import Fault
from scheduling.problem.known_ids import (
    KnownIds,
    cycle_in,
    id_faults,
    party_faults,
    unknown_faults,
)


def meeting_faults(meetings: Sequence[GivenMeeting], known: KnownIds) -> Iterator[Fault]:
    """Meetings without an id, of unknown people, in unknown slots, ordered in a circle."""
    yield from id_faults("meetings", (meeting.id for meeting in meetings))
    ids = frozenset(meeting.id for meeting in meetings)
    earlier: dict[str, tuple[str, ...]] = {}
    for index, meeting in enumerate(meetings):
        where = f"meetings[{index}]"
        yield from party_faults(where, meeting.a, meeting.b, known.people, {})
        yield from unknown_faults(f"{where}.slots", meeting.slots, known.slots, "slot")
        yield from unknown_faults(f"{where}.after", meeting.after, ids, "meeting")
        if not (math.isfinite(meeting.priority) and meeting.priority > 0):
            yield Fault(
                f"{where}.priority",
                f"{meeting.priority} is no priority.",
                "Give a number above 0, or leave it out.",
            )
        earlier[meeting.id] = meeting.after
    circle = cycle_in(earlier)
    if circle:
        names = " after ".join(reversed(circle))
        yield Fault("meetings", f"The order runs in a circle: {names}.", "Take one out.")


def meeting_lock_faults(
    locked: Sequence[Lock], meetings: Sequence[GivenMeeting]
) -> Iterator[Fault]:
    """Locks, in mode ``all_meetings``, of pairs without one meeting that they could mean."""
    of_pair = Counter(frozenset((meeting.a, meeting.b)) for meeting in meetings)
    for index, lock in enumerate(locked):
        number = of_pair[frozenset((lock.a, lock.b))]
        if number != 1:
            yield Fault(
                f"locked[{index}]",
                f'"{lock.a}" and "{lock.b}" have {number} of the given meetings.',
                "Lock pairs with one meeting; say the slot in meetings[..].slots otherwise.",
            )
