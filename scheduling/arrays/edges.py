"""Edges: every way two parties can sit together, teams resolved into who sits for them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scheduling.arrays.people import People
from scheduling.arrays.table_classes import ClassBook
from scheduling.problem import Problem, Schedule
from scheduling.problem.array_types import Bool, Float64, Index, Int32, Int64
from scheduling.problem.timeline import slot_numbers


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """m ways to sit, as arrays; several edges of one pair are alternatives.

    Attributes
    ----------
    a, b
        int32, shape (m,): who sits; of a team that sits together its first member.
    share_a, share_b
        float64, shape (m,): part of the score that counts for a and b (1, or 1 / team size).
    score
        float64, shape (m,).
    pair
        int32, shape (m,): number of the pair of parties; at most one edge of each is held.
    party_a, party_b
        int32, shape (m,): rows of `Problem.parties` that a and b sit for.
    priority
        float64, shape (m,): of a wish to meet; 0 without, infinity if the pair must meet.
    slot
        int32, shape (m,): the only slot allowed, or -1.
    kind
        int32, shape (m,): table class.
    extra_edge, extra_person, extra_share, extra_side
        One entry for every further member of a team that sits together: edge, person, part of
        the score, and 0 or 1 for the side of a or b.
    missing
        Must-meets, by ids, that have no edge at all.
    """

    a: Int32
    b: Int32
    share_a: Float64
    share_b: Float64
    score: Float64
    pair: Int32
    party_a: Int32
    party_b: Int32
    priority: Float64
    slot: Int32
    kind: Int32
    extra_edge: Int32
    extra_person: Int32
    extra_share: Float64
    extra_side: Int32

    def __len__(self) -> int:
        return len(self.a)

    def only(self, chosen: Index) -> Edges:
        """Those edges, renumbered in the order given (which must rise)."""
        new = np.full(len(self), -1, np.int32)
        new[chosen] = np.arange(len(chosen), dtype=np.int32)
        kept = new[self.extra_edge] >= 0
        values = {}
        for f in fields(self):
            column = getattr(self, f.name)
            values[f.name] = column[kept] if f.name.startswith("extra") else column[chosen]
        values["extra_edge"] = new[self.extra_edge[kept]]
        return Edges(**values)


@dataclass(slots=True)
class _Pair:
    """A pair of parties with what is wished of it."""

    a: int
    b: int
    score: float
    priority: float = 0.0
    slot: int = -1
    table: str | None = None
    seats: tuple[int, int] | None = None


def edges_of(problem: Problem, people: People, book: ClassBook, keep: Schedule | None) -> Edges:
    """Resolve pairs, wishes and locks into edges; whoever is kept apart has none."""
    n = len(problem.attendees)
    a = problem.pairs.a.astype(np.int32)
    b = problem.pairs.b.astype(np.int32)
    size = np.int64(max(1, len(problem.parties)))
    keys = np.minimum(a, b) * size + np.maximum(a, b)
    special = _special(problem, keep, keys, size)
    plain = (a < n) & (b < n)
    if special:
        plain &= ~np.isin(keys, np.array(list(special), np.int64))
    chosen = np.flatnonzero(plain)
    parts = [_plain_edges(a[chosen], b[chosen], problem.pairs.score[chosen], chosen, people, book)]
    others = {int(i): None for i in np.flatnonzero(~plain)}
    rows = [
        special.pop(key) if (key := int(keys[i])) in special else _Pair(int(a[i]), int(b[i]), 0.0)
        for i in others
    ]
    for row, i in zip(rows, others, strict=True):
        row.score = float(problem.pairs.score[i])
    rows += list(special.values())
    numbers = [*others, *range(len(a), len(a) + len(special))]
    parts += [
        edge
        for number, row in zip(numbers, rows, strict=True)
        for edge in _resolved(problem, people, book, row, number)
    ]
    edges = _joined(parts)
    return edges.only(np.flatnonzero(~_apart(problem, people, edges)))


def _special(
    problem: Problem, keep: Schedule | None, keys: Int64, size: np.int64
) -> dict[int, _Pair]:
    """Pairs that a wish, a lock or a kept meeting names, by key."""
    row = {p: i for i, p in enumerate(problem.parties)}
    slot = slot_numbers(problem.slots)
    found: dict[int, _Pair] = {}

    def pair(x: str, y: str) -> _Pair:
        first, second = sorted((row[x], row[y]))
        return found.setdefault(int(first * size + second), _Pair(first, second, 0.0))

    for must in problem.must_meet:
        wished = pair(must.a, must.b)
        rank = np.inf if must.priority is None else must.priority
        wished.priority = max(wished.priority, rank)
    for lock in problem.locked:
        wished = pair(lock.a, lock.b)
        wished.priority = np.inf
        wished.slot = slot[lock.slot] if lock.slot else wished.slot
        wished.table = lock.table or wished.table
    for meeting in keep.meetings if keep else ():
        wished = pair(meeting.team_a or meeting.a, meeting.team_b or meeting.b)
        wished.priority = np.inf
        wished.slot = slot[meeting.slot]
        wished.table = meeting.table or wished.table
        seats = (row[meeting.a], row[meeting.b])
        wished.seats = seats if row[meeting.team_a or meeting.a] == wished.a else seats[::-1]
    return found


def _plain_edges(
    a: Int32, b: Int32, score: Float64, number: Index, people: People, book: ClassBook
) -> Edges:
    """Pairs of two attendees, all at once."""
    kinds = len(np.unique(book.profile)) + 1
    low = np.minimum(book.profile[a], book.profile[b])
    high = np.maximum(book.profile[a], book.profile[b])
    distinct, where = np.unique(low * kinds + high, return_inverse=True)
    kind = np.array(
        [book.number((int(k // kinds), int(k % kinds))) for k in distinct], np.int32
    ).reshape(len(distinct))
    m = len(a)
    none = np.zeros(0, np.int32)
    return Edges(
        a, b, np.ones(m), np.ones(m), score.astype(np.float64), number.astype(np.int32), a, b,
        np.zeros(m), np.full(m, -1, np.int32), kind[where].astype(np.int32),
        none, none, np.zeros(0), none,
    )  # fmt: skip


def _resolved(
    problem: Problem, people: People, book: ClassBook, pair: _Pair, number: int
) -> list[Edges]:
    """Every way in which a pair that is special, or of teams, can sit."""
    n = len(problem.attendees)
    row = {}
    edges = []
    if pair.a >= n or pair.b >= n:
        row = {a.id: i for i, a in enumerate(problem.attendees)}

    def seats(party: int, seat: int | None) -> list[tuple[int, ...]]:
        if party < n:
            return [(party,)]
        team = problem.teams[party - n]
        members = tuple(row[m] for m in team.members)
        if team.together:
            return [members]
        return [(m,) for m in members if seat is None or m == seat]

    fixed = pair.seats or (None, None)
    for left in seats(pair.a, fixed[0]):
        for right in seats(pair.b, fixed[1]):
            profiles = tuple(int(book.profile[i]) for i in left + right)
            kind = book.number(profiles, pair.table)
            extra = [(i, 0, 1 / len(left)) for i in left[1:]]
            extra += [(i, 1, 1 / len(right)) for i in right[1:]]

            def ints(*values: int) -> Int32:
                return np.array(values, np.int32)

            edges.append(
                Edges(
                    ints(left[0]), ints(right[0]), np.array([1 / len(left)]),
                    np.array([1 / len(right)]), np.array([pair.score]), ints(number),
                    ints(pair.a), ints(pair.b), np.array([pair.priority]), ints(pair.slot),
                    ints(kind), ints(*[0] * len(extra)), ints(*[i for i, _, _ in extra]),
                    np.array([share for _, _, share in extra]), ints(*[s for _, s, _ in extra]),
                )
            )  # fmt: skip
    return edges


def _joined(parts: list[Edges]) -> Edges:
    start = np.cumsum([0, *(len(p) for p in parts)])
    values = {f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Edges)}
    values["extra_edge"] = np.concatenate(
        [p.extra_edge + s for p, s in zip(parts, start, strict=False)]
    ).astype(np.int32)
    return Edges(**values)


def _apart(problem: Problem, people: People, edges: Edges) -> Bool:
    """Edges whose people may not sit opposite each other, or have no table at all."""
    apart = edges.kind < 0
    every: Int64 = np.arange(len(edges))
    left: list[tuple[NDArray[Any], ...]] = [(every, edges.a, edges.party_a)]
    right: list[tuple[NDArray[Any], ...]] = [(every, edges.b, edges.party_b)]
    for side, rows in ((0, left), (1, right)):
        here = np.flatnonzero(edges.extra_side == side)
        if len(here):
            edge, party = edges.extra_edge[here], (edges.party_a, edges.party_b)[side]
            rows.append((edge, edges.extra_person[here], party[edge]))
    size = np.int64(max(1, len(problem.parties)))
    barred = _barred(problem, size)
    for edge, x, party_x in left:
        for other, y, party_y in right:
            if len(edge) == len(edges):
                e, p, q, pp, qq = other, x[other], y, party_x[other], party_y
            elif len(other) == len(edges):
                e, p, q, pp, qq = edge, x, y[edge], party_x, party_y[edge]
            else:
                e, p, q, pp, qq = _crossed(edge, x, party_x, other, y, party_y)
            bad = (people.side[p] >= 0) & (people.side[p] == people.side[q])
            bad |= (people.team[p] >= 0) & (people.team[p] == people.team[q])
            bad |= p == q
            if len(barred):
                for u, v in ((p, q), (pp, q), (p, qq), (pp, qq)):
                    bad |= np.isin(np.minimum(u, v) * size + np.maximum(u, v), barred)
            apart[e[bad]] = True
    return apart


def _barred(problem: Problem, size: np.int64) -> Int64:
    row = {p: i for i, p in enumerate(problem.parties)}
    both = [sorted((row[x], row[y])) for x, y in problem.never_meet]
    return np.array([first * size + second for first, second in both], np.int64)


def _crossed(
    edge: Int32, x: Int32, party_x: Int32, other: Int32, y: Int32, party_y: Int32
) -> tuple[Int32, Int32, Int32, Int32, Int32]:
    """Further members of one side against further members of the other, edge by edge."""
    rows = [
        (e, x[i], y[j], party_x[i], party_y[j])
        for i, e in enumerate(edge)
        for j in np.flatnonzero(other == e)
    ]
    columns = np.array(rows, np.int32).reshape(-1, 5).T
    return columns[0], columns[1], columns[2], columns[3], columns[4]
