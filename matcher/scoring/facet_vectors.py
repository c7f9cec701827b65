"""Item vectors of all people for one purpose: what they seek, bring, share or exclude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import Planes
from embeddings.ragged import Ragged
from matcher.people import People
from matcher.scoring.calibration import Extend

Array = NDArray[np.float32]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FacetVectors:
    """The vectors of some items, grouped by person.

    Attributes
    ----------
    ragged
        One group a person, in the order of the people.
    items
        int64, shape (rows,): index into `People.items` of each row.
    """

    ragged: Ragged
    items: Index

    @classmethod
    def of(
        cls,
        people: People,
        vectors: Array,
        found: Sequence[int],
        statement: float,
        role: float = 0.0,
    ) -> FacetVectors:
        """Gather some items, each in its context.

        Parameters
        ----------
        found
            Which: indices into ``people.items``, ascending.
        vectors
            float32, shape (len(people.texts), d), unit rows.
        statement
            Share of the whole statement in the vector of a part of it, 0..1.
        role
            Share of the person's role in the vector of each of their items, 0..1.
        """
        items = np.array(found, dtype=np.int64)
        owners = people.owners[items]
        rows = vectors[people.rows[items]]
        rows = in_context(rows, vectors, people.statement_rows[items], statement)
        rows = in_context(rows, vectors, people.role_rows[owners], role)
        sizes = np.bincount(owners, minlength=len(people))
        return cls(Ragged.consecutive(rows, sizes), items)

    def extended(self, extend: Extend) -> FacetVectors:
        """Give the same items vectors made by ``extend``."""
        ragged = Ragged(extend(self.ragged.vectors), self.ragged.starts, self.ragged.sizes)
        return FacetVectors(ragged, self.items)

    def planes(self, start: int, stop: int) -> Planes:
        """Lay out the people from ``start`` to ``stop`` for MaxSim."""
        return Planes.of(self.ragged.between(start, stop))

    def means(self) -> Array:
        """Give each person's mean vector, scaled to length 1; zeros where there is no item.

        Returns
        -------
        numpy.ndarray
            float32, shape (n, d).
        """
        sums = np.zeros((len(self.ragged), self.ragged.vectors.shape[1]), dtype=np.float32)
        np.add.at(sums, self.ragged.owners, self.ragged.vectors)
        return unit_or_zero(sums)


def background_rows(people: People, vectors: Array, texts: Sequence[str]) -> Array:
    """Gather the vectors of background statements: float32, shape (len(texts), d)."""
    places = {text: row for row, text in enumerate(people.texts[: _background_size(people)])}
    return np.asarray(vectors[[places[text] for text in texts]])


def _background_size(people: People) -> int:
    # The background stands first among the texts; no need to look at all of a large crowd's.
    return min(len(people.texts), 256)


def in_context(rows: Array, vectors: Array, context: Index, share: float) -> Array:
    """Draw vectors towards those of what they stand in.

    Parameters
    ----------
    rows
        float32, shape (m, d), unit rows.
    context
        int64, shape (m,): of each the row of ``vectors`` that it stands in, -1 for none.
    share
        Share of the context in the result, 0..1.

    Returns
    -------
    numpy.ndarray
        float32, shape (m, d), unit rows.
    """
    present = context >= 0
    if share == 0 or not present.any():
        return np.ascontiguousarray(rows, dtype=np.float32)
    mixed = rows.astype(np.float32, copy=True)
    mixed[present] *= np.float32(1 - share)
    mixed[present] += np.float32(share) * vectors[context[present]]
    mixed[present] = unit_or_zero(mixed[present])
    return mixed


def unit_or_zero(rows: Array) -> Array:
    """Scale rows to length 1; rows of zeros, of who says nothing, stay so."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, np.float32(1e-9)), dtype=np.float32)
