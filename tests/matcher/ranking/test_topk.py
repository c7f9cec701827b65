from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.ranking.topk import TopK


@given(st.integers(2, 40), st.integers(1, 5), st.integers(1, 9), st.integers(0, 999))
def test_tiles_give_what_sorting_all_gives(n: int, k: int, step: int, seed: int) -> None:
    scores = np.random.default_rng(seed).random((n, n)).astype(np.float32)
    scores = np.where(np.eye(n, dtype=bool), -np.inf, scores + scores.T).astype(np.float32)
    best = TopK(n, k)
    for start in range(0, n, step):
        for first in range(0, n, step):
            best.see(start, first, scores[start : start + step, first : first + step])
    order = np.argsort(-scores, axis=1)[:, :k]
    known = np.take_along_axis(scores, order, axis=1) > -np.inf
    assert (best.best(np.arange(n))[:, : order.shape[1]] == np.where(known, order, -1)).all()
    pairs = {(min(i, j), max(i, j)) for i in range(n) for j in order[i][known[i]].tolist()}
    assert {tuple(pair) for pair in best.pairs().tolist()} == pairs


@given(st.integers(25, 60), st.integers(1, 4), st.integers(0, 999))
def test_people_may_change_one_after_another(n: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.random((n, n)).astype(np.float32)
    scores = scores + scores.T
    np.fill_diagonal(scores, -np.inf)
    best = TopK(n, k)
    best.see(0, 0, scores)
    for _ in range(60):
        person = int(rng.integers(n))
        row = rng.random(n).astype(np.float32) * 2
        row[person] = -np.inf
        scores[person], scores[:, person] = row, row
        best.renew(person, row)
        for other in best.short().tolist():
            best.fill(other, scores[other])
    expected = np.argsort(-scores, axis=1)[:, :k]
    assert (best.best(np.arange(n)) == expected).all()
