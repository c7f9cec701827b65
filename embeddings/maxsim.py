"""Directed MaxSim over ragged items: for each pair of groups its best pair of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.ragged import Ragged

# Pairs at a time in `best_pairs`: about 1 MB of gathered rows, which stays near the core.
_PAIRS = 1 << 8


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """Groups laid out for `maxsim`: the r-th rows of all groups stand together.

    Groups are sorted by falling size, so that each plane is a prefix of the groups and the
    maximum over a group's rows is an element-wise maximum of whole matrices: many times
    faster than ``numpy.maximum.reduceat`` over ragged columns.

    Attributes
    ----------
    layers
        Plane r: float32, shape (groups with more than r rows, d).
    place
        int64, shape (n,): where each group stands in that order; None where the groups are
        in that order already.
    n
        Number of groups.
    """

    layers: tuple[NDArray[np.float32], ...]
    place: NDArray[np.int64] | None
    n: int

    @classmethod
    def of(cls, ragged: Ragged) -> Planes:
        """Lay out groups; memory is that of their vectors once more."""
        sizes = ragged.sizes
        order = np.argsort(-sizes, kind="stable")
        place = None
        if np.any(np.diff(sizes) > 0):
            place = np.empty(len(order), dtype=np.int64)
            place[order] = np.arange(len(order))
        starts = ragged.starts[order]
        layers = []
        for rank in range(int(sizes.max(initial=0))):
            filled = int((sizes > rank).sum())
            layers.append(ragged.vectors[starts[:filled] + rank])
        return cls(tuple(layers), place, len(sizes))


def maxsim(queries: Planes, documents: Planes) -> NDArray[np.float32]:
    """Largest dot product between the rows of every query group and every document group.

    Parameters
    ----------
    queries, documents
        n and m groups of rows of one length. The result and as much again is held in memory:
        take some thousand groups at a time.

    Returns
    -------
    numpy.ndarray
        float32, shape (n, m); ``-inf`` where either group is empty.
    """
    best = np.full((queries.n, documents.n), -np.inf, dtype=np.float32)
    room = np.empty((queries.n, documents.n), dtype=np.float32)
    for query in queries.layers:
        for document in documents.layers:
            part = best[: len(query), : len(document)]
            near = room.reshape(-1)[: part.size].reshape(part.shape)
            np.maximum(part, np.matmul(query, document.T, out=near), out=part)
    if queries.place is not None:
        best = best[queries.place]
    if documents.place is not None:
        best = best[:, documents.place]
    return best


def maxsim_row(query: NDArray[np.float32], documents: Ragged) -> NDArray[np.float32]:
    """Largest dot product between some rows and every document group.

    Parameters
    ----------
    query
        float32, shape (r, d): the rows of one group.

    Returns
    -------
    numpy.ndarray
        float32, shape (m,); ``-inf`` where a group or the query is empty.
    """
    best = np.full(len(documents) + 1, -np.inf, dtype=np.float32)
    if len(query) and len(documents.vectors):
        # Rows of no group fall to the place behind the last one.
        np.maximum.at(best, documents.owners, (query @ documents.vectors.T).max(axis=0))
    return best[:-1]


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """For each of p pairs of groups the best pair of rows.

    Attributes
    ----------
    value
        float32, shape (p,): the largest dot product, ``-inf`` where a group is empty.
    query, document
        int64, shape (p,): its row in the queries' and in the documents' vectors, -1 where a
        group is empty; the lowest row numbers win a tie.
    """

    value: NDArray[np.float32]
    query: NDArray[np.int64]
    document: NDArray[np.int64]


def best_pairs(
    queries: Ragged,
    documents: Ragged,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
) -> Best:
    """Best rows between given pairs of groups.

    Parameters
    ----------
    queries, documents
        Groups of rows of one length.
    left, right
        int64, shape (p,): which query group meets which document group.

    Returns
    -------
    Best
        Arrays of length p.
    """
    value = np.full(len(left), -np.inf, dtype=np.float32)
    query = np.full(len(left), -1, dtype=np.int64)
    document = np.full(len(left), -1, dtype=np.int64)
    heights, widths = queries.sizes[left], documents.sizes[right]
    span = int(widths.max(initial=0)) + 1
    shapes = heights * span + widths
    # Pairs of one shape make one batched product; the pairs of a batch keep their order.
    for shape in np.flatnonzero(np.bincount(shapes[(heights > 0) & (widths > 0)])):
        members = np.flatnonzero(shapes == shape)
        height, width = divmod(int(shape), span)
        step = max(1, _PAIRS * 4 // (height + width))
        for start in range(0, len(members), step):
            part = members[start : start + step]
            low = queries.starts[left[part]]
            first = documents.starts[right[part]]
            rows = queries.vectors[low[:, None] + np.arange(height)]
            columns = documents.vectors[first[:, None] + np.arange(width)]
            similarity = np.matmul(rows, columns.transpose(0, 2, 1)).reshape(len(part), -1)
            place = similarity.argmax(axis=1)
            value[part] = similarity[np.arange(len(part)), place]
            query[part] = low + place // width
            document[part] = first + place % width
    return Best(value, query, document)
