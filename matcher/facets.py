"""Item vectors of all people for one purpose: what they seek, bring, share or exclude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.ragged import Ragged
from matcher.people import People
from matcher.profiles import Facet, Polarity


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
        cls,
        people: People,
        vectors: NDArray[np.float32],
        facets: Sequence[Facet],
        polarity: Polarity = 1,
    ) -> FacetVectors:
        """Gather the items of some facets.

        Parameters
        ----------
        vectors
            float32, shape (len(people.texts), d).
        """
        wanted = [
            index
            for index, item in enumerate(people.items)
            if item.facet in facets and item.polarity == polarity
        ]
        items = np.array(wanted, dtype=np.int64)
        counts = np.bincount(people.owners[items], minlength=len(people))
        offsets = np.zeros(len(people) + 1, dtype=np.int64)
        np.cumsum(counts, out=offsets[1:])
        rows = np.ascontiguousarray(vectors[people.rows[items]], dtype=np.float32)
        return cls(Ragged(rows, offsets), items)

    def replaced(self, rows: NDArray[np.float32]) -> FacetVectors:
        """Return the same items with other vectors."""
        return FacetVectors(Ragged(rows, self.ragged.offsets), self.items)
