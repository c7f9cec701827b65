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


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """Documents laid out for `maxsim`: the r-th rows of all groups stand together.

    Groups are sorted by falling size, so that each plane is a prefix of the groups and the
    maximum over a group's rows is an element-wise maximum of whole matrices: twenty times
    faster than ``numpy.maximum.reduceat`` over ragged columns.

    Attributes
    ----------
    layers
        Plane r: float32, shape (groups with more than r rows, d).
    place
        int64, shape (n,): where each group stands in that order.
    """

    layers: tuple[NDArray[np.float32], ...]
    place: NDArray[np.int64]

    @classmethod
    def of(cls, ragged: Ragged) -> Planes:
        """Lay out groups; memory is that of their vectors once more."""
        sizes = ragged.sizes
        order = np.argsort(-sizes, kind="stable")
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        starts = ragged.offsets[:-1][order]
        layers = []
        for rank in range(int(sizes.max(initial=0))):
            filled = int((sizes > rank).sum())
            layers.append(ragged.vectors[starts[:filled] + rank])
        return cls(tuple(layers), place)

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.place)


def maxsim(queries: Ragged, documents: Ragged | Planes, block: int = 1024) -> NDArray[np.float32]:
    """Largest dot product between the rows of every query group and every document group.

    Parameters
    ----------
    queries, documents
        n and m groups of rows of one length; documents used again and again come as `Planes`.
    block
        Query groups at a time; beside the result about ``block`` x m x 8 bytes are in use.

    Returns
    -------
    numpy.ndarray
        float32, shape (n, m); ``-inf`` where either group is empty.
    """
    planes = documents if isinstance(documents, Planes) else Planes.of(documents)
    result = np.empty((len(queries), len(planes)), dtype=np.float32)
    for start in range(0, len(queries), block):
        stop = min(start + block, len(queries))
        rows = Planes.of(queries.between(start, stop))
        best = np.full((stop - start, len(planes)), -np.inf, dtype=np.float32)
        for query in rows.layers:
            for layer in planes.layers:
                part = best[: len(query), : len(layer)]
                np.maximum(part, query @ layer.T, out=part)
        result[start:stop] = best[rows.place][:, planes.place]
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
