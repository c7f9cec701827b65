"""Faults of form in pairs and in the wishes about them: musts, nevers, locks, order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scheduling.problem.fault import Fault
from scheduling.problem.faults_order import circle_in

if TYPE_CHECKING:
    from scheduling.problem.problem import Problem

LISTED = 10

Key = frozenset[str]


def wish_faults(problem: Problem) -> Iterator[Fault]:
    """Faults in ``pairs``, ``must_meet``, ``never_meet``, ``locked`` and ``before``."""
    yield from _pair_faults(problem)
    known = frozenset(problem.parties)
    members = {team.id: frozenset(team.members) for team in problem.teams}
    yield from _must_faults(problem, known, members)
    for index, (a, b) in enumerate(problem.never_meet):
        yield from party_faults(f"never_meet[{index}]", a, b, known, members)
    yield from _lock_faults(problem, known, members)
    yield from _before_faults(problem, known, members)


def party_faults(
    where: str, a: str, b: str, known: frozenset[str], members: dict[str, frozenset[str]]
) -> Iterator[Fault]:
    """Two parties of which one is unknown, or that are one and the same."""
    for name, party in (("a", a), ("b", b)):
        if party not in known:
            yield Fault(
                f"{where}.{name}",
                f'There is no attendee or team "{party}".',
                "Name a known attendee or team.",
            )
    if a == b:
        yield Fault(where, f'"{a}" would meet itself.', "Name two parties.")
    elif a in members.get(b, ()) or b in members.get(a, ()):
        yield Fault(where, f'"{a}" and "{b}" are a team and its member.', "Name two parties.")


def _pair_faults(problem: Problem) -> Iterator[Fault]:
    pairs, parties = problem.pairs, problem.parties
    if not len(pairs.a) == len(pairs.b) == len(pairs.score):
        yield Fault("pairs", "a, b and score differ in length.", "Give one of each a pair.")
        return
    a, b = pairs.a.astype(np.int64), pairs.b.astype(np.int64)
    score = pairs.score

    def told(bad: NDArray[np.bool_], field: str, what: str, remedy: str) -> Iterator[Fault]:
        rows = np.flatnonzero(bad)
        for row in rows[:LISTED]:
            yield Fault(f"pairs[{row}]{field}", what.format(row=row, score=score[row]), remedy)
        if len(rows) > LISTED:
            yield Fault("pairs", f"{len(rows) - LISTED:,} more pairs are like that.", remedy)

    unknown = (a < 0) | (a >= len(parties)) | (b < 0) | (b >= len(parties))
    yield from told(unknown, "", "There is no such party.", "Refer to attendees and teams.")
    yield from told(a == b, "", "The two are the same.", "Name two parties.")
    yield from told(
        ~(np.isfinite(score) & (score >= 0)),
        ".score",
        "{score} is not a score.",
        "Give a number of 0 or more.",
    )
    key = np.minimum(a, b) * max(1, len(parties)) + np.maximum(a, b)
    order = np.argsort(key, kind="stable")
    again = np.zeros(len(key), dtype=np.bool_)
    again[order[1:]] = key[order[1:]] == key[order[:-1]]
    yield from told(again & ~unknown, "", "This pair stands above already.", "Give it once.")
    if problem.teams and not unknown.any():
        place = {name: row for row, name in enumerate(parties)}
        team_of = np.full(len(parties), -1)
        for team in problem.teams:
            team_of[[place[name] for name in team.members if name in place]] = place[team.id]
        own = (team_of[a] == b) | (team_of[b] == a)
        yield from told(own, "", "The two are a team and its member.", "Name two parties.")


def _must_faults(
    problem: Problem, known: frozenset[str], members: dict[str, frozenset[str]]
) -> Iterator[Fault]:
    first: dict[Key, int] = {}
    for index, must in enumerate(problem.must_meet):
        where = f"must_meet[{index}]"
        yield from party_faults(where, must.a, must.b, known, members)
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


def _lock_faults(
    problem: Problem, known: frozenset[str], members: dict[str, frozenset[str]]
) -> Iterator[Fault]:
    slots = frozenset(slot.id for slot in problem.slots)
    tables = frozenset(table.id for table in problem.tables)
    never = {frozenset(pair) for pair in problem.never_meet}
    pair_at: dict[Key, int] = {}
    busy: dict[tuple[str, str, str], int] = {}
    for index, lock in enumerate(problem.locked):
        where = f"locked[{index}]"
        yield from party_faults(where, lock.a, lock.b, known, members)
        if lock.slot is not None and lock.slot not in slots:
            yield Fault(f"{where}.slot", f'There is no slot "{lock.slot}".', "Name a known slot.")
        if lock.table is not None and lock.table not in tables:
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
        named = [("person", name) for name in (lock.a, lock.b) if name not in members]
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


def _before_faults(
    problem: Problem, known: frozenset[str], members: dict[str, frozenset[str]]
) -> Iterator[Fault]:
    later: dict[Key, list[Key]] = {}
    for index, rule in enumerate(problem.before):
        where = f"before[{index}]"
        yield from party_faults(f"{where}.first", *rule.first, known, members)
        yield from party_faults(f"{where}.then", *rule.then, known, members)
        later.setdefault(frozenset(rule.first), []).append(frozenset(rule.then))
    circle = circle_in(later)
    if circle:
        names = " before ".join(" and ".join(sorted(pair)) for pair in circle)
        yield Fault("before", f"The order runs in a circle: {names}.", "Take one of them out.")
