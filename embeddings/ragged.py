"""Ragged: several vectors a person in one array, the layout every kernel here reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Groups of rows stored one after the other.

    Attributes
    ----------
    vectors
        float32, shape (m, d): all rows.
    offsets
        int64, shape (n + 1,): rows of group g are ``offsets[g]`` to ``offsets[g + 1]``;
        a group may be empty.

    Raises
    ------
    ValueError
        If the offsets do not start at 0, decrease, or do not end at m.
    """

    vectors: NDArray[np.float32]
    offsets: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or self.offsets.ndim != 1 or len(self.offsets) == 0:
            raise ValueError("vectors must have two dimensions and offsets one, not empty")
        if self.offsets[0] != 0 or self.offsets[-1] != len(self.vectors):
            raise ValueError("offsets must run from 0 to the number of vectors")
        if len(self.offsets) > 1 and np.diff(self.offsets).min() < 0:
            raise ValueError("offsets must not decrease")

    @classmethod
    def of(cls, vectors: NDArray[np.float32], groups: Sequence[Sequence[int]]) -> Ragged:
        """Gather rows of ``vectors`` into groups.

        Parameters
        ----------
        vectors
            float32, shape (m, d).
        groups
            For each group the row numbers it holds; a row may be in several groups.
        """
        sizes = np.fromiter((len(group) for group in groups), dtype=np.int64, count=len(groups))
        offsets = np.zeros(len(groups) + 1, dtype=np.int64)
        np.cumsum(sizes, out=offsets[1:])
        rows = np.fromiter(
            (row for group in groups for row in group), dtype=np.int64, count=int(offsets[-1])
        )
        return cls(np.ascontiguousarray(vectors[rows], dtype=np.float32), offsets)

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.offsets) - 1

    def __getitem__(self, group: int) -> NDArray[np.float32]:
        """Rows of one group, a view of shape (size, d)."""
        return self.vectors[self.offsets[group] : self.offsets[group + 1]]

    def between(self, start: int, stop: int) -> Ragged:
        """Give groups ``start`` to ``stop``, a view."""
        low, high = self.offsets[start], self.offsets[stop]
        return Ragged(self.vectors[low:high], self.offsets[start : stop + 1] - low)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """int64, shape (n,): number of rows of each group."""
        return np.diff(self.offsets)

    @property
    def owners(self) -> NDArray[np.int64]:
        """int64, shape (m,): the group of each row."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.sizes)
