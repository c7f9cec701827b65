"""Team balance: meetings of a team are fairly split; where they are not, it is told and why."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.certificate import Certificate
from scheduling.explain.team_balance import balance_teams, list_uneven
from scheduling.problem import (
    Attendee,
    Lock,
    Meeting,
    Objective,
    Pairs,
    Problem,
    Schedule,
    Slot,
    Team,
)
from scheduling.solve import solve
from scheduling.state.loading import load_schedule
from scheduling.stop import Never
from scheduling.verify.verification import NotVerified, examine, verify


def slots_of(count: int) -> tuple[Slot, ...]:
    return tuple(Slot(f"s{t}", 20.0 * t, 20.0 * t + 20) for t in range(count))


def sat(schedule: Schedule, team: Team) -> Counter[str]:
    """How many of the team's meetings each member sits in."""
    seats = Counter(dict.fromkeys(team.members, 0))
    for m in schedule.meetings:
        seats.update(who for who, of in ((m.a, m.team_a), (m.b, m.team_b)) if of == team.id)
    return seats


@st.composite
def delegations(draw: st.DrawFn) -> Problem:
    """Draw one or two teams whose members are free, and partners with limits of their own."""
    slots = slots_of(draw(st.integers(1, 5)))
    ids = [s.id for s in slots]
    teams, people = [], []
    for k in range(draw(st.integers(1, 2))):
        members = tuple(f"t{k}m{i}" for i in range(draw(st.integers(2, 4))))
        teams.append(Team(f"team{k}", members, spread=draw(st.sampled_from([1, 1, 2]))))
        people += [Attendee(m) for m in members]
    partners = [
        Attendee(
            f"p{i}",
            available=tuple(s for s in ids if draw(st.integers(0, 3))),
            max_meetings=draw(st.sampled_from([None, 1])),
        )
        for i in range(draw(st.integers(1, 7)))
    ]
    people += partners
    n = len(people)
    met = [(i, n + k) for i in range(n - len(partners), n) for k in range(len(teams))]
    a, b = np.array(met, np.int32).T
    score = np.array([draw(st.sampled_from([0.25, 0.5, 1.0])) for _ in met])
    fairness = draw(st.sampled_from([0.0, 0.5, 1.0]))
    return Problem(
        tuple(people),
        slots,
        pairs=Pairs(a, b, score),
        teams=tuple(teams),
        objective=Objective(fairness=fairness),
    )


@given(delegations())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_free_members_with_room_enough_keep_the_spread(problem: Problem) -> None:
    result = solve(problem)
    assert result.certificate.uneven == ()
    for team in problem.teams:
        numbers = sat(result.schedule, team).values()
        assert team.spread is not None
        assert max(numbers) - min(numbers) <= team.spread


def delegation(*free: tuple[str, ...]) -> Problem:
    """A team of members who are there in these slots; one partner a slot, each only there then."""
    slots = slots_of(3)
    members = tuple("abc"[: len(free)])
    people = [Attendee(m, available=there) for m, there in zip(members, free, strict=True)]
    people += [Attendee(f"p{t}", available=(f"s{t}",)) for t in range(3)]
    n = len(people)
    pairs = Pairs(np.arange(n - 3, n, dtype=np.int32), np.full(3, n, np.int32), np.ones(3))
    return Problem(tuple(people), slots, pairs=pairs, teams=(Team("firm", members),))


def test_a_meeting_is_passed_on_along_a_chain() -> None:
    every = ("s0", "s1", "s2")
    problem = delegation(every, every, ("s0",))
    schedule = Schedule(
        tuple(
            Meeting(f"s{t}", who, f"p{t}", team_a="firm") for t, who in enumerate(("b", "a", "a"))
        )
    )
    state = load_schedule(problem, schedule)
    balance_teams(state, 0b111, Never())
    assert sat(state.schedule(), problem.teams[0]) == {"a": 1, "b": 1, "c": 1}
    assert not examine(problem, state.schedule()).violations


def test_what_is_fixed_stays_with_who_has_it() -> None:
    problem = delegation(("s0", "s1", "s2"), ("s0", "s1", "s2"))
    held = Schedule(tuple(Meeting(f"s{t}", "a", f"p{t}", team_a="firm") for t in range(3)))
    state = load_schedule(problem, held)
    for each in state.held.values():
        each.fixed = True
    balance_teams(state, 0b111, Never())
    assert sat(state.schedule(), problem.teams[0]) == {"a": 3, "b": 0}
    assert [(u.team, u.apart) for u in list_uneven(state)] == [("firm", 3)]


def test_who_is_hardly_there_is_named_and_verification_wants_it_told() -> None:
    problem = delegation(("s0", "s1", "s2"), ())
    result = solve(problem)
    (uneven,) = result.certificate.uneven
    assert (uneven.team, uneven.spread, uneven.apart) == ("firm", 1, 3)
    assert "b sits in 0, a in 3" in uneven.reason
    assert "b is not there" in uneven.reason
    silent = dataclasses.replace(result.certificate, uneven=())
    with pytest.raises(NotVerified, match="firm are 3 meetings apart"):
        verify(problem, result.schedule, silent)
    wide = dataclasses.replace(problem, teams=(Team("firm", ("a", "b"), spread=None),))
    with pytest.raises(NotVerified, match="which is not so"):
        verify(wide, result.schedule, result.certificate)


def test_nobody_loses_a_guaranteed_meeting_to_the_split() -> None:
    every = ("s0", "s1", "s2")
    problem = delegation(every, every)
    people = (dataclasses.replace(problem.attendees[0], min_meetings=3), *problem.attendees[1:])
    problem = dataclasses.replace(problem, attendees=people)
    result = solve(problem)
    assert result.certificate.unmet == ()
    assert sat(result.schedule, problem.teams[0]) == {"a": 3, "b": 0}
    assert "guarantee" in result.certificate.uneven[0].reason


def test_a_lock_holds_the_time_while_the_seat_is_passed_on() -> None:
    every = ("s0", "s1", "s2")
    problem = delegation(every, every)
    locks = tuple(Lock("firm", f"p{t}", f"s{t}") for t in range(3))
    problem = dataclasses.replace(problem, locked=locks)
    result = solve(problem)
    assert {m.slot for m in result.schedule.meetings} == set(every)
    assert sorted(sat(result.schedule, problem.teams[0]).values()) == [1, 2]
    assert list_uneven(load_schedule(problem, result.schedule)) == ()
    claim = Certificate(None, None, None, "feasible")
    assert verify(problem, result.schedule, claim).verified
