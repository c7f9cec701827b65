"""Vectors computed once per distinct (model, text), kept by content address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder, Progress

# A crash loses at most this many texts' work: about ten seconds of the default model.
_SAVE_EVERY = 2048


class VectorStore(Protocol):
    """Where vectors are kept between runs."""

    def get(self, fingerprint: str, hashes: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Known vectors of an encoder by text hash; unknown hashes are left out."""

    def put(self, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors of an encoder by text hash; a known hash may be given again."""


class MemoryStore:
    """A `VectorStore` that lives as long as the process."""

    def __init__(self) -> None:
        self._vectors: dict[tuple[str, str], NDArray[np.float32]] = {}

    def get(self, fingerprint: str, hashes: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Known vectors of an encoder by text hash."""
        known = ((key, self._vectors.get((fingerprint, key))) for key in hashes)
        return {key: vector for key, vector in known if vector is not None}

    def put(self, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors of an encoder by text hash."""
        for key, vector in vectors.items():
            self._vectors[(fingerprint, key)] = vector


def text_hash(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def embed(
    texts: Sequence[str],
    encoder: Encoder,
    store: VectorStore | None = None,
    progress: Progress | None = None,
) -> NDArray[np.float32]:
    """Vectors of texts, encoding only those that the store does not know.

    Parameters
    ----------
    texts
        Any texts; repeats are encoded once.
    encoder
        The model.
    store
        Asked first and told what is new after every 2,048 texts; None keeps nothing.
    progress
        Told (distinct texts done, distinct texts); known texts count as done at once.

    Returns
    -------
    numpy.ndarray
        float32, shape (len(texts), encoder.dim), unit rows in the order of ``texts``.
    """
    hashes = [text_hash(text) for text in texts]
    distinct = dict(zip(hashes, texts, strict=True))
    vectors = dict(store.get(encoder.fingerprint, list(distinct))) if store else {}
    missing = [key for key in distinct if key not in vectors]
    # Longest first within each saved part keeps batches even and the progress bar honest.
    missing.sort(key=lambda key: (-len(distinct[key]), key))
    known = len(distinct) - len(missing)
    if progress is not None:
        progress(known, len(distinct))
    for start in range(0, len(missing), _SAVE_EVERY):
        part = missing[start : start + _SAVE_EVERY]

        def moved(done: int, _total: int, before: int = known + start) -> None:
            if progress is not None:
                progress(before + done, len(distinct))

        rows = encoder.encode([distinct[key] for key in part], moved)
        fresh = dict(zip(part, rows, strict=True))
        vectors.update(fresh)
        if store is not None:
            store.put(encoder.fingerprint, fresh)
    result = np.empty((len(texts), encoder.dim), dtype=np.float32)
    for row, key in enumerate(hashes):
        result[row] = vectors[key]
    return result
