"""Incumbent: a schedule read as a plan to begin from, where it still is one of the problem's."""

from __future__ import annotations

import numpy as np

from scheduling.arrays.plan import NOWHERE, Plan
from scheduling.arrays.problem_arrays import Arrays
from scheduling.problem import Meeting, Schedule
from scheduling.problem.array_types import Index


def plan_of(arrays: Arrays, schedule: Schedule) -> Plan | None:
    """Place a schedule's meetings; tables do not count.

    Returns
    -------
    Plan or None
        None where a meeting is none that could be held: its people, time or pair are not the
        problem's any more. What the meetings do to each other is for the caller to check.
    """
    edges, problem, n = arrays.edges, arrays.problem, arrays.size
    row = {attendee.id: number for number, attendee in enumerate(problem.attendees)}
    time = {slot.id: t for t, slot in enumerate(problem.slots)}
    low, high = np.minimum(edges.a, edges.b), np.maximum(edges.a, edges.b)
    key = low.astype(np.int64) * n + high
    order = np.argsort(key, kind="stable")
    rising = key[order]
    plan = Plan(arrays)
    for meeting in schedule.meetings:
        one, two, t = row.get(meeting.a), row.get(meeting.b), time.get(meeting.slot)
        if one is None or two is None or t is None:
            return None
        wanted = min(one, two) * n + max(one, two)
        first, last = np.searchsorted(rising, [wanted, wanted + 1])
        edge = _way_to_sit(arrays, order[first:last], meeting)
        if edge is None or plan.slot[edge] != NOWHERE or not arrays.fits[edge, t]:
            return None
        plan.slot[edge] = t
    return plan


def _way_to_sit(arrays: Arrays, alternatives: Index, meeting: Meeting) -> int | None:
    """Choose the edge by which the two sit for the teams that they are said to sit for."""
    edges, parties, n = arrays.edges, arrays.problem.parties, arrays.size
    said = {(meeting.a, meeting.team_a), (meeting.b, meeting.team_b)}
    for edge in alternatives.tolist():
        ends = ((edges.a[edge], edges.party_a[edge]), (edges.b[edge], edges.party_b[edge]))
        if said == {(parties[who], parties[of] if of >= n else "") for who, of in ends}:
            return int(edge)
    return None
