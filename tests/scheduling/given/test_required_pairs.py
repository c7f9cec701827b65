"""Required pairs: hard must-meets are kept, or the clash that forbids them is named."""

from __future__ import annotations

import numpy as np

from scheduling.problem import Attendee, Before, Lock, MustMeet, Pairs, Problem, Slot
from scheduling.solve import solve

SLOTS = (Slot("s0", 0, 20), Slot("s1", 20, 40))


def crowd(*people: Attendee, must: tuple[tuple[str, str], ...], **more: object) -> Problem:
    """Everybody may meet everybody, at score 1."""
    a, b = np.triu_indices(len(people), 1)
    pairs = Pairs(a.astype(np.int32), b.astype(np.int32), np.ones(len(a)))
    musts = tuple(MustMeet(one, two) for one, two in must)
    return Problem(people, SLOTS, pairs=pairs, must_meet=musts, **more)  # type: ignore[arg-type]


def test_two_who_are_never_there_together_clash_by_name() -> None:
    problem = crowd(
        Attendee("a", available=("s0",)),
        Attendee("b", available=("s1",)),
        Attendee("c"),
        must=(("a", "b"),),
    )
    result = solve(problem)
    assert result.certificate.status == "infeasible"
    assert not result.schedule.meetings
    assert any('"a with b"' in rule for rule in result.certificate.clash)


def test_more_musts_than_slots_clash() -> None:
    people = [Attendee(name) for name in "abcd"]
    result = solve(crowd(*people, must=(("a", "b"), ("a", "c"), ("a", "d"))))
    assert result.certificate.status == "infeasible"
    assert any('"a"' in rule for rule in result.certificate.clash)


def test_tight_musts_and_locks_are_all_kept() -> None:
    people = [Attendee(name) for name in "abcd"]
    problem = crowd(
        *people,
        must=(("a", "b"), ("c", "d"), ("a", "c")),
        locked=(Lock("b", "d", "s1"),),
    )
    result = solve(problem)
    assert result.certificate.verified
    held = {(m.a, m.b): m.slot for m in result.schedule.meetings}
    assert held[("a", "c")] == "s1" == held[("b", "d")]
    assert held[("a", "b")] == "s0" == held[("c", "d")]


def test_an_order_that_a_lock_forbids_is_named() -> None:
    problem = crowd(
        *(Attendee(name) for name in "abc"),
        must=(("a", "b"),),
        locked=(Lock("a", "c", "s0"),),
        before=(Before(("a", "b"), ("a", "c")),),
    )
    clash = solve(problem).certificate.clash
    assert any("after a with b" in rule for rule in clash)
    assert any("in s0" in rule for rule in clash)
