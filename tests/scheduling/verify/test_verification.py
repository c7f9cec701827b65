"""Verification against the independent checker: same rules broken, same objective, valid bounds."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.formats.problem import problem_document
from api.formats.schedule_file import meeting_document
from scheduling.certificate import Certificate, Dual, Unmet, Unplaced
from scheduling.problem import Attendee, Meeting, MustMeet, Pairs, Problem, Schedule, Slot
from scheduling.verify.verification import NotVerified, examine, verify
from tests.checker import Checker
from tests.strategies import SELECT, given_problems, problems, pruned, schedules

NO_CLAIMS = Certificate(None, None, None, "feasible")


def checker(problem: Problem, schedule: Schedule) -> Checker:
    return Checker(problem_document(problem), [meeting_document(m) for m in schedule.meetings])


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_the_same_rules_are_broken_as_an_independent_checker_finds(data: st.DataObject) -> None:
    problem = data.draw(problems() | given_problems())
    schedule = data.draw(schedules(problem))
    findings = examine(problem, schedule)
    assert {v.rule for v in findings.violations} == {
        rule for rule, _ in checker(problem, schedule).broken()
    }
    assert {v.rule for v in findings.violations} <= set(findings.checks)


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_the_objective_is_what_the_formula_says(data: st.DataObject) -> None:
    problem = data.draw(problems() | given_problems())
    schedule = data.draw(schedules(problem))
    if {v.rule for v in examine(problem, schedule).violations} & {"once a pair", "given meetings"}:
        return
    assert examine(problem, schedule).objective == pytest.approx(
        checker(problem, schedule).objective(), abs=1e-9
    )


@st.composite
def prices(draw: st.DrawFn, problem: Problem, one: str) -> Dual:
    """Draw any prices that keep to their signs and limits; of one family if one is named."""
    n, slots = len(problem.attendees), len(problem.slots)
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))

    def some(family: str, *shape: int) -> np.ndarray:
        high = rng.choice([1.0, 3.0]) if one in ("", family) else 0.0
        array: np.ndarray = rng.choice([high, high, high, high / 2], shape)
        return array

    judge = checker(problem, Schedule(()))
    price = judge.price()
    possible = np.array([judge.has_possible_pair(a.id) for a in problem.attendees], float)
    caps = [(i, g) for i, a in enumerate(problem.attendees) for g in a.group_caps]
    capped = [t.id for t in problem.teams if t.max_meetings is not None]
    fair = problem.objective.fairness == 1
    limited = np.array([a.max_per_day is not None for a in problem.attendees], float)
    return Dual(
        utility=np.full(n, rng.choice([0.0, 0.5, 0.5, 8.0])),
        guarantee=np.minimum(some("guarantee", n), price),
        worst=possible * n / max(1, possible.sum()) if fair else np.zeros(n),
        cap=some("cap", n),
        person_slot=some("alpha", n, slots),
        slot=some("slot", slots),
        group={cap: float(some("group")) for cap in caps},
        team={team: float(some("team")) for team in capped},
        team_guarantee={t.id: min(float(some("team")), price) for t in problem.teams},
        day=some("day", n, len({s.day for s in problem.slots})) * limited[:, None],
        row=some("row", n, slots) * runs_of(problem),
    )


def runs_of(problem: Problem) -> np.ndarray:
    """Mark the slots from which somebody could meet in a row longer than allowed."""
    marked = np.zeros((len(problem.attendees), len(problem.slots)))
    for i, person in enumerate(problem.attendees):
        most = person.max_consecutive
        for t in range(len(problem.slots) - most if most is not None else 0):
            run = problem.slots[t : t + most + 1]
            marked[i, t] = all(
                x.day == y.day and y.start - x.end < 10 for x, y in itertools.pairwise(run)
            )
    return marked


# Each family of prices alone, where it counts, so that a term left out of the bound would show.
FAMILIES = {
    "": frozenset(),
    "guarantee": {"min_meetings"},
    "cap": {"max_meetings"},
    "alpha": {"available"},
    "slot": {"tables"},
    "group": {"group_caps"},
    "team": {"teams"},
    "day": {"max_per_day"},
    "row": {"max_consecutive"},
    "worst": {"fairness"},
}
OTHERS = {family: SELECT if not family else ("must_priority", "together") for family in FAMILIES}


@pytest.mark.parametrize("family", FAMILIES)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_any_prices_bound_every_valid_schedule(family: str, data: st.DataObject) -> None:
    problem = data.draw(problems(needed=FAMILIES[family], most_people=4, optional=OTHERS[family]))
    schedule = pruned(problem, data.draw(schedules(problem)))
    dual = data.draw(prices(problem, family))
    if checker(problem, schedule).broken():
        return
    findings = examine(problem, schedule, dataclasses.replace(NO_CLAIMS, dual=dual))
    assert findings.objective is not None
    assert findings.bound is not None
    assert findings.objective <= findings.bound + 1e-9


def evening(people: int = 4, **rules: object) -> Problem:
    """Everybody may meet everybody, three slots, scores 1."""
    a, b = np.triu_indices(people, 1)
    pairs = Pairs(a.astype(np.int32), b.astype(np.int32), np.ones(len(a)))
    return Problem(
        attendees=tuple(Attendee(f"p{i}", min_meetings=1) for i in range(people)),
        slots=tuple(Slot(f"s{t}", 20 * t, 20 * t + 15) for t in range(3)),
        pairs=pairs,
        **rules,  # type: ignore[arg-type]
    )


FULL = Schedule(
    tuple(
        Meeting(slot, *pair)
        for slot, two in (
            ("s0", [("p0", "p1"), ("p2", "p3")]),
            ("s1", [("p0", "p2"), ("p1", "p3")]),
            ("s2", [("p0", "p3"), ("p1", "p2")]),
        )
        for pair in two
    )
)


def slot_prices(price: float) -> Dual:
    zero = np.zeros(4)
    return Dual(np.full(4, 0.5), zero, zero, zero, np.full((4, 3), price), np.zeros(3))


def test_the_bound_by_hand() -> None:
    # Six pairs of score 1: with prices of 1/2 each pair is worth 1 - 1/2 - 1/2 = 0, and twelve
    # places of 1/2 make 6, which the full schedule reaches.
    claim = dataclasses.replace(NO_CLAIMS, dual=slot_prices(0.5))
    certificate = verify(evening(), FULL, claim)
    assert (certificate.objective, certificate.bound, certificate.gap) == (6.0, 6.0, 0.0)
    assert certificate.status == "optimal"
    assert certificate.verified
    assert "bound" in certificate.checks


def test_a_loose_bound_is_not_called_optimal() -> None:
    claim = dataclasses.replace(NO_CLAIMS, dual=slot_prices(1.0))
    certificate = verify(evening(), FULL, claim)
    assert certificate.bound == pytest.approx(12.0)
    assert certificate.gap == pytest.approx(0.5)
    assert certificate.status == "feasible"


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        (dataclasses.replace(NO_CLAIMS, objective=7.0), "objective"),
        (dataclasses.replace(NO_CLAIMS, bound=5.0), "bound"),
        (dataclasses.replace(NO_CLAIMS, bound=6.5, dual=slot_prices(1.0)), "bound"),
        (dataclasses.replace(NO_CLAIMS, dual=slot_prices(-0.5)), "bound"),
        (dataclasses.replace(NO_CLAIMS, unmet=(Unmet("p0", 9, 3, "?"),)), "guarantees"),
        (dataclasses.replace(NO_CLAIMS, unplaced=(Unplaced("p0", "p1", "?"),)), "left out"),
    ],
)
def test_false_claims_are_refused(claim: Certificate, rule: str) -> None:
    with pytest.raises(NotVerified) as refused:
        verify(evening(), FULL, claim)
    assert {v.rule for v in refused.value.violations} == {rule}


def test_who_is_short_and_what_is_left_out_must_be_said() -> None:
    problem = evening(must_meet=(MustMeet("p0", "p1", priority=1.0),))
    one = Schedule((Meeting("s0", "p1", "p2"), Meeting("s1", "p2", "p3")))
    with pytest.raises(NotVerified) as refused:
        verify(problem, one, NO_CLAIMS)
    assert {v.rule for v in refused.value.violations} == {"guarantees", "left out"}
    told = dataclasses.replace(
        NO_CLAIMS,
        unmet=(Unmet("p0", 1, 0, "nobody asked"),),
        unplaced=(Unplaced("p1", "p0", "nobody asked"),),
    )
    assert verify(problem, one, told).verified


def test_violations_say_who_and_when() -> None:
    twice = Schedule((*FULL.meetings[:2], Meeting("s0", "p0", "p2")))
    found = [v for v in examine(evening(), twice).violations if v.rule == "one meeting at a time"]
    assert {(v.people, v.slot) for v in found} == {(("p0",), "s0"), (("p2",), "s0")}
    assert "p0 has 2 meetings at once in slot s0." in {v.what for v in found}


def test_an_infeasible_certificate_claims_no_schedule() -> None:
    none = Certificate(None, None, None, "infeasible", clash=("must_meet[0]", "never_meet[0]"))
    assert verify(evening(), Schedule(()), none) == none
