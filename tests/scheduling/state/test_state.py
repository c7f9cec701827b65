"""A state takes steps back without a trace, and lets in just what plain loops let in."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from api.formats.problem import problem_document
from api.formats.schedule_file import meeting_document
from scheduling.problem import Attendee, Meeting, Pairs, Problem, Schedule, Slot
from scheduling.state.ejection_chain import EjectionChain
from scheduling.state.feasibility import blocked_by, kept_apart_by
from scheduling.state.loading import load_schedule
from scheduling.state.state import Placement, ScheduleState
from tests.checker import broken_rules
from tests.strategies import given_problems, problems, pruned, schedules

# Each has its turn; None is for given meetings.
RULES = ("max_consecutive", "max_per_day", "group_caps", "teams", "before", "hosts", "zones", None)


@st.composite
def states(draw: st.DrawFn) -> ScheduleState:
    rule = draw(st.sampled_from(RULES))
    problem: Problem = draw(problems(needed={rule}) if rule else given_problems())
    return load_schedule(problem, pruned(problem, draw(schedules(problem))))


def picture(state: ScheduleState) -> Any:
    room = state.room
    return (
        state.schedule(),
        list(state.busy),
        list(state.count),
        list(state.team_count),
        {key: met for key, met in state.met.items() if met},
        [set(free) for free in room._free],
    )


@given(states(), st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_put_up_and_taken_down_leaves_no_trace(
    state: ScheduleState, data: st.DataObject
) -> None:
    free = [c for c in range(len(state.activities)) if c not in state.held]
    assume(free)
    before, mark = picture(state), state.mark()
    activity = data.draw(st.sampled_from(free))
    chain = EjectionChain(state, (1 << len(state.problem.slots)) - 1, 500)
    placed = chain.place([activity], data.draw(st.integers(0, 2)), drop=True)
    if placed is None:
        assert picture(state) == before
        return
    assert state.held[activity] is placed
    state.back(mark)
    assert picture(state) == before
    lineup = next(state.activities.lineups(activity))
    slots = [t for t in range(len(state.problem.slots)) if blocked_by(state, lineup, t) is None]
    for t in slots:
        state.take(state.put(lineup, t))
        assert picture(state) == before


@given(states())
@settings(max_examples=40, deadline=None)
def test_a_place_is_free_where_the_meeting_breaks_no_rule(state: ScheduleState) -> None:
    document = problem_document(state.problem)
    if state.problem.meetings:
        document["objective"] = {"mode": "all_meetings", "partial": True}
    meetings = [meeting_document(m) for m in state.schedule().meetings]
    before = broken_rules(document, meetings)
    free = [c for c in range(len(state.activities)) if c not in state.held]
    for lineup in [w for c in free for w in state.activities.lineups(c)]:
        for t in range(len(state.problem.slots)):
            block = kept_apart_by(state, lineup) or blocked_by(state, lineup, t)
            if block is None:
                placed = state.put(lineup, t)
                added = meeting_document(state.meeting(placed))
                state.take(placed)
                assert not broken_rules(document, [*meetings, added]) - before
            elif block.rule not in ("tables", "locked"):
                for table in range(len(state.problem.tables)) or (-1,):
                    added = meeting_document(state.meeting(Placement(lineup, t, table)))
                    broken = broken_rules(document, [*meetings, added])
                    # The checker counts the order of given meetings among what is given.
                    assert block.rule in broken or (
                        block.rule == "before" and "given meetings" in broken
                    )


def test_who_needs_a_pause_gets_one() -> None:
    people = (Attendee("ann", max_consecutive=1), Attendee("ben"), Attendee("cat"))
    slots = (Slot("s0", 0, 15), Slot("s1", 20, 35), Slot("s2", 60, 75))
    pairs = Pairs(np.array([0, 0], np.int32), np.array([1, 2], np.int32), np.array([0.5, 0.5]))
    held = Schedule((Meeting("s0", "ann", "ben"),))
    state = load_schedule(Problem(people, slots, pairs=pairs), held)
    lineup = next(state.activities.lineups(1))
    blocks = [blocked_by(state, lineup, t) for t in range(3)]
    assert [block and block.rule for block in blocks] == [
        "one meeting at a time",
        "most in a row",
        None,
    ]
