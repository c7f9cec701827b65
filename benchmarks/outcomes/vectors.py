"""Vectors of the evaluation texts, kept in files outside the repository."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.matches.vectors import encoder_of
from api.settings import Settings
from embeddings import Encoder, embed


class FileStore:
    """A `VectorStore` of one folder a model and one .npz file a batch of new vectors."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, dict[str, NDArray[np.float32]]] = {}

    def get(self, fingerprint: str, hashes: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Known vectors of an encoder by text hash."""
        known = self._load(fingerprint)
        return {key: known[key] for key in hashes if key in known}

    def put(self, fingerprint: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors of an encoder by text hash."""
        known = self._load(fingerprint)
        keys = sorted(key for key in vectors if key not in known)
        if not keys:
            return
        rows = np.stack([vectors[key] for key in keys])
        folder = self._folder / fingerprint
        folder.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: a run that is stopped leaves no half file.
        aside = folder / f".{os.getpid()}.npz"
        np.savez(aside, keys=np.array(keys), rows=rows)
        aside.rename(folder / f"{keys[0][:16]}-{len(keys)}.npz")
        known.update(zip(keys, rows, strict=True))

    def _load(self, fingerprint: str) -> dict[str, NDArray[np.float32]]:
        if fingerprint not in self._known:
            known: dict[str, NDArray[np.float32]] = {}
            for path in sorted((self._folder / fingerprint).glob("[!.]*.npz")):
                with np.load(path) as part:
                    known.update(zip(part["keys"].tolist(), part["rows"], strict=True))
            self._known[fingerprint] = known
        return self._known[fingerprint]


def store() -> FileStore:
    """Open the folder of CONFAB_CACHE, by default ~/.cache/confab."""
    folder = os.environ.get("CONFAB_CACHE") or Path.home() / ".cache" / "confab"
    return FileStore(Path(folder))


class Vectors:
    """Texts to unit vectors; the model is loaded only when a text is not known yet."""

    def __init__(self, encoder: Encoder | None = None, keep: FileStore | None = None) -> None:
        self._encoder = encoder
        self._keep = keep or store()

    @property
    def encoder(self) -> Encoder:
        """The model of the settings (CONFAB_MODEL), loaded now if it is not yet."""
        if self._encoder is None:
            self._encoder = encoder_of(Settings())
        return self._encoder

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32, shape (len(texts), d), unit rows."""
        return embed(texts, self.encoder, self._keep)
