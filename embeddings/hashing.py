"""A seeded encoder without a model: shared words give close vectors; for tests and first looks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Progress, unit_rows

_WORD = re.compile(r"\w+")
# Words that every sentence shares would make all texts alike.
_COMMON = frozenset(
    _WORD.findall(
        "a an and are as at be by can do for from has have i in is it me my of on or our "
        "that the their them they this to us we who will with you your"
    )
)
_GRAM = 4
_GRAM_WEIGHT = 0.25


class HashingEncoder:
    """Words and letter groups hashed to signed coordinates (Weinberger et al., 2009).

    Parameters
    ----------
    seed
        Another seed gives another, equally good set of coordinates.
    dim
        Length of a vector, at least 8.

    Raises
    ------
    ValueError
        If ``dim`` is below 8.
    """

    def __init__(self, seed: int = 0, dim: int = 256) -> None:
        if dim < 8:
            raise ValueError("dim must be at least 8")
        self._seed = seed
        self._dim = dim

    @property
    def name(self) -> str:
        """Name of the model, for people."""
        return "hashing"

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors of the same text could change."""
        return f"hashing-1-{self._seed}-{self._dim}"

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Encode texts; see `embeddings.encoder.Encoder.encode`."""
        vectors = np.zeros((len(texts), self._dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for token, weight in _tokens(text):
                place, sign = self._coordinate(token)
                vectors[row, place] += sign * weight
        if progress is not None:
            progress(len(texts), len(texts))
        return unit_rows(vectors)

    def _coordinate(self, token: str) -> tuple[int, float]:
        digest = hashlib.blake2b(
            token.encode(), digest_size=8, salt=self._seed.to_bytes(8, "big", signed=True)
        ).digest()
        number = int.from_bytes(digest, "big")
        return (number >> 1) % self._dim, 1.0 if number & 1 else -1.0


def _tokens(text: str) -> Iterator[tuple[str, float]]:
    words = [word for word in _WORD.findall(text.casefold()) if word not in _COMMON]
    for word in words:
        # A plural is the same word: "investors" must find "investor".
        stem = word[:-1] if len(word) > 3 and word.endswith("s") else word
        yield stem, 1.0
        for start in range(len(stem) - _GRAM + 1):
            yield "~" + stem[start : start + _GRAM], _GRAM_WEIGHT
