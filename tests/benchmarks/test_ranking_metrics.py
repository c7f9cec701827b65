"""Every metric: a case computed by hand, and a property or an equality with a slower way."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from benchmarks.ranking_metrics import (
    auc,
    average_precision,
    log_loss,
    mutual_average_precision,
    ndcg,
    ordering_loss,
    recall,
)
from tests.matcher.crowds import quick

amounts = hnp.arrays(np.float64, st.integers(1, 30), elements=st.integers(0, 9))


@st.composite
def judged(draw):
    """Labels with both classes and scores with many ties."""
    n = draw(st.integers(2, 30))
    labels = draw(hnp.arrays(np.int64, n, elements=st.integers(0, 1)))
    labels[0], labels[1] = 0, 1
    scores = draw(hnp.arrays(np.float64, n, elements=st.integers(0, 6)))
    return labels, scores


def test_ndcg_by_hand():
    # Ranking: grades 0, 2, 1. DCG = 3/log2(3) + 1/log2(4); ideal = 3/1 + 1/log2(3).
    value = ndcg([1, 2, 0], [0.1, 0.5, 0.9], k=3)
    assert value == pytest.approx((3 / math.log2(3) + 0.5) / (3 + 1 / math.log2(3)))
    assert ndcg([1, 2, 0], [0.1, 0.5, 0.9], k=1) == 0.0


def test_ndcg_of_a_tie_is_the_mean_of_both_orders():
    tied = ndcg([2, 0], [0.5, 0.5], k=1)
    assert tied == pytest.approx((ndcg([2, 0], [1, 0], k=1) + ndcg([2, 0], [0, 1], k=1)) / 2)


def test_ndcg_without_relevant_candidates_is_nan():
    assert math.isnan(ndcg([0, 0], [1, 2], k=10))


@quick
@given(judged(), st.integers(1, 12), st.randoms(use_true_random=False))
def test_ranking_metrics_do_not_depend_on_the_order_of_the_input(case, k, random):
    labels, scores = case
    order = list(range(len(labels)))
    random.shuffle(order)
    for metric in (lambda a, b: ndcg(a, b, k), lambda a, b: recall(a, b, k), auc):
        assert metric(labels, scores) == pytest.approx(metric(labels[order], scores[order]))
    assert average_precision(labels, scores) == pytest.approx(
        average_precision(labels[order], scores[order])
    )


@quick
@given(hnp.arrays(np.float64, st.integers(1, 20), elements=st.integers(0, 2)), st.integers(1, 12))
def test_ndcg_is_one_for_the_true_order_and_never_more(grades, k):
    if grades.max() > 0:
        assert ndcg(grades, grades, k) == pytest.approx(1.0)
        assert ndcg(grades, -grades, k) <= 1.0 + 1e-12


def test_recall_by_hand():
    assert recall([1, 0, 1, 1], [4, 3, 2, 1], k=3) == pytest.approx(2 / 3)
    # Ranks 2 and 3 tie, so the relevant one is within the first two half the time.
    assert recall([0, 1, 0], [3, 2, 2], k=2) == pytest.approx(0.5)


@quick
@given(judged())
def test_recall_grows_with_k_up_to_one(case):
    labels, scores = case
    values = [recall(labels, scores, k) for k in range(1, len(labels) + 1)]
    assert values[-1] == pytest.approx(1.0)
    assert all(a <= b + 1e-12 for a, b in pairwise(values))


def test_average_precision_by_hand():
    # Relevant at ranks 1 and 3: (1/1 + 2/3) / 2.
    assert average_precision([1, 0, 1, 0], [4, 3, 2, 1]) == pytest.approx((1 + 2 / 3) / 2)


def test_mutual_average_precision_counts_only_pairs_where_both_gain():
    nan = float("nan")
    # 0-1 is mutual, 0-2 is one-sided, 1-2 is judged in one direction only.
    grades = [[nan, 2, 2], [1, nan, 1], [0, nan, nan]]
    best_is_mutual = [[0, 0.9, 0.5], [0.9, 0, 0.99], [0.5, 0.99, 0]]
    assert mutual_average_precision(grades, best_is_mutual) == 1.0
    best_is_one_sided = [[0, 0.5, 0.9], [0.5, 0, 0.99], [0.9, 0.99, 0]]
    assert mutual_average_precision(grades, best_is_one_sided) == 0.5


@quick
@given(st.integers(2, 8), st.integers(0, 10_000))
def test_mutual_average_precision_of_the_worse_direction_is_one(n, seed):
    grades = np.random.default_rng(seed).integers(0, 3, (n, n)).astype(float)
    worse = np.minimum(grades, grades.T)
    if (worse[np.triu_indices(n, 1)] >= 1).any():
        assert mutual_average_precision(grades, worse >= 1) == pytest.approx(1.0)
        assert mutual_average_precision(grades, -worse) <= 1.0 + 1e-12


def test_auc_by_hand():
    # Of four (positive, negative) pairs: two right, one tied, one wrong.
    assert auc([1, 1, 0, 0], [3, 1, 1, 2]) == pytest.approx(2.5 / 4)
    assert math.isnan(auc([1, 1], [0, 1]))


@quick
@given(judged())
def test_auc_of_the_reverse_is_the_rest(case):
    labels, scores = case
    assert auc(labels, scores) + auc(labels, -scores) == pytest.approx(1.0)


def test_log_loss_by_hand_and_its_refusals():
    assert log_loss([1, 0], [0.8, 0.4]) == pytest.approx(-(math.log(0.8) + math.log(0.6)) / 2)
    assert math.isfinite(log_loss([1], [0.0]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        log_loss([1], [1.2])
    with pytest.raises(ValueError, match="at least one"):
        log_loss([], [])


@quick
@given(judged())
def test_no_constant_beats_the_base_rate_in_log_loss(case):
    labels, _ = case
    rate = labels.mean()
    at_rate = log_loss(labels, np.full(len(labels), rate))
    for other in (0.1, 0.5, 0.9):
        assert at_rate <= log_loss(labels, np.full(len(labels), other)) + 1e-9


def test_ordering_loss_by_hand():
    # Pairs of ratings: 1-3 weighs 2 and is right, 3-2 weighs 1 and is right, 1-2 is wrong.
    loss = ordering_loss([[1.0, 3.0, 2.0]], [[0.5, 0.9, 0.4]])
    assert loss == pytest.approx(1 / 4)
    assert ordering_loss([[1.0, 2.0]], [[0.3, 0.3]]) == 0.5


@quick
@given(hnp.arrays(np.float64, st.integers(2, 10), elements=st.integers(0, 4)))
def test_ordering_loss_is_zero_for_the_truth_and_one_for_its_reverse(ratings):
    if ratings.min() < ratings.max():
        assert ordering_loss([ratings], [ratings]) == 0.0
        assert ordering_loss([ratings], [-ratings]) == 1.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: ndcg([1], [1], 0),
        lambda: recall([1, 2], [1], 1),
        lambda: auc([1, 0], [float("nan"), 1]),
        lambda: mutual_average_precision([[1]], [[1, 2]]),
    ],
)
def test_what_cannot_be_judged_is_refused(call):
    with pytest.raises(ValueError):
        call()
