"""Seating: everybody who can be seated is, at a table that suits, with little walking."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.problem import Attendee, Lock, Meeting, Problem, Schedule, Slot, Table
from scheduling.seating.seating import seat
from scheduling.seating.walking import walking
from scheduling.seating.zone_flow import plan_zones
from scheduling.verify.verification import examine
from tests.strategies import problems, schedules

ROOM_RULES = {"tables", "hosts", "zones"}


def slots(count: int) -> tuple[Slot, ...]:
    return tuple(Slot(f"s{t}", 20 * t, 20 * t + 15) for t in range(count))


def bare(schedule: Schedule) -> list[Meeting]:
    return [dataclasses.replace(m, table="") for m in schedule.meetings]


def most_seated(problem: Problem, meetings: list[Meeting]) -> int:
    """Try every assignment of tables in every slot; the most meetings that break no room rule."""
    total = 0
    for slot in problem.slots:
        here = [m for m in meetings if m.slot == slot.id]
        best = 0
        for tables in itertools.product([None, *problem.tables], repeat=len(here)):
            seated = [
                dataclasses.replace(m, table=t.id)
                for m, t in zip(here, tables, strict=True)
                if t is not None
            ]
            if len(seated) > best:
                found = examine(problem, Schedule(tuple(seated))).violations
                if not {v.rule for v in found} & ROOM_RULES:
                    best = len(seated)
        total += best
    return total


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_as_many_as_possible_get_a_table_that_suits(data: st.DataObject) -> None:
    problem = data.draw(
        problems(needed={"tables"}, optional=("closed", "hosts", "zones", "teams", "together"))
    )
    meetings = bare(data.draw(schedules(problem)))[:6]
    seating = seat(problem, meetings)
    found = examine(problem, Schedule(seating.meetings)).violations
    assert not {v.rule for v in found} & ROOM_RULES
    assert len(seating.meetings) + len(seating.unseated) == len(meetings)
    assert len(seating.meetings) == most_seated(problem, meetings)


def everybody_meets(n: int, rounds: int) -> list[Meeting]:
    """A round robin: nobody meets twice, everybody meets in every slot."""
    circle = list(range(1, n))
    meetings = []
    for t in range(rounds):
        order = [0, *circle[t:], *circle[:t]]
        for i, j in zip(order[: n // 2], reversed(order[n // 2 :]), strict=True):
            meetings.append(Meeting(f"s{t}", f"p{i:04d}", f"p{j:04d}"))
    return meetings


def hall(n: int, rounds: int, **rules: object) -> Problem:
    return Problem(
        attendees=tuple(Attendee(f"p{i:04d}") for i in range(n)),
        slots=slots(rounds),
        tables=tuple(Table(f"t{k}", zone=f"zone {k * 3 // (n // 2)}") for k in range(n // 2)),
        **rules,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("n", [20, 60, 1200])
def test_people_walk_little_more_than_they_must(n: int) -> None:
    problem, meetings = hall(n, 6), everybody_meets(n, 6)
    seating = seat(problem, meetings)
    assert not seating.unseated
    assert seating.steps == walking(problem, seating.meetings)
    # Nobody meets twice, so of two who leave a table at most one can stay: n/2 walk each time.
    least = n // 2 * 5
    rng = np.random.default_rng(7)
    drawn = [rng.permutation(n // 2) for _ in range(6)]
    count = [iter(order) for order in drawn]
    random = [dataclasses.replace(m, table=f"t{next(count[int(m.slot[1:])])}") for m in meetings]
    assert least <= seating.steps < 0.6 * walking(problem, random)


def test_walking_by_hand() -> None:
    problem = Problem(
        attendees=tuple(Attendee(f"p{i}") for i in range(4)),
        slots=(*slots(2), Slot("next", 2000, 2015, "tomorrow")),
        tables=(Table("a1", "a"), Table("a2", "a"), Table("b1", "b")),
    )
    meetings = [
        Meeting("s0", "p0", "p1", "a1"),
        Meeting("s0", "p2", "p3", "b1"),
        Meeting("s1", "p0", "p2", "a2"),
        Meeting("s1", "p1", "p3", "b1"),
        Meeting("next", "p0", "p3", "a1"),
    ]
    # p0: a1 to a2, 1; p1: a1 to b1, 3; p2: b1 to a2, 3; p3 stays; nobody walks overnight.
    assert walking(problem, meetings) == 7


def test_a_named_and_a_locked_table_are_kept() -> None:
    problem = hall(8, 2, locked=(Lock("p0000", "p0001", table="t3"),))
    meetings = [
        Meeting("s0", "p0000", "p0001"),
        Meeting("s0", "p0002", "p0003", table="t1"),
        Meeting("s0", "p0004", "p0005"),
        Meeting("s0", "p0006", "p0007"),
    ]
    seating = seat(problem, meetings)
    assert [m.table for m in seating.meetings[:2]] == ["t3", "t1"]
    assert {m.table for m in seating.meetings} == {"t0", "t1", "t2", "t3"}


def test_large_slots_seat_those_who_need_a_zone_first() -> None:
    n = 1000
    people = tuple(Attendee(f"p{i:04d}", zones=("zone 1",) if i < 150 else ()) for i in range(n))
    problem = dataclasses.replace(hall(n, 3), attendees=people)
    seating = seat(problem, everybody_meets(n, 3))
    assert not seating.unseated
    assert (
        not {v.rule for v in examine(problem, Schedule(seating.meetings)).violations} & ROOM_RULES
    )


def test_without_tables_nobody_is_seated() -> None:
    problem = Problem(attendees=(Attendee("p0"), Attendee("p1")), slots=slots(1))
    meetings = (Meeting("s0", "p0", "p1"),)
    assert seat(problem, meetings).meetings == meetings


def test_a_zone_plan_moves_others_out_of_the_way() -> None:
    # The first need takes zone 0; the second can only use zone 0, so the first must yield.
    allowed = np.array([[True, True], [True, False]])
    flow = plan_zones(allowed, np.array([2, 2]), np.array([2, 2]))
    assert flow.tolist() == [[0, 2], [2, 0]]
    assert plan_zones(allowed, np.array([3, 3]), np.array([2, 2])).sum() == 4
