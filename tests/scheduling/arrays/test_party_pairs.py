"""Pairs, wishes and locks come together, and each party knows who sits for it."""

from __future__ import annotations

import numpy as np

from scheduling.arrays.party_pairs import resolve_pairs
from scheduling.problem import (
    Attendee,
    Lock,
    MustMeet,
    Pairs,
    Problem,
    Slot,
    Table,
    Team,
)

PEOPLE = tuple(Attendee(name) for name in ("ann", "ben", "cat", "dan", "eve"))
TEAMS = (Team("duo", ("dan", "eve")), Team("one", ("cat",), together=True))


def problem(**parts: object) -> Problem:
    pairs = Pairs(np.array([1, 0], np.int32), np.array([0, 5], np.int32), np.array([0.5, 0.25]))
    slots = (Slot("s0", 0, 15), Slot("s1", 20, 35))
    return Problem(PEOPLE, slots, (Table("t0"),), pairs, teams=TEAMS, **parts)  # type: ignore[arg-type]


def test_wishes_join_the_listed_pair_or_come_behind() -> None:
    pairs = resolve_pairs(
        problem(
            must_meet=(MustMeet("ann", "ben", 2.0), MustMeet("cat", "ben")),
            locked=(Lock("duo", "ann", "s1", "t0"), Lock("ann", "ben")),
        )
    )
    assert list(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)) == [(1, 0), (0, 5), (1, 2)]
    assert pairs.score.tolist() == [0.5, 0.25, 0.0]
    assert pairs.priority.tolist() == [np.inf, np.inf, np.inf]
    assert pairs.bonus.tolist() == [2.0, 0.0, 0.0], "a wish counts where it is locked, too"
    assert pairs.slot.tolist() == [-1, 1, -1]
    assert pairs.table == {1: "t0"}


def test_who_sits_for_a_party() -> None:
    assert resolve_pairs(problem()).seats[4:] == [((4,),), ((3,), (4,)), ((2,),)]
