"""Blossom cuts: what a group of people leaves over when it is odd, as cuts for the selection.

Of the members S of a group and some pairs F that lead out of it, at most this many meet::

    limit(S, F) = min(floor((sum of c(i) over S + |F|) / 2), sum_t floor(|S there in t| / 2) + |F|)

The first is the blossom inequality of b-matching with bounds (Edmonds 1965; Padberg and Rao
1982); the second counts a small dense group slot by slot, where somebody sits out each time the
group is odd. Sought are the groups that the fractional optimum itself points to: what hangs
together at all, or by parts between 0 and 1. Problems with teams have none, since two people may
then meet twice.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from scheduling.arrays.people import People
from scheduling.arrays.problem_arrays import Arrays
from scheduling.certificate import OddSet
from scheduling.problem.array_types import Bool, Float64, Index

WHOLE = 1e-6
# A cut that the optimum breaks by less is not worth solving for again.
BROKEN = 0.01


def odd_set_limit(people: People, members: Index, leading: int) -> int:
    """Most pairs of an odd set with so many pairs that lead out of it."""
    seats = int(people.most[members].sum())
    by_slot = int((people.available[members].sum(axis=0) // 2).sum())
    return min((seats + leading) // 2, by_slot + leading)


def cut_prices(arrays: Arrays, odd: tuple[OddSet, ...]) -> Float64:
    """Sum what odd sets cost each edge; float64, shape (m,)."""
    cost = np.zeros(len(arrays.edges))
    for one in odd:
        cost[edges_in(arrays, one)] += one.price
    return cost


def edges_in(arrays: Arrays, odd: OddSet) -> Index:
    """Edges an odd set counts."""
    edges, n = arrays.edges, arrays.size
    inside = np.zeros(n, np.bool_)
    inside[list(odd.members)] = True
    counted = inside[edges.a] & inside[edges.b]
    if odd.pairs:
        low, high = np.minimum(edges.a, edges.b), np.maximum(edges.a, edges.b)
        wanted = [min(pair) * n + max(pair) for pair in odd.pairs]
        counted |= np.isin(low.astype(np.int64) * n + high, wanted)
    return np.flatnonzero(counted)


def violated_cuts(arrays: Arrays, x: Float64, known: set[OddSet]) -> list[OddSet]:
    """Odd sets, without prices, whose limit a fractional selection exceeds; none of ``known``."""
    if arrays.problem.teams or not len(arrays.edges):
        return []
    part = (x > WHOLE) & (x < 1 - WHOLE)
    found: list[OddSet] = []
    for kept, out in ((x > WHOLE, False), (part, True)):
        for members in _together(arrays, kept):
            one = _with_pairs(arrays, x, members, out)
            members_there = np.array(one.members)
            limit = odd_set_limit(arrays.people, members_there, len(one.pairs))
            if one not in known and x[edges_in(arrays, one)].sum() > limit + BROKEN:
                found.append(one)
    return list(dict.fromkeys(found))


def _together(arrays: Arrays, kept: Bool) -> list[Index]:
    """Return groups of three and more that hang together by the edges that are kept."""
    edges, n = arrays.edges, arrays.size
    a, b = edges.a[kept], edges.b[kept]
    graph = sparse.csr_matrix((np.ones(len(a), np.int8), (a, b)), shape=(n, n))
    count, label = connected_components(graph, directed=False)
    order = np.argsort(label, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(label, minlength=count))[:-1])
    return [group for group in groups if len(group) >= 3]


def _with_pairs(arrays: Arrays, x: Float64, members: Index, out: bool) -> OddSet:
    """Make an odd set; with ``out`` it takes the pairs that certainly lead out of it."""
    edges = arrays.edges
    pairs: tuple[tuple[int, int], ...] = ()
    if out:
        inside = np.zeros(arrays.size, np.bool_)
        inside[members] = True
        leads = np.flatnonzero((inside[edges.a] ^ inside[edges.b]) & (x > 1 - WHOLE))
        pairs = tuple(
            (min(p, q), max(p, q))
            for p, q in zip(edges.a[leads].tolist(), edges.b[leads].tolist(), strict=True)
        )
    return OddSet(tuple(members.tolist()), tuple(sorted(pairs)))
