from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings import HashingEncoder


@given(st.lists(st.text(min_size=1, max_size=40), max_size=8))
def test_rows_have_length_one_whatever_the_text(texts: list[str]) -> None:
    vectors = HashingEncoder().encode(texts)
    assert vectors.shape == (len(texts), 256)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_shared_words_bring_texts_together() -> None:
    roof, roofs, cake = HashingEncoder().encode(
        ["mending slate roofs", "slate roof mending", "birthday cake"]
    )
    assert roof @ roofs > 0.7
    assert abs(roof @ cake) < 0.3


def test_too_few_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 8"):
        HashingEncoder(dim=7)
