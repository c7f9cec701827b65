"""Loading: put a schedule up as a state, and tell which meetings have no place any more."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduling.problem import Meeting, Problem, Schedule
from scheduling.problem.timeline import slot_numbers
from scheduling.state.activities import Lineup
from scheduling.state.feasibility import blocked_by, kept_apart_by
from scheduling.state.state import ScheduleState


def load_schedule(problem: Problem, schedule: Schedule) -> ScheduleState:
    """Return a state with a schedule's meetings.

    Raises
    ------
    ValueError
        If a meeting breaks a rule; `scheduling.verify.verification` says which and why.
    """
    state = ScheduleState(problem)
    fallen = load_meetings(state, schedule.meetings)
    if fallen:
        m = fallen[0]
        raise ValueError(f"{m.a} and {m.b} cannot meet in slot {m.slot}: verify the schedule.")
    return state


def load_meetings(state: ScheduleState, meetings: Iterable[Meeting]) -> list[Meeting]:
    """Put meetings up where they stand, in order; return those that no rule lets stand.

    A meeting whose table alone is the matter gets another one in its slot if one is free.
    """
    party = {p: k for k, p in enumerate(state.problem.parties)}
    slot = slot_numbers(state.problem.slots)
    table = {t.id: k for k, t in enumerate(state.problem.tables)}
    find = _Finder(state, party)
    fallen, homeless = [], []
    for meeting in meetings:
        lineup, t = _lineup(state, party, find, meeting), slot[meeting.slot]
        if lineup is None or kept_apart_by(state, lineup) or blocked_by(state, lineup, t):
            fallen.append(meeting)
        elif state.room.suits(lineup, t, table.get(meeting.table, -1)):
            state.put(lineup, t, table.get(meeting.table, -1)).published = meeting
        else:
            homeless.append((meeting, lineup, t))
    for meeting, lineup, t in homeless:
        if blocked_by(state, lineup, t) is None:
            state.put(lineup, t)
        else:
            fallen.append(meeting)
    return fallen


def find_activity(state: ScheduleState, a: str, b: str) -> int | None:
    """Return the activity of two parties, one that is not on the state if there are several."""
    party = {p: k for k, p in enumerate(state.problem.parties)}
    wanted = {party[a], party[b]}
    activities = [
        c
        for c in state.activities.of(party[a])
        if {int(state.activities.a[c]), int(state.activities.b[c])} == wanted
    ]
    return min(activities, key=lambda c: c in state.held, default=None)


class _Finder:
    """Finds the activity of a meeting: by its id where meetings are given, else by its parties."""

    def __init__(self, state: ScheduleState, party: dict[str, int]) -> None:
        activities = state.activities
        self._party = party
        self._by_id = {name: c for c, name in enumerate(activities.ids)}
        self._by_pair: dict[int, int] = {}
        if state.problem.objective.mode == "select":
            keys = np.minimum(activities.a, activities.b) * len(party) + np.maximum(
                activities.a, activities.b
            )
            self._by_pair = dict(zip(keys.tolist(), range(len(keys)), strict=True))

    def activity(self, meeting: Meeting) -> int | None:
        if meeting.id:
            return self._by_id.get(meeting.id)
        x = self._party[meeting.team_a or meeting.a]
        y = self._party[meeting.team_b or meeting.b]
        return self._by_pair.get(min(x, y) * len(self._party) + max(x, y))


def _lineup(
    state: ScheduleState, party: dict[str, int], find: _Finder, meeting: Meeting
) -> Lineup | None:
    activity = find.activity(meeting)
    if activity is None:
        return None
    seat = {
        party[meeting.team_a or meeting.a]: party[meeting.a],
        party[meeting.team_b or meeting.b]: party[meeting.b],
    }
    sides = []
    for number in (int(state.activities.a[activity]), int(state.activities.b[activity])):
        choices = state.activities.seats[number]
        sides.append(next((c for c in choices if seat[number] in c), choices[0]))
    return Lineup(activity, sides[0], sides[1])
