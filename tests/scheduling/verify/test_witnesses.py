"""Published schedules of the B2B benchmark pass verification; the same, altered, fail.

The data are others': point CONFAB_DATA at a copy (CONTRIBUTING.md).
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from api.formats.dzn import read_dzn
from scheduling.certificate import Certificate
from scheduling.problem import Meeting, Problem, Schedule
from scheduling.seating.seating import seat
from scheduling.verify.verification import NotVerified, examine, verify

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("CONFAB_DATA", ROOT.parent / "shared" / "data")) / "b2b"


def schedules() -> dict[str, Any]:
    file = DATA / "witness" / "schedules.json"
    return dict(json.loads(file.read_text())) if file.exists() else {}


pytestmark = pytest.mark.skipif(
    not schedules(), reason=f"needs the B2B benchmark in {DATA}; set CONFAB_DATA to your copy"
)


def witness(name: str) -> tuple[Problem, Schedule, int]:
    """Instance, seated witness schedule and its number of breaks."""
    problem = read_dzn(DATA / "jair2022" / f"{name}.dzn")
    found = schedules()[name]
    meetings = [
        Meeting(slot=str(slot), a=given.a, b=given.b, id=given.id)
        for given, slot in zip(problem.meetings, found["slot_of_meeting"], strict=True)
    ]
    seating = seat(problem, meetings)
    assert not seating.unseated
    return problem, Schedule(seating.meetings), found["total_breaks"]


def claim(breaks: float) -> Certificate:
    return Certificate(breaks, None, None, "feasible", bound_by="published")


@pytest.mark.parametrize("name", sorted(schedules()))
def test_a_published_schedule_passes(name: str) -> None:
    problem, schedule, breaks = witness(name)
    certificate = verify(problem, schedule, claim(breaks))
    assert certificate.verified
    assert certificate.objective == breaks


def moved(schedule: Schedule, meeting: int, **changes: str) -> Schedule:
    meetings = list(schedule.meetings)
    meetings[meeting] = dataclasses.replace(meetings[meeting], **changes)
    return Schedule(tuple(meetings))


@pytest.mark.parametrize("name", sorted(schedules()))
def test_an_altered_one_fails(name: str) -> None:
    problem, schedule, breaks = witness(name)
    rng = np.random.default_rng(sum(map(ord, name)))
    meetings = schedule.meetings
    one = int(rng.integers(len(meetings)))
    other = next(
        k
        for k in rng.permutation(len(meetings))
        if k != one and {meetings[k].a, meetings[k].b} & {meetings[one].a, meetings[one].b}
    )
    twice = moved(schedule, one, slot=meetings[other].slot)
    neighbour = next(
        m.table for m in meetings if m.slot == meetings[one].slot and m != meetings[one]
    )
    altered = {
        "one meeting at a time": twice,
        "given meetings": Schedule(meetings[:one] + meetings[one + 1 :]),
        "tables": moved(schedule, one, table=neighbour),
    }
    for rule, wrong in altered.items():
        assert rule in {v.rule for v in examine(problem, wrong).violations}
        with pytest.raises(NotVerified):
            verify(problem, wrong, claim(breaks))
    with pytest.raises(NotVerified):
        verify(problem, schedule, claim(breaks + 1))


@pytest.mark.parametrize("name", [n for n in sorted(schedules()) if ".prec" in n])
def test_an_earlier_meeting_put_later_fails(name: str) -> None:
    problem, schedule, _ = witness(name)
    place = {m.id: k for k, m in enumerate(schedule.meetings)}
    then = next(g for g in problem.meetings if g.after)
    wrong = moved(schedule, place[then.after[0]], slot=schedule.meetings[place[then.id]].slot)
    assert any(
        v.rule == "given meetings" and "shall come after" in v.what
        for v in examine(problem, wrong).violations
    )
