"""Directed MaxSim over ragged items: the best document row for each query row, blocked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.ragged import Ragged


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """For each pair of groups the best pair of rows.

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


def group_max(values: NDArray[np.float32], offsets: NDArray[np.int64]) -> NDArray[np.float32]:
    """Maximum over groups of columns.

    Parameters
    ----------
    values
        float32, shape (r, m).
    offsets
        int64, shape (n + 1,): columns of group g are ``offsets[g]`` to ``offsets[g + 1]``.

    Returns
    -------
    numpy.ndarray
        float32, shape (r, n); ``-inf`` for an empty group.
    """
    sizes = np.diff(offsets)
    result = np.full((len(values), len(sizes)), -np.inf, dtype=np.float32)
    filled = sizes > 0
    if filled.any() and len(values):
        # Empty groups are skipped: reduceat would return the next group's first value.
        result[:, filled] = np.maximum.reduceat(values, offsets[:-1][filled], axis=1)
    return result


def maxsim(queries: Ragged, documents: Ragged, block: int = 512) -> NDArray[np.float32]:
    """Largest dot product between the rows of every query group and every document group.

    Parameters
    ----------
    queries, documents
        n and m groups of unit rows of one length.
    block
        Query groups at a time; memory is about ``block`` x rows of ``documents`` x 4 bytes
        times the rows of a group.

    Returns
    -------
    numpy.ndarray
        float32, shape (n, m), -1..1; ``-inf`` where either group is empty.
    """
    result = np.empty((len(queries), len(documents)), dtype=np.float32)
    for start in range(0, len(queries), block):
        stop = min(start + block, len(queries))
        low, high = queries.offsets[start], queries.offsets[stop]
        best = group_max(queries.vectors[low:high] @ documents.vectors.T, documents.offsets)
        result[start:stop] = group_max(
            np.ascontiguousarray(best.T), queries.offsets[start : stop + 1] - low
        ).T
    return result


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
        Groups of unit rows of one length.
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
    for pair, (i, j) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        similarity = queries[i] @ documents[j].T
        if similarity.size:
            place = int(similarity.argmax())
            value[pair] = similarity.flat[place]
            query[pair] = queries.offsets[i] + place // similarity.shape[1]
            document[pair] = documents.offsets[j] + place % similarity.shape[1]
    return Best(value, query, document)
