"""Vectors kept in the database, and the process's encoder."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert, select

from api.db.session import Database
from api.matches.models import StoredVector
from api.settings import Settings
from embeddings import Encoder, SentenceEncoder

_loading = threading.Lock()
# SQLite takes at most 32,766 parameters a statement.
_AT_ONCE = 5000


class StoredVectors:
    """`embeddings.VectorStore` in the database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, fingerprint: str, hashes: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Known vectors of an encoder by text hash."""
        found: dict[str, NDArray[np.float32]] = {}
        with self._database.read_session() as session:
            for part in _parts(hashes):
                rows = session.execute(
                    select(StoredVector.text_hash, StoredVector.vector).where(
                        StoredVector.fingerprint == fingerprint, StoredVector.text_hash.in_(part)
                    )
                )
                found.update((key, np.frombuffer(data, "<f4")) for key, data in rows)
        return found

    def put(self, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors; one that another process stored meanwhile stays as it is."""
        for part in _parts(list(vectors)):
            with self._database.write_session() as session:
                known = set(
                    session.scalars(
                        select(StoredVector.text_hash).where(
                            StoredVector.fingerprint == fingerprint,
                            StoredVector.text_hash.in_(part),
                        )
                    )
                )
                rows: list[dict[str, Any]] = [
                    {
                        "fingerprint": fingerprint,
                        "text_hash": key,
                        "vector": np.asarray(vectors[key], "<f4").tobytes(),
                    }
                    for key in part
                    if key not in known
                ]
                if rows:
                    session.execute(insert(StoredVector), rows)


def encoder_of(settings: Settings) -> Encoder:
    """Load the encoder of the settings, once a process.

    Raises
    ------
    embeddings.ModelFault
        If the model is missing or is not the one expected.
    """
    with _loading:
        return _load(settings)


def holds_model() -> bool:
    """Whether this process has loaded an encoder."""
    return _load.cache_info().currsize > 0


@lru_cache(maxsize=1)
def _load(settings: Settings) -> Encoder:
    if settings.model:
        return SentenceEncoder(settings.model, online=settings.model_online)
    return SentenceEncoder.default()


def _parts(keys: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield list(keys[start : start + _AT_ONCE])
