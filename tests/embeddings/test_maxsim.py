from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.maxsim import Planes, best_pairs, maxsim, maxsim_row
from embeddings.ragged import Ragged

sizes = st.lists(st.integers(0, 4), min_size=1, max_size=7)
seeds = st.integers(0, 2**16)


def ragged(counts: list[int], seed: int, dim: int = 5) -> Ragged:
    rows = np.random.default_rng(seed).standard_normal((sum(counts), dim)).astype(np.float32)
    return Ragged.consecutive(rows, np.array(counts, dtype=np.int64))


def slowly(queries: Ragged, documents: Ragged) -> np.ndarray:
    result = np.full((len(queries), len(documents)), -np.inf)
    for i in range(len(queries)):
        for j in range(len(documents)):
            for query in queries[i]:
                for document in documents[j]:
                    result[i, j] = max(result[i, j], float(query @ document))
    return result


def test_a_case_by_hand() -> None:
    queries = Ragged.of(np.eye(3, dtype=np.float32), [[0, 1], [2], []])
    documents = Ragged.of(np.array([[3, 0, 1], [0, 5, 2]], np.float32), [[0], [0, 1]])
    expected = [[3, 5], [1, 2], [-np.inf, -np.inf]]
    assert maxsim(Planes.of(queries), Planes.of(documents)).tolist() == expected


@given(sizes, sizes, seeds)
def test_tiles_rows_and_pairs_equal_the_slow_way(
    left: list[int], right: list[int], seed: int
) -> None:
    queries, documents = ragged(left, seed), ragged(right, seed + 1)
    expected = slowly(queries, documents)
    tile = maxsim(Planes.of(queries), Planes.of(documents))
    np.testing.assert_allclose(tile, expected, rtol=1e-5, atol=1e-5)
    for group in range(len(queries)):
        row = maxsim_row(queries[group], documents)
        np.testing.assert_allclose(row, expected[group], rtol=1e-5, atol=1e-5)
    i, j = (axis.ravel() for axis in np.indices(expected.shape))
    best = best_pairs(queries, documents, i, j)
    np.testing.assert_allclose(best.value, expected.ravel(), rtol=1e-5, atol=1e-5)
    filled = best.query >= 0
    products = np.einsum(
        "pd,pd->p", queries.vectors[best.query[filled]], documents.vectors[best.document[filled]]
    )
    np.testing.assert_allclose(products, best.value[filled], rtol=1e-5, atol=1e-5)
    assert (queries.owners[best.query[filled]] == i[filled]).all()
    assert (documents.owners[best.document[filled]] == j[filled]).all()


def test_a_single_query_row_agrees_with_sentence_transformers() -> None:
    # Here, because every process that collects the tests would load all of torch for it.
    from sentence_transformers.util import maxsim as reference_maxsim

    queries, documents = ragged([1, 1, 1], 1), ragged([3, 2, 4, 1], 2)
    theirs = reference_maxsim(
        [queries[group] for group in range(3)], [documents[group] for group in range(4)]
    )
    np.testing.assert_allclose(
        maxsim(Planes.of(queries), Planes.of(documents)), theirs.numpy(), rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize("counts", [[2], [1, 1, 1]])
def test_sizes_must_add_up(counts: list[int]) -> None:
    if sum(counts) != 3:
        with pytest.raises(ValueError, match="add up"):
            Ragged.consecutive(np.zeros((3, 2), np.float32), np.array(counts))
    else:
        assert len(Ragged.consecutive(np.zeros((3, 2), np.float32), np.array(counts))) == 3


def test_a_group_must_lie_within_the_rows() -> None:
    with pytest.raises(ValueError, match="beyond"):
        Ragged(np.zeros((3, 2), np.float32), np.array([2]), np.array([2]))
