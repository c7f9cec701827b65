"""Repair: any change of the day gives a valid schedule, leaves alone what it can, and says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.formats.problem import problem_document
from api.formats.schedule_file import meeting_document
from scheduling.problem import (
    Attendee,
    Lock,
    Meeting,
    MustMeet,
    Objective,
    Pairs,
    Problem,
    Schedule,
    Slot,
    Table,
)
from scheduling.repair.changes import (
    Accepted,
    Cancelled,
    ChangeRefused,
    DayChange,
    Delayed,
    EarlyLeave,
    LateArrival,
    NoShow,
    SlotsLost,
    TableClosed,
    WalkIn,
)
from scheduling.repair.repair import RepairResult, repair
from scheduling.solve import solve
from tests.checker import Checker, broken_rules
from tests.strategies import day_changes, given_problems, problems, pruned, schedules


def documents(result: RepairResult) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    meetings = [meeting_document(m) for m in result.schedule.meetings]
    return problem_document(result.problem), meetings


def parties(meeting: Meeting) -> tuple[frozenset[str], str]:
    return frozenset((meeting.team_a or meeting.a, meeting.team_b or meeting.b)), meeting.slot


@st.composite
def repairs(draw: st.DrawFn) -> tuple[Problem, Schedule, list[DayChange], float | None]:
    problem = draw(problems() | given_problems())
    schedule = pruned(problem, draw(schedules(problem)))
    now = draw(st.none() | st.sampled_from([s.start for s in problem.slots]))
    return problem, schedule, draw(day_changes(problem)), now


def repaired(
    case: tuple[Problem, Schedule, list[DayChange], float | None], notice: float = 0.0
) -> RepairResult | None:
    problem, schedule, changes, now = case
    try:
        return repair(problem, schedule, changes, now=now, notice=notice)
    except ChangeRefused:  # pairs kept apart, or a delay into the next day
        return None


@given(repairs(), st.sampled_from([0.0, 20.0]))
@settings(max_examples=150, deadline=None)
def test_the_repaired_schedule_keeps_every_rule(
    case: tuple[Problem, Schedule, list[DayChange], float | None], notice: float
) -> None:
    result = repaired(case, notice)
    if result is None:
        return
    assert result.certificate.verified
    assert not broken_rules(*documents(result))


@given(repairs(), st.sampled_from([0.0, 20.0]))
@settings(max_examples=100, deadline=None)
def test_what_has_begun_or_is_near_is_never_moved(
    case: tuple[Problem, Schedule, list[DayChange], float | None], notice: float
) -> None:
    problem, schedule, changes, now = case
    result = repaired(case, notice)
    if result is None or now is None:
        return
    near = {s.id for s in problem.slots if s.start < now + notice}
    before = {m for m in schedule.meetings if m.slot in near}
    after = {m for m in result.schedule.meetings if m.slot in near}
    # Nothing new in there, except another table where the own one was closed, or another
    # name for a team that sits together without one who did not come.
    assert {parties(m) for m in after - before} <= {parties(m) for m in before - after}
    closed = any(isinstance(c, TableClosed) for c in changes)
    together = any(t.together for t in problem.teams)
    assert closed or together or not after - before
    # What is gone had to go: it breaks a rule of the changed problem.
    document, _ = documents(result)
    for meeting in before - after:
        alone = broken_rules(document, [meeting_document(meeting)])
        assert alone - {"must meet", "locked"} or closed or together


@given(repairs())
@settings(max_examples=100, deadline=None)
def test_the_report_is_the_difference(
    case: tuple[Problem, Schedule, list[DayChange], float | None],
) -> None:
    problem, schedule, _, _ = case
    result = repaired(case)
    if result is None:
        return
    new = set(schedule.meetings)
    for change in result.changes:
        new -= {change.before}
        new |= {change.after} - {None}
    assert new == set(result.schedule.meetings)
    late = {s.id for o, s in zip(problem.slots, result.problem.slots, strict=True) if s != o}
    old_agendas, agendas = (
        agendas_of(problem, schedule),
        agendas_of(result.problem, result.schedule),
    )
    for who, agenda in agendas.items():
        told = [n for n in result.notices if n.attendee == who]
        changed = agenda != old_agendas.get(who, set()) or any(m.slot in late for m in agenda)
        assert bool(told) == changed
        assert all(n.words.endswith(".") for n in told)
    assert len(set(result.moved)) == len(result.moved)


def agendas_of(problem: Problem, schedule: Schedule) -> dict[str, set[Meeting]]:
    judge = Checker(problem_document(problem), [meeting_document(m) for m in schedule.meetings])
    agendas: dict[str, set[Meeting]] = {a.id: set() for a in problem.attendees}
    for meeting in schedule.meetings:
        for who in judge.everybody(meeting_document(meeting)):
            agendas[who].add(meeting)
    return agendas


@given(repairs())
@settings(max_examples=40, deadline=None)
def test_the_same_changes_give_the_same_schedule(
    case: tuple[Problem, Schedule, list[DayChange], float | None],
) -> None:
    one, other = repaired(case), repaired(case)
    assert (one is None) == (other is None)
    assert one is None or other is None or one.schedule == other.schedule


@given(repairs())
@settings(max_examples=60, deadline=None)
def test_nobody_stays_short_beside_a_free_place(
    case: tuple[Problem, Schedule, list[DayChange], float | None],
) -> None:
    result = repaired(case)
    if result is None or result.problem.objective.mode != "select":
        return
    document, meetings = documents(result)
    judge = Checker(document, meetings)
    now = case[3]
    open_slots = {s.id for s in case[0].slots if now is None or s.start >= now}
    wished = {frozenset((p["a"], p["b"])) for p in document.get("pairs", [])}
    missing = judge.missing()
    for pair in sorted(map(sorted, wished)) if missing else ():
        for extra in judge.ways(*pair):
            if extra["slot"] in open_slots:
                more = Checker(document, [*meetings, extra])
                assert more.broken() or more.missing() >= missing


# Examples: six people, three slots, everybody may meet everybody.

PEOPLE = [f"p{i}" for i in range(6)]
ROUNDS = {
    "s0": [("p0", "p1"), ("p2", "p3"), ("p4", "p5")],
    "s1": [("p0", "p2"), ("p1", "p4"), ("p3", "p5")],
    "s2": [("p0", "p3"), ("p1", "p5"), ("p2", "p4")],
}


def evening(least: int = 0, tables: int = 3, **rules: object) -> Problem:
    a, b = np.triu_indices(6, 1)
    score = 1.0 - 0.01 * np.arange(len(a))
    return Problem(
        attendees=tuple(Attendee(p, min_meetings=least) for p in PEOPLE),
        slots=tuple(Slot(f"s{t}", 20 * t, 20 * t + 15) for t in range(3)),
        tables=tuple(Table(f"t{k}") for k in range(tables)),
        pairs=Pairs(a.astype(np.int32), b.astype(np.int32), score),
        **rules,  # type: ignore[arg-type]
    )


def published(*without: str) -> Schedule:
    return Schedule(
        tuple(
            Meeting(slot, a, b, f"t{k}")
            for slot, pairs in ROUNDS.items()
            for k, (a, b) in enumerate(pairs)
            if f"{a} {b}" not in without
        )
    )


def pairs_in(schedule: Schedule, slot: str) -> set[tuple[str, str]]:
    return {(m.a, m.b) for m in schedule.meetings if m.slot == slot}


def test_partners_of_a_no_show_meet_each_other() -> None:
    result = repair(evening(), published(), [NoShow("p0")], now=0.0)
    # s0 has begun; p0's partners of s1 and s2, p2 and p3, are idle at different times.
    assert pairs_in(result.schedule, "s0") == {("p2", "p3"), ("p4", "p5")}
    assert result.moved == ()
    assert set(result.lost) == {"p0", "p1", "p2", "p3"}
    two = repair(evening(), published(), [NoShow("p0"), NoShow("p1")])
    assert ("p2", "p4") in pairs_in(two.schedule, "s2")
    assert pairs_in(two.schedule, "s1") == {("p3", "p5"), ("p2", "p4")} - {("p2", "p4")}
    assert two.moved == ()


def test_who_is_told_what() -> None:
    result = repair(evening(), published(), [NoShow("p0")])
    told = {(n.attendee, n.kind, n.other): n.words for n in result.notices}
    assert told["p1", "off", "p0"] == (
        "Your meeting with p0 in slot s0 falls away. p0 is not there."
    )


def test_a_guarantee_moves_as_few_as_it_must() -> None:
    # p0 and p1 may meet p2 only, who is free in s1. p0 has p2 in s0, where alone p1 is there.
    people = [Attendee("p0", 1), Attendee("p1", 1, available=("s0",)), Attendee("p2")]
    problem = Problem(
        attendees=tuple(people),
        slots=evening().slots,
        pairs=Pairs(np.array([0], np.int32), np.array([2], np.int32), np.ones(1)),
    )
    old = Schedule((Meeting("s0", "p0", "p2"),))
    result = repair(problem, old, [Accepted("p1", "p2")])
    assert not result.certificate.unmet
    assert pairs_in(result.schedule, "s0") == {("p1", "p2")}
    assert result.moved == ("p0",)


def test_an_accepted_request_makes_room_for_itself() -> None:
    result = repair(evening(least=2), published(), [Accepted("p0", "p4")])
    assert any((m.a, m.b) == ("p0", "p4") for m in result.schedule.meetings)
    assert not result.certificate.unplaced
    assert set(result.moved) <= {"p1", "p2", "p3", "p5"}


def test_a_closed_table_moves_meetings_to_another_one_in_their_slot() -> None:
    result = repair(evening(tables=4), published(), [TableClosed("t1", ("s1",))])
    assert [m.table for m in result.schedule.meetings if (m.a, m.b) == ("p1", "p4")] == ["t3"]
    assert {n.kind for n in result.notices} == {"table"}
    assert result.moved == ()


def test_a_closed_table_without_another_one_costs_a_meeting_at_most() -> None:
    result = repair(evening(), published(), [TableClosed("t1", ("s1",))])
    assert len(result.schedule) == 8
    assert result.moved == ()


def test_a_walk_in_gets_a_guarantee() -> None:
    guest = Attendee("guest", min_meetings=2)
    pairs = (("p0", 0.9), ("p1", 0.8), ("p4", 0.7))
    result = repair(evening(), published("p0 p1", "p1 p4"), [WalkIn(guest, pairs)])
    assert sum("guest" in (m.a, m.b) for m in result.schedule.meetings) == 2
    assert result.moved == ()


def test_a_delay_shifts_the_day_and_loses_its_end() -> None:
    result = repair(evening(), published(), [Delayed(10, "s1", closing=60)], now=15.0)
    assert [s.start for s in result.problem.slots] == [0, 30, 50]
    assert not pairs_in(result.schedule, "s2")
    assert pairs_in(result.schedule, "s1") == set(ROUNDS["s1"])
    kinds = {(n.kind, n.cause) for n in result.notices}
    assert ("delayed", "The delay is 10 minutes.") in kinds
    assert "off" in {kind for kind, _ in kinds}


def test_a_hard_wish_that_became_impossible_is_reported() -> None:
    problem = evening(must_meet=(MustMeet("p0", "p1"),), locked=(Lock("p2", "p3", "s0"),))
    changes = [SlotsLost(("s0",)), LateArrival("p0", "s2"), EarlyLeave("p1", "s2")]
    result = repair(problem, published(), changes)
    assert [(u.a, u.b, u.reason) for u in result.certificate.unplaced] == [
        ("p0", "p1", "They have no common slot.")
    ]
    assert any((m.a, m.b) == ("p2", "p3") for m in result.schedule.meetings)


@pytest.mark.parametrize(
    "change",
    [
        NoShow("nobody"),
        NoShow("p0", "never"),
        LateArrival("p0", "never"),
        EarlyLeave("nobody", "s0"),
        TableClosed("nowhere"),
        TableClosed("t0", ("never",)),
        Delayed(5, "never"),
        Delayed(0, "s0"),
        SlotsLost(("never",)),
        WalkIn(Attendee("p0")),
        WalkIn(Attendee("guest"), (("nobody", 1.0),)),
        Cancelled("p0", "nobody"),
        Accepted("nobody", "p0"),
        Accepted("p0", "p0"),
    ],
    ids=repr,
)
def test_a_change_that_makes_no_sense_is_refused_in_words(change: DayChange) -> None:
    with pytest.raises(ChangeRefused, match=r"\."):
        repair(evening(), published(), [change])


def test_a_request_of_two_kept_apart_is_refused() -> None:
    problem = evening(never_meet=(("p1", "p0"),))
    with pytest.raises(ChangeRefused, match="kept apart"):
        repair(problem, published("p0 p1"), [Accepted("p0", "p1")])


def test_the_old_prices_still_bound_the_repaired_schedule() -> None:
    for fairness in (0.0, 0.5, 1.0):
        problem = evening(least=1, objective=Objective(fairness=fairness))
        solved = solve(problem)
        guest = WalkIn(Attendee("guest", min_meetings=1), (("p0", 0.9), ("p1", 0.8)))
        result = repair(
            problem,
            solved.schedule,
            [NoShow("p5"), TableClosed("t2"), guest],
            certificate=solved.certificate,
        )
        certificate = result.certificate
        assert "bound" in certificate.checks
        assert certificate.objective is not None
        assert certificate.bound is not None
        assert certificate.objective <= certificate.bound <= 1.2 * (solved.certificate.bound or 0)


def test_a_reason_speaks_of_the_time_that_is_left() -> None:
    problem = Problem(
        attendees=(Attendee("a", min_meetings=1), Attendee("b", available=("s1",))),
        slots=(Slot("s1", 0, 20), Slot("s2", 20, 40)),
        pairs=Pairs(np.array([0], np.int32), np.array([1], np.int32), np.array([1.0])),
    )
    (short,) = repair(problem, Schedule(()), [], now=10).certificate.unmet
    assert short.reason == "They have no common slot with any further partner."
    assert repair(problem, Schedule(()), []).certificate.unmet == ()
