"""Ragged: several vectors a person in one array, the layout every kernel here reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Groups of consecutive rows; rows may be in no group.

    Attributes
    ----------
    vectors
        float32, shape (m, d): all rows.
    starts, sizes
        int64, shape (n,): group g has the rows ``starts[g]`` to ``starts[g] + sizes[g]``; it
        may be empty.

    Raises
    ------
    ValueError
        If a group reaches beyond the rows.
    """

    vectors: Array
    starts: Index
    sizes: Index

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or self.starts.shape != self.sizes.shape:
            raise ValueError("vectors must have two dimensions, starts and sizes one length")
        if len(self.starts) and (
            self.starts.min() < 0
            or self.sizes.min() < 0
            or (self.starts + self.sizes).max() > len(self.vectors)
        ):
            raise ValueError("a group reaches beyond the rows")

    @classmethod
    def consecutive(cls, vectors: Array, sizes: Index) -> Ragged:
        """Take rows group by group: the first ``sizes[0]`` rows are group 0, and so on.

        Raises
        ------
        ValueError
            If the sizes do not add up to the number of rows.
        """
        ends = np.cumsum(sizes, dtype=np.int64)
        if (ends[-1] if len(ends) else 0) != len(vectors):
            raise ValueError("the sizes must add up to the number of rows")
        return cls(vectors, ends - sizes, np.asarray(sizes, dtype=np.int64))

    @classmethod
    def of(cls, vectors: Array, groups: Sequence[Sequence[int]]) -> Ragged:
        """Gather rows of ``vectors`` into groups.

        Parameters
        ----------
        vectors
            float32, shape (m, d).
        groups
            For each group the row numbers it holds; a row may be in several groups.
        """
        sizes = np.fromiter((len(group) for group in groups), dtype=np.int64, count=len(groups))
        rows = np.fromiter(
            (row for group in groups for row in group), dtype=np.int64, count=int(sizes.sum())
        )
        return cls.consecutive(np.ascontiguousarray(vectors[rows], dtype=np.float32), sizes)

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.starts)

    def __getitem__(self, group: int) -> Array:
        """Rows of one group, a view of shape (size, d)."""
        return self.vectors[self.starts[group] : self.starts[group] + self.sizes[group]]

    def between(self, start: int, stop: int) -> Ragged:
        """Give groups ``start`` to ``stop``, a view."""
        return Ragged(self.vectors, self.starts[start:stop], self.sizes[start:stop])

    @property
    def owners(self) -> Index:
        """int64, shape (m,): the group of each row, the last if it is in several, -1 if in none."""
        owners = np.full(len(self.vectors), -1, dtype=np.int64)
        total = int(self.sizes.sum())
        within = np.arange(total) - np.repeat(np.cumsum(self.sizes) - self.sizes, self.sizes)
        owners[np.repeat(self.starts, self.sizes) + within] = np.repeat(
            np.arange(len(self), dtype=np.int64), self.sizes
        )
        return owners
