"""The cheapest cover of somebody's slots is the most meetings that all their limits allow."""

from __future__ import annotations

import itertools

from hypothesis import given, settings

from scheduling.arrays.interval_limits import cheapest_cover, compile_spans
from scheduling.arrays.people import compile_people
from scheduling.problem import Problem
from tests.strategies import problems

LIMITS = {"available", "max_meetings", "max_per_day", "max_consecutive"}


def most_by_force(problem: Problem, person: int) -> int:
    """Try every set of slots that somebody might meet in."""
    who, slots = problem.attendees[person], problem.slots
    here = [t for t, s in enumerate(slots) if who.available is None or s.id in who.available]
    for count in range(len(here), 0, -1):
        for chosen in itertools.combinations(here, count):
            days = [slots[t].day for t in chosen]
            run = longest = 1
            for one, other in itertools.pairwise(chosen):
                near = other == one + 1 and slots[other].start - slots[one].end < 10
                run = run + 1 if near and slots[one].day == slots[other].day else 1
                longest = max(longest, run)
            if (
                count <= (len(slots) if who.max_meetings is None else who.max_meetings)
                and longest <= (who.max_consecutive or count)
                and all(
                    who.max_per_day is None or days.count(day) <= who.max_per_day for day in days
                )
            ):
                return count
    return 0


@given(problems(needed=LIMITS, most_people=4, most_slots=6, optional=()))
@settings(max_examples=40, deadline=None)
def test_the_cheapest_cover_is_the_most_meetings(problem: Problem) -> None:
    people = compile_people(problem)
    spans = compile_spans(people)
    cover = cheapest_cover(people, spans)
    assert cover.most.tolist() == [most_by_force(problem, i) for i in range(len(people.most))]
    paid = (cover.span[:, :, None] & spans.covers[None]).any(axis=1) | cover.single
    assert (paid | ~people.available).all(), "a slot is not covered"
