"""Rules about who meets whom, checked: listed pairs, musts and nevers, teams, locks, order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from scheduling.problem import Meeting, Problem
from scheduling.problem.array_types import Int64
from scheduling.verify.arrays import MeetingArrays, ProblemArrays, people_apart, wished_keys
from scheduling.verify.violation import Violation


def pair_violations(
    problem: Problem, arrays: ProblemArrays, held: MeetingArrays
) -> Iterator[Violation]:
    """Check every rule about pairs; O(pairs log pairs)."""
    yield from _teams(problem, arrays, held)
    yield from _apart(problem, arrays, held)
    keys = arrays.keys(held.party_a, held.party_b)
    by_pair: dict[int, list[Meeting]] = defaultdict(list)
    for key, meeting in zip(keys.tolist(), held.meetings, strict=True):
        by_pair[key].append(meeting)
    if problem.objective.mode == "select":
        yield from _listed(problem, arrays, held, keys)
        for meetings in by_pair.values():
            if len(meetings) > 1:
                slots = ", ".join(m.slot for m in meetings)
                what = f"{_pair(meetings[0])} meet {len(meetings)} times (slots {slots})."
                yield _violation("once a pair", meetings[0], what)
    yield from _musts(problem, arrays, by_pair)
    yield from _locks(problem, arrays, by_pair)
    yield from _order(problem, arrays, by_pair)


def listed_keys(problem: Problem, arrays: ProblemArrays) -> Int64:
    """Return sorted keys of the pairs a schedule may hold: listed, must-meet or locked."""
    pairs = problem.pairs
    listed = arrays.keys(pairs.a.astype(np.int64), pairs.b.astype(np.int64))
    wished = wished_keys(problem, arrays)
    return np.sort(np.concatenate([listed, wished]))


def _listed(
    problem: Problem, arrays: ProblemArrays, held: MeetingArrays, keys: Int64
) -> Iterator[Violation]:
    allowed = listed_keys(problem, arrays)
    place = np.minimum(np.searchsorted(allowed, keys), max(0, len(allowed) - 1))
    bad = allowed[place] != keys if len(allowed) else np.ones(len(keys), bool)
    for m in np.flatnonzero(bad):
        meeting = held.meetings[m]
        what = f"{_pair(meeting)} meet in slot {meeting.slot}, but they are not a listed pair."
        yield _violation("listed pairs", meeting, what)


def _teams(problem: Problem, arrays: ProblemArrays, held: MeetingArrays) -> Iterator[Violation]:
    members = {team.id: frozenset(team.members) for team in problem.teams}
    for m in np.flatnonzero(np.maximum(held.party_a, held.party_b) >= arrays.people):
        meeting = held.meetings[m]
        for person, team in ((meeting.a, meeting.team_a), (meeting.b, meeting.team_b)):
            if team and person not in members[team]:
                what = f"{person} sits for team {team} in slot {meeting.slot} but is no member."
                yield _violation("teams", meeting, what)


def _apart(problem: Problem, arrays: ProblemArrays, held: MeetingArrays) -> Iterator[Violation]:
    """Check never_meet, sides and teams for those who sit and the teams they sit for."""
    never = np.array([arrays.key(a, b) for a, b in problem.never_meet], np.int64)
    sides = (held.side_a, held.side_b)
    parties = (held.party_a, held.party_b)
    forbidden = set(never.tolist())
    for m in np.flatnonzero(people_apart(arrays, never, sides, parties)):
        left, right = (
            [*arrays.members.spread(side[m : m + 1])[1], party[m]]
            for side, party in zip(sides, parties, strict=True)
        )
        found = {
            reason
            for x in left
            for y in right
            for reason in _why_apart(arrays, forbidden, int(x), int(y))
        }
        meeting = held.meetings[m]
        for rule, why in sorted(found):
            yield _violation(rule, meeting, f"{_pair(meeting)} meet in slot {meeting.slot}, {why}")


def _why_apart(arrays: ProblemArrays, never: set[int], x: int, y: int) -> Iterator[tuple[str, str]]:
    n = arrays.people
    if min(x, y) * len(arrays.party) + max(x, y) in never:
        yield "never meet", "but never_meet keeps them apart."
    if x < n and y < n and arrays.side[x] >= 0 and arrays.side[x] == arrays.side[y]:
        yield "sides", "but people of one side sit there."
    if x < n and y < n and arrays.team_of[x] >= 0 and arrays.team_of[x] == arrays.team_of[y]:
        yield "teams", "but people of one team sit opposite each other."


def _musts(
    problem: Problem, arrays: ProblemArrays, by_pair: dict[int, list[Meeting]]
) -> Iterator[Violation]:
    for must in problem.must_meet:
        if must.priority is None and arrays.key(must.a, must.b) not in by_pair:
            what = f"{must.a} and {must.b} must meet but do not."
            yield Violation("must meet", what, (must.a, must.b))


def _locks(
    problem: Problem, arrays: ProblemArrays, by_pair: dict[int, list[Meeting]]
) -> Iterator[Violation]:
    for lock in problem.locked:
        meetings = by_pair.get(arrays.key(lock.a, lock.b), [])
        kept = [
            m for m in meetings if lock.slot in (None, m.slot) and lock.table in (None, m.table)
        ]
        if not kept:
            where = f" in slot {lock.slot}" if lock.slot else ""
            where += f" at {lock.table}" if lock.table else ""
            what = f"The locked meeting of {lock.a} and {lock.b}{where} is not there."
            yield Violation("locked", what, (lock.a, lock.b), lock.slot or "")


def _order(
    problem: Problem, arrays: ProblemArrays, by_pair: dict[int, list[Meeting]]
) -> Iterator[Violation]:
    for order in problem.before:
        for first in by_pair.get(arrays.key(*order.first), []):
            for then in by_pair.get(arrays.key(*order.then), []):
                if arrays.slot[first.slot] >= arrays.slot[then.slot]:
                    what = (
                        f"{_pair(first)} (slot {first.slot}) shall meet before "
                        f"{_pair(then)} (slot {then.slot})."
                    )
                    yield _violation("before", then, what)


def _pair(meeting: Meeting) -> str:
    return f"{meeting.team_a or meeting.a} and {meeting.team_b or meeting.b}"


def _violation(rule: str, meeting: Meeting, what: str) -> Violation:
    return Violation(rule, what, (meeting.a, meeting.b), meeting.slot)
