from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings import HashingEncoder, MemoryStore, Progress, embed

texts = st.lists(st.sampled_from(["bread", "a van", "trade marks", "roofs", "ice"]), max_size=12)


class Counting:
    """The hashing encoder, remembering what it was asked."""

    def __init__(self) -> None:
        self._encoder = HashingEncoder()
        self.asked: list[str] = []
        self.name, self.dim = self._encoder.name, self._encoder.dim
        self.fingerprint = self._encoder.fingerprint

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        self.asked.extend(texts)
        return self._encoder.encode(texts, progress)


@given(texts, texts)
def test_each_text_is_encoded_once_ever(first: list[str], second: list[str]) -> None:
    encoder, store = Counting(), MemoryStore()
    embed(first, encoder, store)
    got = embed(second, encoder, store)
    assert sorted(encoder.asked) == sorted({*first, *second})
    np.testing.assert_allclose(got, HashingEncoder().encode(second), atol=1e-6)


def test_another_model_does_not_see_the_vectors_of_the_first() -> None:
    store = MemoryStore()
    one = embed(["roofs"], HashingEncoder(seed=1), store)
    other = embed(["roofs"], HashingEncoder(seed=2), store)
    assert not np.allclose(one, other)


def test_progress_never_goes_back_and_ends_at_all() -> None:
    seen: list[tuple[int, int]] = []
    store = MemoryStore()
    embed(["ice"], HashingEncoder(), store)
    embed(["ice", "bread", "roofs"], HashingEncoder(), store, lambda *at: seen.append(at))
    assert seen == sorted(seen)
    assert seen[0] == (1, 3)
    assert seen[-1] == (3, 3)
