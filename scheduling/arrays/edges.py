"""Edges: every way two parties can sit together, teams resolved into who sits for them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from scheduling.arrays.kept_apart import KeptApart
from scheduling.arrays.party_pairs import PartyPairs, resolve_pairs
from scheduling.arrays.people import People
from scheduling.arrays.table_classes import ClassBook
from scheduling.problem import Problem
from scheduling.problem.array_types import Float64, Index, Int32


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
    bonus
        float64, shape (m,): what a wish adds to F, in prices; also where the pair must meet.
    slot
        int32, shape (m,): the only slot allowed, or -1.
    kind
        int32, shape (m,): table class.
    extra_edge, extra_person, extra_share, extra_side
        One entry for every further member of a team that sits together: edge, person, part of
        the score, and 0 or 1 for the side of a or b.
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
    bonus: Float64
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


def compile_edges(problem: Problem, people: People, book: ClassBook) -> Edges:
    """Resolve pairs of parties into every way to sit; whoever is kept apart has none."""
    n, pairs = len(problem.attendees), resolve_pairs(problem)
    plain = (pairs.a < n) & (pairs.b < n) & (pairs.priority == 0)
    kept_apart = KeptApart(problem, people)
    parts = [_plain_edges(pairs, np.flatnonzero(plain), book, kept_apart)]
    for pair in np.flatnonzero(~plain).tolist():
        parts += _lineups(pairs, pair, book, kept_apart)
    return _join(parts)


def _plain_edges(pairs: PartyPairs, pair: Index, book: ClassBook, kept_apart: KeptApart) -> Edges:
    """Pairs of two attendees, all at once."""
    a, b = pairs.a[pair], pairs.b[pair]
    kinds = len(np.unique(book.profile)) + 1
    low = np.minimum(book.profile[a], book.profile[b])
    high = np.maximum(book.profile[a], book.profile[b])
    distinct, where = np.unique(low * kinds + high, return_inverse=True)
    kind = np.array(
        [book.number((int(k // kinds), int(k % kinds))) for k in distinct], np.int32
    ).reshape(len(distinct))
    m = len(a)
    none = np.zeros(0, np.int32)
    edges = Edges(
        a, b, np.ones(m), np.ones(m), pairs.score[pair], pair.astype(np.int32), a, b,
        np.zeros(m), np.zeros(m), np.full(m, -1, np.int32), kind[where].astype(np.int32),
        none, none, np.zeros(0), none,
    )  # fmt: skip
    return edges.only(np.flatnonzero((edges.kind >= 0) & (kept_apart.reasons(a, b, a, b) == 0)))


def _lineups(
    pairs: PartyPairs, pair: int, book: ClassBook, kept_apart: KeptApart
) -> Iterator[Edges]:
    """Every way in which a pair that is wished, or of teams, can sit."""
    a, b = int(pairs.a[pair]), int(pairs.b[pair])
    if pairs.priority[pair] and a > b:
        a, b = b, a

    def ints(*values: int) -> Int32:
        return np.array(values, np.int32)

    for left, right in itertools.product(pairs.seats[a], pairs.seats[b]):
        kind = book.number(tuple(book.profile[[*left, *right]].tolist()), pairs.table.get(pair))
        if kind < 0 or kept_apart.reason(left, right, a, b):
            continue
        extra = [(i, 0, 1 / len(left)) for i in left[1:]]
        extra += [(i, 1, 1 / len(right)) for i in right[1:]]
        yield Edges(
            ints(left[0]), ints(right[0]), np.array([1 / len(left)]), np.array([1 / len(right)]),
            pairs.score[[pair]], ints(pair), ints(a), ints(b), pairs.priority[[pair]],
            pairs.bonus[[pair]], pairs.slot[[pair]], ints(kind), ints(*[0] * len(extra)),
            ints(*[i for i, _, _ in extra]), np.array([share for _, _, share in extra]),
            ints(*[side for _, side, _ in extra]),
        )  # fmt: skip


def _join(parts: list[Edges]) -> Edges:
    start = np.cumsum([0, *(len(p) for p in parts)])
    values = {f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Edges)}
    values["extra_edge"] = np.concatenate(
        [p.extra_edge + s for p, s in zip(parts, start, strict=False)]
    ).astype(np.int32)
    return Edges(**values)
