"""A problem tells every fault of its form at once; what may be referred to is known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.problem import (
    Attendee,
    Lock,
    Meeting,
    MustMeet,
    Pairs,
    Problem,
    ProblemFaults,
    Schedule,
    Slot,
    Table,
    Team,
    difference,
)
from scheduling.problem.known_ids import cycle_in
from scheduling.problem.timeline import day_numbers, in_row

PEOPLE = (Attendee("ann"), Attendee("ben"), Attendee("cat"))
SLOTS = (Slot("s0", 0, 15), Slot("s1", 24, 39), Slot("s2", 49, 64), Slot("s3", 70, 85, "late"))


def test_slots_are_in_a_row_with_less_than_ten_minutes_between() -> None:
    assert in_row(SLOTS) == [False, True, False, False]
    assert in_row(()) == []
    assert day_numbers(SLOTS) == [0, 0, 0, 1]


def test_every_fault_is_told_with_its_place() -> None:
    pairs = Pairs(np.array([0, 1], np.int32), np.array([1, 0], np.int32), np.array([0.5, np.nan]))
    with pytest.raises(ProblemFaults) as raised:
        Problem(
            (*PEOPLE, Attendee("ann", min_meetings=3, max_meetings=1, available=("noon",))),
            (*SLOTS[:2], Slot("s2", 30, 29)),
            (Table("t0", available=("s9",)),),
            pairs,
            must_meet=(MustMeet("ann", "zoe", 0.0),),
            locked=(Lock("ann", "ben", "s0"), Lock("ann", "cat", "s0")),
            never_meet=(("ben", "ben"),),
            teams=(Team("duo", ("ann", "nobody")),),
        )
    places = {fault.where for fault in raised.value.faults}
    assert {
        "attendees[3].id",
        "attendees[3].available[0]",
        "tables[0].available[0]",
        "pairs[1]",
        "pairs[1].score",
        "must_meet[0].b",
        "must_meet[0].priority",
        "locked[1]",
        "never_meet[0]",
    } <= places
    assert any(place.startswith("slots[2]") for place in places)
    assert any(place.startswith("teams[0]") for place in places)
    assert all(f.what.endswith(".") and f.remedy.endswith(".") for f in raised.value.faults)


NODES = st.integers(0, 4)


@given(st.dictionaries(NODES, st.sets(NODES, max_size=3), max_size=5))
def test_a_circle_is_named_where_there_is_one(earlier: dict[int, set[int]]) -> None:
    orders = itertools.permutations(range(5))
    fits = any(
        all(order.index(x) < order.index(y) for y, before in earlier.items() for x in before)
        for order in orders
    )
    circle = cycle_in(earlier)
    assert fits == (not circle)
    if circle:
        assert circle[0] == circle[-1]
        assert all(x in earlier[y] for x, y in itertools.pairwise(circle))


MEETINGS = st.builds(
    Meeting, st.sampled_from(["s0", "s1"]), st.just("ann"), st.sampled_from("bcde"), st.just("t")
)


@given(st.lists(MEETINGS, unique_by=lambda m: m.b), st.lists(MEETINGS, unique_by=lambda m: m.b))
def test_a_difference_leads_from_one_schedule_to_the_other(
    one: list[Meeting], other: list[Meeting]
) -> None:
    changes = difference(Schedule(tuple(one)), Schedule(tuple(other)))
    left = set(one) - {c.before for c in changes} | {c.after for c in changes if c.after}
    assert left == set(other)
    assert all(c.before != c.after for c in changes)
    ordered = Schedule.in_order(other[::-1], SLOTS).meetings
    assert list(ordered) == sorted(other)
