"""Problem arrays: a problem as the solver reads it; every way two parties can sit is one edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.arrays.caps import Caps, compile_caps
from scheduling.arrays.edges import Edges, compile_edges
from scheduling.arrays.interval_limits import Spans, compile_spans
from scheduling.arrays.max_min_limit import MaxMinLimit, max_min_limit
from scheduling.arrays.objective import Utility, compile_utility
from scheduling.arrays.people import People, compile_people
from scheduling.arrays.table_classes import ClassBook, TableClasses
from scheduling.problem import Problem
from scheduling.problem.array_types import Bool, Index, Int32


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """A problem in mode ``select`` as arrays: n people, m edges, T slots.

    Attributes
    ----------
    edges
        Every way two parties can sit together, possible ones only.
    fits
        bool, shape (m, T): all who sit are there and a table that suits them is open.
    caps
        Rows "at most so many of these edges": group caps and caps of whole teams.
    before
        Two int32 arrays, shape (r,): where both edges are held, the first is in an earlier slot.
    impossible
        Pairs that must meet and have no edge at all.
    max_min
        Who limits the worst-off; None where fairness is below 1 or nobody counts.
    floor
        What the worst-off should reach, once that is known; whoever is below goes first.
    """

    problem: Problem
    people: People
    spans: Spans
    edges: Edges
    fits: Bool
    tables: TableClasses
    caps: Caps
    utility: Utility
    before: tuple[Int32, Int32]
    impossible: tuple[tuple[str, str], ...]
    max_min: MaxMinLimit | None
    floor: float | None = None

    @property
    def slots(self) -> int:
        """Number of slots T."""
        return int(self.fits.shape[1])

    @property
    def size(self) -> int:
        """Number of people n."""
        return len(self.people.most)


def compile_arrays(problem: Problem) -> Arrays:
    """Read a problem into arrays.

    Takes O(pairs x slots) time and memory: about 150 bytes a pair at twelve slots.
    """
    people = compile_people(problem)
    book = ClassBook(problem)
    edges = compile_edges(problem, people, book)
    tables = book.classes(people.available)
    fits = people.available[edges.a] & people.available[edges.b] & tables.open[edges.kind]
    np.logical_and.at(fits, edges.extra_edge, people.available[edges.extra_person])
    fixed = np.flatnonzero(edges.slot >= 0)
    there = fits[fixed, edges.slot[fixed]]
    fits[fixed] = False
    fits[fixed, edges.slot[fixed]] = there
    may = people.most > 0
    able = fits.any(axis=1) & may[edges.a] & may[edges.b]
    np.logical_and.at(able, edges.extra_edge, may[edges.extra_person])
    possible = np.flatnonzero(able)
    if len(possible) < len(fits):
        edges, fits = edges.only(possible), fits[possible]
    utility = compile_utility(problem, people, edges)
    return Arrays(
        problem,
        people,
        compile_spans(people),
        edges,
        fits,
        tables,
        compile_caps(problem, edges),
        utility,
        _before(problem, edges),
        _impossible(problem, edges),
        max_min_limit(edges, fits, utility) if utility.fairness == 1 else None,
    )


def _by_parties(edges: Edges, rows: Index) -> dict[tuple[int, int], list[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    for e in rows:
        low, high = sorted((int(edges.party_a[e]), int(edges.party_b[e])))
        found.setdefault((low, high), []).append(int(e))
    return found


def _before(problem: Problem, edges: Edges) -> tuple[Int32, Int32]:
    if not problem.before:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    row = {p: i for i, p in enumerate(problem.parties)}
    pairs = [pair for order in problem.before for pair in (order.first, order.then)]
    named = {row[x] for pair in pairs for x in pair}
    both = np.isin(edges.party_a, list(named)) & np.isin(edges.party_b, list(named))
    of = _by_parties(edges, np.flatnonzero(both))

    def rows(pair: tuple[str, str]) -> list[int]:
        low, high = sorted((row[pair[0]], row[pair[1]]))
        return of.get((low, high), [])

    follow = [(e, g) for o in problem.before for e in rows(o.first) for g in rows(o.then)]
    first, then = np.array(follow, np.int32).reshape(-1, 2).T
    return first, then


def _impossible(problem: Problem, edges: Edges) -> tuple[tuple[str, str], ...]:
    wanted = [(m.a, m.b) for m in problem.must_meet if m.priority is None]
    wanted += [(k.a, k.b) for k in problem.locked]
    row = {p: i for i, p in enumerate(problem.parties)}
    has = _by_parties(edges, np.flatnonzero(np.isinf(edges.priority)))
    return tuple((x, y) for x, y in wanted if (min(row[x], row[y]), max(row[x], row[y])) not in has)
