"""Table continuity: who keeps the table, or at least the zone, of their neighbouring meetings."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from scheduling.problem.array_types import Bool, Int64
from scheduling.seating.walking import OTHER_TABLE, OTHER_ZONE


def steps_to(wanted: Int64, zone: Int64, table: Int64) -> Int64:
    """Return the steps of meetings at tables.

    Parameters
    ----------
    wanted
        int64, shape (m, 4): tables of the neighbouring meetings, -1 for none.
    zone
        int64, shape (L,).
    table
        int64, broadcast against (m, 1): tables to try.

    Returns
    -------
    int64, shape (m, tables).
    """
    steps = np.zeros(np.broadcast_shapes((len(wanted), 1), table.shape), np.int64)
    for column in wanted.T:
        known = column[:, None] >= 0
        far = np.where(zone[column][:, None] == zone[table], OTHER_TABLE, OTHER_ZONE)
        steps += np.where(known & (column[:, None] != table), far, 0)
    return steps


def seat_large(wanted: Int64, zone: Int64, free: Bool) -> Int64:
    """Seat many meetings that may sit at any free table.

    First the tables that save somebody a walk, by a sparse assignment in which a meeting may
    also stay out; then the others, in a zone of their people where one is left.

    Parameters
    ----------
    wanted
        int64, shape (m, 4): tables of the neighbouring meetings, -1 for none.
    zone
        int64, shape (L,).
    free
        bool, shape (L,).

    Returns
    -------
    int64, shape (m,): tables, -1 where none was left.
    """
    m, tables = len(wanted), len(free)
    at = np.full(m, -1, np.int64)
    row = np.repeat(np.arange(m), wanted.shape[1])
    column = wanted.reshape(-1)
    useful = (column >= 0) & free[column]
    row, column = row[useful], column[useful]
    edge = np.unique(row * tables + column)
    row, column = edge // tables, edge % tables
    # Without a stay a meeting walks at least this much, in its people's favourite zone.
    elsewhere = _favourite(wanted, zone)[1]
    steps = steps_to(wanted[row], zone, column[:, None])[:, 0]
    weight = np.concatenate([steps, elsewhere]) + 1
    graph = csr_array(
        (
            weight.astype(np.float64),
            (
                np.concatenate([row, np.arange(m)]),
                np.concatenate([column, tables + np.arange(m)]),
            ),
        ),
        shape=(m, tables + m),
    )
    one, other = min_weight_full_bipartite_matching(graph)
    stays = other < tables
    at[one[stays]] = other[stays]
    left = free.copy()
    left[at[at >= 0]] = False
    rest = np.flatnonzero(at < 0)
    at[rest] = _spread(wanted[rest], zone, left)
    return at


def _favourite(wanted: Int64, zone: Int64) -> tuple[Int64, Int64]:
    """Return the zone with most neighbours (-1 without any) and the steps into it; (m,) each."""
    near = np.where(wanted >= 0, zone[wanted], -1)
    count = (near[:, :, None] == near[:, None, :]).sum(axis=2)
    count[near < 0] = 0
    best = np.argmax(count, axis=1)
    most = count.max(axis=1)
    known = (near >= 0).sum(axis=1)
    steps = most * OTHER_TABLE + (known - most) * OTHER_ZONE
    return np.where(most > 0, near[np.arange(len(near)), best], -1), steps


def _spread(wanted: Int64, zone: Int64, free: Bool) -> Int64:
    """Give each a free table of its favourite zone, else of the zone with most tables left."""
    at = np.full(len(wanted), -1, np.int64)
    favourite = _favourite(wanted, zone)[0]
    for z in np.unique(favourite[favourite >= 0]):
        here, tables = np.flatnonzero(favourite == z), np.flatnonzero(free & (zone == z))
        count = min(len(here), len(tables))
        at[here[:count]] = tables[:count]
    left = free.copy()
    left[at[at >= 0]] = False
    rest, tables = np.flatnonzero(at < 0), np.flatnonzero(left)
    size = np.bincount(zone, minlength=1)
    tables = tables[np.argsort(-size[zone[tables]], kind="stable")]
    count = min(len(rest), len(tables))
    at[rest[:count]] = tables[:count]
    return at
