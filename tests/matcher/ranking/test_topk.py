from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.ranking.topk import TopK
from tests.matcher.crowds import quick


@quick
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
    kept = [{*row[row >= 0].tolist()} for row in best.others]
    assert kept == [{*order[i][known[i]].tolist()} for i in range(n)]
    assert (best.kth == np.sort(best.scores, axis=1)[:, 0]).all()
    pairs = {(min(i, j), max(i, j)) for i in range(n) for j in order[i][known[i]].tolist()}
    assert {tuple(pair) for pair in best.pairs().tolist()} == pairs
