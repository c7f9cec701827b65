"""What the organiser has settled about pairs, put into a problem: locks, must-meets, kept apart.

A pair that one side refuses in private is left out without a word, as one for whom there is no
place, unless they meet already in what is kept.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from api.timetable.models import PairRule
from scheduling.problem import Lock, MustMeet, Problem
from scheduling.repair.relaxed_rules import relax_dead_locks

REQUIRED = 2.0
"""Priority of a pair that the organiser requires: before a wish of both, which has 1."""
Pair = frozenset[str]


def with_settled(
    problem: Problem, rules: Sequence[tuple[PairRule, str, str]], refused: frozenset[Pair]
) -> Problem:
    """Put rules into a problem.

    Parameters
    ----------
    rules
        Each with the keys of the two; whoever the problem does not know is passed over.
    refused
        Pairs that are neither kept nor required, whatever the organiser says.
    """
    people = {person.id for person in problem.attendees}
    known = [
        (rule, a, b)
        for rule, a, b in rules
        if {a, b} <= people and (rule.kind == "forbid" or frozenset((a, b)) not in refused)
    ]
    if not known:
        return problem
    slots = {slot.id for slot in problem.slots}
    tables = {table.id for table in problem.tables}
    settled = {frozenset((a, b)) for _, a, b in known}
    locked = [k for k in problem.locked if frozenset((k.a, k.b)) not in settled]
    must = [w for w in problem.must_meet if frozenset((w.a, w.b)) not in settled]
    apart = [pair for pair in problem.never_meet if frozenset(pair) not in settled]
    for rule, a, b in known:
        if rule.kind == "forbid":
            apart.append((a, b))
        elif rule.kind == "keep" and rule.slot_key in slots:
            # A table that was taken out of the room leaves the time.
            locked.append(
                Lock(a, b, rule.slot_key, rule.table_key if rule.table_key in tables else None)
            )
        else:
            must.append(MustMeet(a, b, REQUIRED))
    return relax_dead_locks(
        dataclasses.replace(
            problem, locked=tuple(locked), must_meet=tuple(must), never_meet=tuple(apart)
        )
    )
