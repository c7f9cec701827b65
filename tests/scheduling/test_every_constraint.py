"""Every constraint holds in what the solver makes, judged by the independent checker.

One property a constraint; where hard rules cannot hold together, the solver must say so by the
names of rules that clash.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.formats.problem import problem_document
from api.formats.schedule_file import meeting_document
from scheduling.problem import Attendee, GivenMeeting, Objective, Problem, Slot, Table, Team
from scheduling.result import Result
from scheduling.solve import solve
from scheduling.stop import MaxRuntime
from tests.checker import Checker
from tests.strategies import SELECT, given_problems, problems

# Every field of the model that limits or wishes, and the constraint that its property covers.
# A new field without an entry fails the last test of this file.
FIELDS: dict[type, dict[str, str]] = {
    Attendee: {
        "available": "available",
        "min_meetings": "min_meetings",
        "max_meetings": "max_meetings",
        "groups": "group_caps",
        "group_caps": "group_caps",
        "max_consecutive": "max_consecutive",
        "max_per_day": "max_per_day",
        "min_per_day": "min_per_day",
        "side": "side",
        "table": "hosts",
        "zones": "zones",
    },
    Table: {"zone": "zones", "available": "closed"},
    Slot: {"start": "max_consecutive", "end": "max_consecutive", "day": "max_per_day"},
    Team: {
        "members": "teams",
        "max_meetings": "teams",
        "min_meetings": "teams",
        "together": "together",
        "spread": "teams",
    },
    Problem: {
        "attendees": "available",
        "slots": "available",
        "tables": "tables",
        "pairs": "available",
        "must_meet": "must",
        "never_meet": "never",
        "locked": "locked",
        "before": "before",
        "teams": "teams",
        "meetings": "all_meetings",
        "objective": "fairness",
    },
    GivenMeeting: dict.fromkeys(("a", "b", "slots", "after", "priority"), "all_meetings"),
    Objective: {
        "mode": "all_meetings",
        "fairness": "fairness",
        "shortfall_price": "min_meetings",
        "break_spread": "all_meetings",
        "partial": "all_meetings",
    },
}


def judged(problem: Problem, result: Result) -> Checker:
    """Check what came out: a valid schedule with true claims, or a clash and no schedule."""
    certificate = result.certificate
    meetings = [meeting_document(m) for m in result.schedule.meetings]
    judge = Checker(problem_document(problem), meetings)
    if certificate.status == "infeasible":
        assert not meetings
        assert certificate.clash
        return judge
    assert certificate.verified
    assert judge.broken() == []
    assert certificate.objective == pytest.approx(judge.objective(), abs=1e-6)
    assert {(u.team, u.apart) for u in certificate.uneven} == too_far_apart(problem, meetings)
    return judge


def too_far_apart(problem: Problem, meetings: list[dict[str, Any]]) -> set[tuple[str, int]]:
    """Teams whose members' numbers of its meetings differ by more than the spread, and by what."""
    sat = Counter((m.get(f"team_{side}", ""), m[side]) for m in meetings for side in "ab")
    found = set()
    for team in problem.teams:
        numbers = [sat[team.id, member] for member in team.members]
        apart = max(numbers) - min(numbers)
        if not team.together and team.spread is not None and apart > team.spread:
            found.add((team.id, apart))
    return found


@pytest.mark.parametrize("rule", SELECT)
@given(data=st.data())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_the_solver_holds(rule: str, data: st.DataObject) -> None:
    problem = data.draw(problems(needed={rule}, optional=()))
    judged(problem, solve(problem, stop=MaxRuntime(5)))


@given(problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_solver_holds_any_mix(problem: Problem) -> None:
    judged(problem, solve(problem, stop=MaxRuntime(5)))


@given(given_problems())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_solver_holds_given_meetings(problem: Problem) -> None:
    judged(problem, solve(problem, stop=MaxRuntime(10)))


def test_every_field_has_a_property() -> None:
    properties = {*SELECT, "all_meetings"}
    for model, fields in FIELDS.items():
        names: Any = {f.name for f in dataclasses.fields(model)} - {"id"}
        assert names == set(fields), f"{model.__name__}: say which property covers each field"
        assert set(fields.values()) <= properties
