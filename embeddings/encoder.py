"""What every encoder promises: texts in, float32 unit rows out, and a name for the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all); never less than the call before."""


class Encoder(Protocol):
    """Turns texts into unit vectors whose dot product is their cosine similarity."""

    @property
    def name(self) -> str:
        """Name of the model, for people."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors of the same text could change."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Encode texts.

        Parameters
        ----------
        texts
            Any number of texts, each at least one character; may repeat.
        progress
            Told how many texts are done.

        Returns
        -------
        numpy.ndarray
            float32, shape (len(texts), dim), rows of length 1, in the order of ``texts``;
            shape (0, dim) for no text.
        """


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale rows to length 1.

    Parameters
    ----------
    vectors
        float32, shape (n, d). A row of zeros becomes the first unit vector: it carries no
        meaning, but every row stays usable in a dot product.

    Returns
    -------
    numpy.ndarray
        float32, shape (n, d).
    """
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    empty = norms[:, 0] < 1e-12
    scaled = vectors / np.where(norms < 1e-12, 1.0, norms)
    if empty.any():
        scaled[empty] = 0.0
        scaled[empty, 0] = 1.0
    return np.ascontiguousarray(scaled, dtype=np.float32)
