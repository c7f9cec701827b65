"""Faults of form in pairs and in the wishes about them: musts, nevers, locks, order."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from scheduling.problem.array_types import Bool
from scheduling.problem.entities import Before, Lock, MustMeet, Team
from scheduling.problem.fault import Fault
from scheduling.problem.known_ids import KnownIds, cycle_in
from scheduling.problem.pairs import Pairs

LISTED = 10

Key = frozenset[str]


def pair_faults(pairs: Pairs, parties: Sequence[str], teams: Sequence[Team]) -> Iterator[Fault]:
    """Pairs of nobody, with themselves, without a score, or twice; at most ten of a kind."""
    if not len(pairs.a) == len(pairs.b) == len(pairs.score):
        yield Fault("pairs", "a, b and score differ in length.", "Give one of each a pair.")
        return
    a, b = pairs.a.astype(np.int64), pairs.b.astype(np.int64)
    score = pairs.score

    def faults_at(bad: Bool, field: str, what: str, remedy: str) -> Iterator[Fault]:
        rows = np.flatnonzero(bad)
        for row in rows[:LISTED]:
            yield Fault(f"pairs[{row}]{field}", what.format(row=row, score=score[row]), remedy)
        if len(rows) > LISTED:
            yield Fault("pairs", f"{len(rows) - LISTED:,} more pairs are like that.", remedy)

    unknown = (a < 0) | (a >= len(parties)) | (b < 0) | (b >= len(parties))
    yield from faults_at(unknown, "", "There is no such party.", "Refer to attendees and teams.")
    yield from faults_at(a == b, "", "The two are the same.", "Name two parties.")
    yield from faults_at(
        ~(np.isfinite(score) & (score >= 0)),
        ".score",
        "{score} is not a score.",
        "Give a number of 0 or more.",
    )
    key = np.minimum(a, b) * max(1, len(parties)) + np.maximum(a, b)
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(key), dtype=np.bool_)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    yield from faults_at(again & ~unknown, "", "This pair stands above already.", "Give it once.")
    if teams and not unknown.any():
        place = {name: row for row, name in enumerate(parties)}
        team_of = np.full(len(parties), -1)
        for team in teams:
            team_of[[place[name] for name in team.members if name in place]] = place[team.id]
        own = (team_of[a] == b) | (team_of[b] == a)
        yield from faults_at(own, "", "The two are a team and its member.", "Name two parties.")


def must_faults(must_meet: Sequence[MustMeet], known: KnownIds) -> Iterator[Fault]:
    """Must-meets of nobody, given twice, or with a priority that is none."""
    first: dict[Key, int] = {}
    for index, must in enumerate(must_meet):
        where = f"must_meet[{index}]"
        yield from known.pair_faults(where, must.a, must.b)
        key = frozenset((must.a, must.b))
        if key in first:
            yield Fault(where, f"This is also must_meet[{first[key]}].", "Give it once.")
        first.setdefault(key, index)
        priority = must.priority
        if priority is not None and not (math.isfinite(priority) and priority > 0):
            yield Fault(
                f"{where}.priority",
                f"{priority} is no priority.",
                "Give a number above 0, or leave it out for a hard rule.",
            )


def never_faults(never_meet: Sequence[tuple[str, str]], known: KnownIds) -> Iterator[Fault]:
    """Pairs of nobody that never meet."""
    for index, (a, b) in enumerate(never_meet):
        yield from known.pair_faults(f"never_meet[{index}]", a, b)


def lock_faults(
    locked: Sequence[Lock], never_meet: Sequence[tuple[str, str]], known: KnownIds
) -> Iterator[Fault]:
    """Locks of nobody, to unknown slots and tables, or that contradict each other."""
    never = {frozenset(pair) for pair in never_meet}
    pair_at: dict[Key, int] = {}
    busy: dict[tuple[str, str, str], int] = {}
    for index, lock in enumerate(locked):
        where = f"locked[{index}]"
        yield from known.pair_faults(where, lock.a, lock.b)
        if lock.slot is not None and lock.slot not in known.slots:
            yield Fault(f"{where}.slot", f'There is no slot "{lock.slot}".', "Name a known slot.")
        if lock.table is not None and lock.table not in known.tables:
            yield Fault(
                f"{where}.table", f'There is no table "{lock.table}".', "Name a known table."
            )
        key = frozenset((lock.a, lock.b))
        if key in pair_at:
            yield Fault(where, f"locked[{pair_at[key]}] has this pair too.", "Lock it once.")
            continue
        pair_at[key] = index
        if key in never:
            yield Fault(
                where,
                f'"{lock.a}" and "{lock.b}" are also in never_meet.',
                "Take them out of one of the two.",
            )
        if lock.slot is None:
            continue
        named = [("person", name) for name in (lock.a, lock.b) if name not in known.members]
        for kind, name in [*named, ("table", lock.table)]:
            if name is None:
                continue
            other = busy.setdefault((kind, name, lock.slot), index)
            if other != index:
                yield Fault(
                    where,
                    f'"{name}" is taken in slot "{lock.slot}" by locked[{other}].',
                    "Lock only one of the two there.",
                )


def before_faults(before: Sequence[Before], known: KnownIds) -> Iterator[Fault]:
    """Pairs of nobody, and an order that runs in a circle."""
    earlier: dict[Key, list[Key]] = {}
    for index, order in enumerate(before):
        where = f"before[{index}]"
        yield from known.pair_faults(f"{where}.first", *order.first)
        yield from known.pair_faults(f"{where}.then", *order.then)
        earlier.setdefault(frozenset(order.then), []).append(frozenset(order.first))
    circle = cycle_in(earlier)
    if circle:
        names = " before ".join(" and ".join(sorted(pair)) for pair in circle)
        yield Fault("before", f"The order runs in a circle: {names}.", "Take one of them out.")
