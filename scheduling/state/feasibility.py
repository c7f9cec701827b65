"""Feasibility: the rule that keeps an activity out of a slot."""

from __future__ import annotations

from typing import NamedTuple

from scheduling.arrays.kept_apart import REASONS
from scheduling.state.activities import Lineup
from scheduling.state.state import ScheduleState


class Block(NamedTuple):
    """Why an activity cannot go into a slot.

    Attributes
    ----------
    rule
        Name of the rule, as in `scheduling.verify.verification.RULES`.
    who
        Attendee or party whom it binds, by number; -1 for nobody in particular.
    group
        Of a group cap.
    """

    rule: str
    who: int = -1
    group: str = ""


def kept_apart_by(state: ScheduleState, lineup: Lineup) -> Block | None:
    """Return the rule that keeps apart those who would sit, if any."""
    reason = state.activities.reason_apart(lineup)
    return Block(REASONS[reason]) if reason else None


def blocked_by(state: ScheduleState, lineup: Lineup, slot: int) -> Block | None:
    """Return the first rule that keeps an activity out of a slot; None if it can go there.

    Rules that keep people apart altogether are not looked at: see `kept_apart_by`.
    """
    bit, people = 1 << slot, state.problem.attendees
    if state.activities.slots[lineup.activity] & bit == 0:
        return Block("locked")
    for i in lineup.people:
        if not state.present[i] & bit:
            return Block("present", i)
        if state.busy[i] & bit:
            return Block("one meeting at a time", i)
    for i in lineup.people:
        if state.count[i] >= state.most[i]:
            return Block("most meetings", i)
        person = people[i]
        if person.max_per_day is not None and (
            (state.busy[i] & state.day[slot]).bit_count() >= person.max_per_day
        ):
            return Block("most per day", i)
        if person.max_consecutive is not None and (
            state.run(i, slot).bit_count() > person.max_consecutive
        ):
            return Block("most in a row", i)
    return (
        _full_group(state, lineup)
        or _full_team(state, lineup)
        or _out_of_order(state, lineup.activity, slot)
        or (None if state.room.fits(lineup, slot) else Block("tables"))
    )


def _full_group(state: ScheduleState, lineup: Lineup) -> Block | None:
    people = state.problem.attendees
    for mine, opposite in ((lineup.left, lineup.right), (lineup.right, lineup.left)):
        for i in mine:
            caps = people[i].group_caps
            for g in state.groups(i, opposite) if caps else ():
                if state.met.get((i, g), 0) >= caps[g]:
                    return Block("group caps", i, g)
    return None


def _full_team(state: ScheduleState, lineup: Lineup) -> Block | None:
    n = len(state.problem.attendees)
    for party in (
        int(state.activities.a[lineup.activity]),
        int(state.activities.b[lineup.activity]),
    ):
        if party >= n:
            most = state.problem.teams[party - n].max_meetings
            if most is not None and state.team_count[party - n] >= most:
                return Block("most meetings", party)
    return None


def _out_of_order(state: ScheduleState, activity: int, slot: int) -> Block | None:
    for other in state.earlier.get(activity, ()):
        if other in state.held and state.held[other].slot >= slot:
            return Block("before", int(state.activities.a[other]))
    for other in state.later.get(activity, ()):
        if other in state.held and state.held[other].slot <= slot:
            return Block("before", int(state.activities.a[other]))
    return None
