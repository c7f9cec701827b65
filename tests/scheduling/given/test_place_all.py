"""Place all: all given meetings placed; fewest breaks by brute force; clashes that are real."""

from __future__ import annotations

import itertools
import random

import pytest

from scheduling.given.conflict import find_conflict
from scheduling.given.place_all import place_all
from scheduling.problem import Attendee, GivenMeeting, Objective, Problem, Slot, Table
from scheduling.stop import MaxRuntime, Never


def random_problem(seed: int, *, partial: bool = False) -> Problem:
    """Five people, four slots, five meetings, some limits."""
    dice = random.Random(seed)
    slots = tuple(Slot(f"s{t}", 20.0 * t, 20.0 * t + 20) for t in range(4))
    people = tuple(
        Attendee(
            name,
            available=tuple(s.id for s in slots if dice.random() < 0.8),
        )
        for name in "abcde"
    )
    pairs = dice.sample(list(itertools.combinations("abcde", 2)), 5)
    meetings = tuple(
        GivenMeeting(
            f"m{k}",
            a,
            b,
            slots=("s0", "s1") if dice.random() < 0.15 else None,
            after=(f"m{k - 1}",) if k and dice.random() < 0.2 else (),
            priority=float(dice.randint(1, 3)),
        )
        for k, (a, b) in enumerate(pairs)
    )
    spread = dice.choice([None, 0, 1])
    return Problem(
        people,
        slots,
        tuple(Table(f"t{k}") for k in range(dice.randint(1, 2))),
        meetings=meetings,
        objective=Objective("all_meetings", break_spread=spread, partial=partial),
    )


def brute_force(problem: Problem) -> int | None:
    """Fewest breaks over all ways to place the meetings; None if there is no way."""
    number = {s.id: t for t, s in enumerate(problem.slots)}
    free = {
        a.id: {number[s] for s in (number if a.available is None else a.available)}
        for a in problem.attendees
    }
    best = None
    for way in itertools.product(range(len(number)), repeat=len(problem.meetings)):
        at = dict(zip((m.id for m in problem.meetings), way, strict=True))
        if any(
            t not in free[m.a] & free[m.b]
            or (m.slots is not None and problem.slots[t].id not in m.slots)
            or any(at[first] >= t for first in m.after)
            for m, t in zip(problem.meetings, way, strict=True)
        ):
            continue
        if any(way.count(t) > len(problem.tables) for t in way):
            continue
        days: dict[str, list[int]] = {a.id: [] for a in problem.attendees}
        for m, t in zip(problem.meetings, way, strict=True):
            days[m.a].append(t)
            days[m.b].append(t)
        if any(len(set(own)) < len(own) for own in days.values()):
            continue
        breaks = [
            sum(two - one > 1 for one, two in itertools.pairwise(sorted(own)))
            for own in days.values()
        ]
        spread = problem.objective.break_spread
        if spread is not None and max(breaks) - min(breaks) > spread:
            continue
        best = sum(breaks) if best is None else min(best, sum(breaks))
    return best


@pytest.mark.parametrize("seed", range(40))
def test_it_finds_the_fewest_breaks_and_knows_when_there_is_no_way(seed: int) -> None:
    problem = random_problem(seed)
    expected = brute_force(problem)
    result = place_all(problem)
    if expected is None:
        assert result.certificate.status == "infeasible"
        assert len(result.certificate.clash) >= 2
    else:
        assert result.certificate.objective == expected
        assert result.certificate.status == "optimal"
        assert result.certificate.verified
        assert len(result.schedule) == len(problem.meetings)


@pytest.mark.parametrize("seed", range(10))
def test_partial_places_what_it_can_and_says_what_not(seed: int) -> None:
    problem = random_problem(seed, partial=True)
    result = place_all(problem)
    assert result.certificate.verified
    assert len(result.schedule) + len(result.certificate.unplaced) == len(problem.meetings)
    assert all(left.reason for left in result.certificate.unplaced)
    whole = random_problem(seed)
    if brute_force(whole) is not None:
        assert not result.certificate.unplaced


def test_one_thread_gives_the_same_number_of_breaks() -> None:
    problem = random_problem(3)
    one, two = (place_all(problem, threads=n).certificate.objective for n in (1, 2))
    assert one == two


def test_a_clash_names_the_person_with_too_many_meetings() -> None:
    problem = Problem(
        (Attendee("a", available=("s0",)), Attendee("b"), Attendee("c")),
        (Slot("s0", 0, 20), Slot("s1", 20, 40)),
        meetings=(GivenMeeting("m1", "a", "b"), GivenMeeting("m2", "a", "c")),
        objective=Objective("all_meetings"),
    )
    clash = find_conflict(problem, Never())
    assert any('"a"' in rule for rule in clash)
    assert any("s0" in rule for rule in clash)


def test_a_stop_that_has_come_ends_at_once() -> None:
    result = place_all(random_problem(1), stop=MaxRuntime(0.001))
    assert result.certificate.status in ("feasible", "optimal", "infeasible")
