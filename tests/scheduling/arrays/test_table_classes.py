"""Hall's rows let exactly those meetings into a slot that can all be seated there."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from scheduling.arrays.people import compile_people
from scheduling.arrays.table_classes import ClassBook, tables_open
from scheduling.problem import Attendee, Problem, Slot, Table
from tests.strategies import problems


@given(problems(needed={"tables", "closed", "hosts", "zones"}, optional=()), st.data())
@settings(max_examples=40, deadline=None)
def test_rows_hold_where_everybody_can_be_seated(problem: Problem, data: st.DataObject) -> None:
    book = ClassBook(problem)
    pairs = list(itertools.combinations(range(len(problem.attendees)), 2))
    kinds = [book.number(tuple(book.profile[list(pair)].tolist())) for pair in pairs]
    classes = book.classes(compile_people(problem).available)
    possible = [k for k in kinds if k >= 0]
    if not possible:
        return
    t = data.draw(st.integers(0, len(problem.slots) - 1))
    chosen = data.draw(st.lists(st.sampled_from(possible), min_size=1, max_size=4))
    room = compile_people(problem).available.sum(axis=0)[t] // 2
    if len(chosen) > room:
        return
    suits = classes.usable[chosen] & tables_open(problem)[None, :, t]
    seated = suits[linear_sum_assignment(suits, maximize=True)].sum()
    within = (classes.within[:, chosen].sum(axis=1) <= classes.seats[:, t]).all()
    assert within == (seated == len(chosen))


def test_a_host_sits_at_home_and_nobody_else_does() -> None:
    people = (Attendee("ann", table="t0"), Attendee("ben"), Attendee("cat", zones=("quiet",)))
    room = (Table("t0"), Table("t1", "quiet"))
    book = ClassBook(Problem(people, (Slot("s0", 0, 15),), room))
    host, guest, other = book.profile.tolist()
    assert book.usable((host, guest)).tolist() == [True, False]
    assert book.usable((guest, other)).tolist() == [False, True]
    assert not np.any(book.usable((guest, other), "t0"))
