"""Caps: rows "at most so many of these edges", from groups and from whole teams."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduling.arrays.edges import Edges
from scheduling.problem import Problem
from scheduling.problem.array_types import Int32


@dataclass(frozen=True, slots=True, eq=False)
class Caps:
    """R rows over edges, as (row, edge) entries sorted by row.

    Attributes
    ----------
    row, edge
        int32, shape (entries,).
    limit
        int32, shape (R,).
    person, group
        Whom and which group each row is of; a team's row has person -1 and the team's id.
    team_row, team_edge
        Entries of teams that have a guarantee: team number, edge.
    """

    row: Int32
    edge: Int32
    limit: Int32
    person: tuple[int, ...]
    group: tuple[str, ...]
    team_row: Int32
    team_edge: Int32


def compile_caps(problem: Problem, edges: Edges) -> Caps:
    """Find the rows that can bind: those with more edges than their limit."""
    rows: list[tuple[int, str, int, Int32]] = [*_group_rows(problem, edges)]
    n = len(problem.attendees)
    teams = []
    for k, team in enumerate(problem.teams):
        of_team = np.flatnonzero((edges.party_a == n + k) | (edges.party_b == n + k))
        pairs = len(np.unique(edges.pair[of_team]))
        if team.max_meetings is not None and pairs > team.max_meetings:
            rows.append((-1, team.id, team.max_meetings, of_team.astype(np.int32)))
        if team.min_meetings:
            teams.append((k, of_team.astype(np.int32)))
    return Caps(
        row=_spread([len(r[3]) for r in rows]),
        edge=_flat([r[3] for r in rows]),
        limit=np.array([r[2] for r in rows], np.int32),
        person=tuple(r[0] for r in rows),
        group=tuple(r[1] for r in rows),
        team_row=np.repeat(
            np.array([k for k, _ in teams], np.int32), [len(e) for _, e in teams]
        ).astype(np.int32),
        team_edge=_flat([e for _, e in teams]),
    )


def _group_rows(problem: Problem, edges: Edges) -> list[tuple[int, str, int, Int32]]:
    """One row for every person and group that has a cap which can bind."""
    people = problem.attendees
    names = sorted({g for p in people for g in p.group_caps})
    who = np.concatenate([edges.a, edges.b, edges.extra_person])
    edge = np.concatenate([np.tile(np.arange(len(edges)), 2), edges.extra_edge])
    side = np.concatenate([np.repeat([0, 1], len(edges)), edges.extra_side])
    rows = []
    for name in names:
        member = np.array([name in p.groups for p in people], np.bool_)
        limit = np.array([p.group_caps.get(name, -1) for p in people], np.int32)
        seated = np.array([member[edges.a], member[edges.b]])
        np.logical_or.at(seated, (edges.extra_side, edges.extra_edge), member[edges.extra_person])
        hit = np.flatnonzero((limit[who] >= 0) & seated[1 - side, edge])
        hit = hit[np.argsort(who[hit], kind="stable")]
        persons, start, count = np.unique(who[hit], return_index=True, return_counts=True)
        rows += [
            (int(p), name, int(limit[p]), edge[hit[s : s + c]].astype(np.int32))
            for p, s, c in zip(persons, start, count, strict=True)
            if c > limit[p]
        ]
    return rows


def _spread(counts: list[int]) -> Int32:
    return np.repeat(np.arange(len(counts), dtype=np.int32), counts)


def _flat(parts: list[Int32]) -> Int32:
    return np.concatenate([np.zeros(0, np.int32), *parts]).astype(np.int32)
