"""Item vectors of all people for one purpose: what they seek, bring, share or exclude."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.maxsim import Planes
from embeddings.ragged import Ragged
from matcher.people import People
from matcher.profiles import Item


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
    items: NDArray[np.int64]

    @classmethod
    def of(
        cls, people: People, vectors: NDArray[np.float32], wanted: Callable[[Item], bool]
    ) -> FacetVectors:
        """Gather the items that ``wanted`` accepts.

        Parameters
        ----------
        vectors
            float32, shape (len(people.texts), d).
        """
        found = [index for index, item in enumerate(people.items) if wanted(item)]
        items = np.array(found, dtype=np.int64)
        counts = np.bincount(people.owners[items], minlength=len(people))
        offsets = np.zeros(len(people) + 1, dtype=np.int64)
        np.cumsum(counts, out=offsets[1:])
        rows = np.ascontiguousarray(vectors[people.rows[items]], dtype=np.float32)
        return cls(Ragged(rows, offsets), items)

    def replaced(self, rows: NDArray[np.float32]) -> FacetVectors:
        """Give the same items other vectors."""
        return FacetVectors(Ragged(rows, self.ragged.offsets), self.items)

    def planes(self, start: int, stop: int) -> Planes:
        """Lay out the people from ``start`` to ``stop`` for MaxSim."""
        return Planes.of(self.ragged.between(start, stop))
