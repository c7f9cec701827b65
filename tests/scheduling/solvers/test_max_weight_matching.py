"""A matching holds nobody twice, and is as good as brute force on small crowds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scheduling.solvers.max_weight_matching import max_weight_matching


def best_by_force(pairs: list[tuple[int, int]], gain: list[float]) -> float:
    if not pairs:
        return 0.0
    (a, b), rest = pairs[0], list(zip(pairs[1:], gain[1:], strict=True))
    apart = [(p, g) for p, g in rest if not {a, b} & set(p)]
    without = best_by_force([p for p, _ in rest], [g for _, g in rest])
    return max(without, gain[0] + best_by_force([p for p, _ in apart], [g for _, g in apart]))


@given(st.integers(2, 7), st.randoms(use_true_random=False))
def test_matching_of_a_small_crowd(n, random):
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n) if random.random() < 0.6]
    gain = [random.uniform(0.1, 1.0) for _ in pairs]
    a, b = np.array(pairs, int).reshape(-1, 2).T
    rows = max_weight_matching(a, b, np.array(gain))
    people = [*a[rows], *b[rows]]
    assert len(people) == len(set(people))
    best = best_by_force(pairs, gain)
    found = sum(gain[r] for r in rows)
    assert found <= best + 1e-9
    assert found >= 2 / 3 * best - 1e-9


def test_two_triangles_with_a_bridge_are_joined_over_it():
    a, b = np.array([0, 1, 0, 3, 4, 3, 2]), np.array([1, 2, 2, 4, 5, 5, 3])
    rows = max_weight_matching(a, b, np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5]))
    assert sorted(zip(a[rows].tolist(), b[rows].tolist(), strict=True)) == [(0, 1), (2, 3), (4, 5)]


def test_what_is_worth_nothing_is_not_taken():
    assert len(max_weight_matching(np.array([0]), np.array([1]), np.array([0.0]))) == 0


@given(st.integers(4, 40), st.integers(0, 12), st.booleans(), st.integers(0, 99))
def test_with_little_room_the_best_of_them_meet(n, most, alike, seed):
    """Those that are kept of a priced matching are worth no less than greedily chosen ones."""
    rng = np.random.default_rng(seed)
    a, b = np.triu_indices(n, 1)
    gain = np.full(len(a), 0.5) if alike else rng.uniform(0.1, 1.0, len(a))
    rows = max_weight_matching(a, b, gain, most)
    people = [*a[rows], *b[rows]]
    assert len(people) == len(set(people))
    kept = np.sort(gain[rows])[::-1][:most].sum()
    greedy, busy = [], set()
    for row in np.argsort(-gain, kind="stable"):
        if len(greedy) < most and not {a[row], b[row]} & busy:
            busy |= {a[row], b[row]}
            greedy.append(gain[row])
    assert kept >= 0.9 * sum(greedy) - 1e-9
