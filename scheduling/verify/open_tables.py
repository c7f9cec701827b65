"""Open tables: whether a table that suits all who sit is open in a slot, as verified."""

from __future__ import annotations

import numpy as np

from scheduling.problem import Problem
from scheduling.problem.array_types import Bool, Float64, Int64
from scheduling.verify.arrays import ProblemArrays


def tables_open(problem: Problem, arrays: ProblemArrays) -> Bool:
    """Return whether each table is open in each slot; bool, shape (L, T)."""
    is_open = np.ones((len(problem.tables), len(arrays.day)), bool)
    for index, table in enumerate(problem.tables):
        if table.available is not None:
            is_open[index] = False
            is_open[index, [arrays.slot[s] for s in table.available]] = True
    return is_open


def table_capacity(problem: Problem, arrays: ProblemArrays) -> Float64:
    """Return the most meetings at once in each slot, by open tables and people; shape (T,)."""
    pairs = arrays.available[: arrays.people].sum(axis=0) // 2
    if problem.without_tables:
        return np.asarray(pairs, np.float64)
    tables = tables_open(problem, arrays).sum(axis=0)
    return np.asarray(np.minimum(tables, pairs), np.float64)


def match_tables(
    problem: Problem, arrays: ProblemArrays, a: Int64, b: Int64, only: str | None = None
) -> tuple[Int64, Bool]:
    """Return when a table suits those who sit on either side.

    Parameters
    ----------
    a, b
        Rows, int64, shape (w,).
    only
        Id of the one table that a lock allows.

    Returns
    -------
    kind
        int64, shape (w,): the kind of each meeting, by hosts and zones needed.
    open
        bool, shape (kinds, T): whether a table that suits that kind is open.
    """
    if problem.without_tables:
        return np.zeros(len(a), np.int64), np.ones((1, len(arrays.day)), bool)
    needs, suits, kept = _needs(problem, arrays)
    key = np.minimum(needs[a], needs[b]) * len(suits) + np.maximum(needs[a], needs[b])
    found, kind = np.unique(key, return_inverse=True)
    is_open = tables_open(problem, arrays)
    nobody = ~np.logical_or.reduce(kept)
    rows = np.zeros((len(found), len(arrays.day)), bool)
    for k, both in enumerate(found.tolist()):
        one, other = both // len(suits), both % len(suits)
        hosts = kept[one] | kept[other]
        fit = suits[one] & suits[other]
        fit &= nobody if not hosts.any() else (hosts if hosts.sum() == 1 else False)
        if only:
            fit &= np.arange(len(fit)) == arrays.table[only]
        rows[k] = is_open[fit].any(axis=0)
    return kind.reshape(-1), rows


def _needs(problem: Problem, arrays: ProblemArrays) -> tuple[Int64, Bool, Bool]:
    """Return each row's need (a number), tables in its zones, tables its people keep.

    Shapes (n + k,), (needs, L), (needs, L).
    """
    zone = np.array([t.zone for t in problem.tables], object)
    numbers: dict[tuple[tuple[str, ...], str | None], int] = {}
    alone = [numbers.setdefault((a.zones, a.table), len(numbers)) for a in problem.attendees]
    needs = np.concatenate([alone, len(numbers) + np.arange(len(problem.teams))]).astype(np.int64)
    suits = np.ones((len(numbers) + len(problem.teams), len(zone)), bool)
    kept = np.zeros_like(suits)
    for k, (zones, table) in enumerate(numbers):
        suits[k] = np.isin(zone, zones) if zones else True
        if table is not None:
            kept[k, arrays.table[table]] = True
    team, member = arrays.members.spread(np.arange(arrays.people, len(arrays.party)))
    np.logical_and.at(suits, needs[arrays.people + team], suits[needs[member]])
    np.logical_or.at(kept, needs[arrays.people + team], kept[needs[member]])
    return needs, suits, kept
