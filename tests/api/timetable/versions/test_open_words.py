"""What a version says: reasons are the same whoever was suggested to whom."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.timetable.versions.open_words import NONE_FOUND, open_certificate, open_reason
from scheduling.explain.shortfalls import NOT_LOOKED_FOR, list_unmet
from scheduling.problem import Attendee, Meeting, Pairs, Problem, Schedule, Slot
from scheduling.state.loading import load_schedule
from tests.strategies import problems, pruned, schedules

SLOTS = (Slot("s0", 0, 15), Slot("s1", 20, 35))


def _reasons(problem: Problem, schedule: Schedule) -> dict[str, str]:
    found = list_unmet(load_schedule(problem, schedule))
    return {unmet.attendee: open_reason(unmet.reason) for unmet in found}


def _without(problem: Problem, dropped: set[int]) -> Problem:
    kept = np.array([n not in dropped for n in range(len(problem.pairs))], bool)
    pairs = problem.pairs
    fewer = Pairs(pairs.a[kept], pairs.b[kept], pairs.score[kept])
    return dataclasses.replace(problem, pairs=fewer)


@pytest.mark.parametrize(
    ("slots", "said"),
    [(("s0",), "They meet in every slot in which they are there (1)."), (None, NONE_FOUND)],
)
def test_a_last_suggestion_that_was_refused_changes_no_reason(
    slots: tuple[str, ...] | None, said: str
) -> None:
    ann = Attendee("ann", min_meetings=2, available=slots)
    pairs = Pairs(np.array([0, 0], np.int32), np.array([1, 2], np.int32), np.array([0.5, 0.5]))
    problem = Problem((ann, Attendee("ben"), Attendee("cat")), SLOTS, pairs=pairs)
    held = Schedule((Meeting("s0", "ann", "ben"),))
    assert _reasons(problem, held) == {"ann": said}
    assert _reasons(_without(problem, {1}), held) == {"ann": said}


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_pairs_that_do_not_meet_change_no_reason(data: st.DataObject) -> None:
    problem = data.draw(problems(needed={"min_meetings"}, most_people=5))
    schedule = pruned(problem, data.draw(schedules(problem)))
    held = {frozenset((m.team_a or m.a, m.team_b or m.b)) for m in schedule.meetings}
    names = problem.parties
    idle = [
        n
        for n, (a, b) in enumerate(zip(problem.pairs.a, problem.pairs.b, strict=True))
        if frozenset((names[a], names[b])) not in held
    ]
    fewer = _without(problem, set(data.draw(st.lists(st.sampled_from(idle)))) if idle else set())
    assert _reasons(fewer, schedule) == _reasons(problem, schedule)


@pytest.mark.parametrize(
    "reason",
    [
        "Everybody suggested meets them.",
        "ann has as many meetings a day as allowed (2).",
        "They have as many meetings as allowed (1). Not with cat.",
        "",
    ],
)
def test_no_other_reason_leaves_the_site(reason: str) -> None:
    stored = {"unmet": [{"attendee": "ann", "wanted": 2, "got": 1, "reason": reason}]}
    assert open_certificate(stored)["unmet"][0]["reason"] == NONE_FOUND
    assert open_reason(NOT_LOOKED_FOR) == NOT_LOOKED_FOR
