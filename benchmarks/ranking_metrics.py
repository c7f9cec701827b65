"""Named metrics of rankings and probabilities; pure functions of arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn import metrics

FloatArray = NDArray[np.float64]


def ndcg(grades: ArrayLike, scores: ArrayLike, k: int) -> float:
    """Normalised discounted cumulative gain of one ranking at rank ``k``.

    Gain ``2**grade - 1``, discount ``1 / log2(rank + 1)`` (Järvelin & Kekäläinen, TOIS 2002).
    Tied scores share the mean gain of their ranks (McSherry & Najork, ECIR 2008), so the
    order of the input never matters.

    Parameters
    ----------
    grades
        Shape (n,), 0 or more: how good each candidate is.
    scores
        Shape (n,): higher is ranked first.
    k
        Ranks counted, at least 1.

    Returns
    -------
    float
        0..1; ``nan`` when no candidate has a grade above 0.
    """
    _at_least_one(k)
    grade, score = _same_length(grades, scores)
    gain = np.exp2(grade) - 1.0
    if not (gain > 0).any():
        return float("nan")
    # scikit-learn refuses to rank one candidate, who is always in the right place.
    return float(metrics.ndcg_score([gain], [score], k=k)) if len(gain) > 1 else 1.0


def recall(relevant: ArrayLike, scores: ArrayLike, k: int) -> float:
    """Share of the relevant candidates among the first ``k``; ties in expectation.

    Parameters
    ----------
    relevant
        Shape (n,): true where a candidate is relevant.
    scores
        Shape (n,): higher is ranked first.
    k
        Ranks counted, at least 1.

    Returns
    -------
    float
        0..1; ``nan`` when nothing is relevant.
    """
    _at_least_one(k)
    wanted, score = _same_length(relevant, scores)
    hits = (wanted != 0).astype(np.float64)
    total = float(hits.sum())
    if total == 0:
        return float("nan")
    return float(_mean_over_ties(hits, score)[:k].sum()) / total


def average_precision(relevant: ArrayLike, scores: ArrayLike) -> float:
    """Mean precision at each relevant candidate, by steps.

    Candidates of one score enter together, so ties are judged pessimistically and the order
    of the input never matters.

    Returns
    -------
    float
        0..1; ``nan`` when nothing is relevant.
    """
    wanted, score = _same_length(relevant, scores)
    if not wanted.any():
        return float("nan")
    return float(metrics.average_precision_score(wanted != 0, score))


def mutual_average_precision(grades: ArrayLike, scores: ArrayLike, least: float = 1.0) -> float:
    """Average precision over pairs, where a pair is right only if both sides gain.

    Parameters
    ----------
    grades
        Shape (n, n): what row i gains from column j; ``nan`` where nobody judged. A pair
        counts when both directions were judged.
    scores
        Shape (n, n): symmetric scores; the upper triangle is read.
    least
        Grade from which a direction counts as a gain.

    Returns
    -------
    float
        0..1; ``nan`` when no judged pair is mutual.
    """
    grade = np.asarray(grades, dtype=np.float64)
    score = np.asarray(scores, dtype=np.float64)
    if grade.shape != score.shape or grade.ndim != 2 or grade.shape[0] != grade.shape[1]:
        raise ValueError("grades and scores must be square matrices of one shape")
    rows, columns = np.triu_indices(len(grade), k=1)
    worse = np.minimum(grade[rows, columns], grade[columns, rows])
    judged = ~np.isnan(worse)
    return average_precision(worse[judged] >= least, score[rows, columns][judged])


def auc(labels: ArrayLike, scores: ArrayLike) -> float:
    """Chance that a random positive outranks a random negative, ties counting half.

    Returns
    -------
    float
        0..1; ``nan`` when one class is missing.
    """
    label, score = _same_length(labels, scores)
    positive = label != 0
    if positive.all() or not positive.any():
        return float("nan")
    return float(metrics.roc_auc_score(positive, score))


def log_loss(labels: ArrayLike, probabilities: ArrayLike) -> float:
    """Mean of ``-log p(label)`` in nats; probabilities are kept within 1e-6 of 0 and 1.

    Raises
    ------
    ValueError
        If a probability is outside 0..1 or there is no row.
    """
    label, probability = _same_length(labels, probabilities)
    if len(label) == 0:
        raise ValueError("log loss needs at least one row")
    if not bool(np.all((probability >= 0) & (probability <= 1))):
        raise ValueError("probabilities must be between 0 and 1")
    p = np.clip(probability, 1e-6, 1 - 1e-6)
    return float(metrics.log_loss(label != 0, p, labels=[False, True]))


def ordering_loss(ratings: Sequence[ArrayLike], scores: Sequence[ArrayLike]) -> float:
    """Weighted share of wrongly ordered pairs (Stelmakh et al., arXiv 2303.16750, section 4).

    Each pair of one rater weighs the difference of its ratings: 0 if the scores order it
    rightly, half the weight if they tie, the weight if wrongly.

    Parameters
    ----------
    ratings, scores
        One array a rater, of the same length in both.

    Returns
    -------
    float
        0 (every pair right) .. 1; 0.5 for constant scores; ``nan`` when all ratings tie.
    """
    lost = total = 0.0
    for rating, score in zip(ratings, scores, strict=True):
        truth, guess = _same_length(rating, score)
        left, right = np.triu_indices(len(truth), k=1)
        weight = truth[left] - truth[right]
        agreement = np.sign(weight) * np.sign(guess[left] - guess[right])
        lost += float((np.abs(weight) * (1.0 - agreement) / 2.0).sum())
        total += float(np.abs(weight).sum())
    return lost / total if total else float("nan")


def _mean_over_ties(values: FloatArray, scores: FloatArray) -> FloatArray:
    order = np.argsort(-scores, kind="stable")
    ranked = values[order]
    starts = np.flatnonzero(np.append(True, np.diff(scores[order]) != 0))
    if len(ranked) == 0:
        return ranked
    sizes = np.diff(np.append(starts, len(ranked)))
    return np.repeat(np.add.reduceat(ranked, starts) / sizes, sizes)


def _same_length(left: ArrayLike, right: ArrayLike) -> tuple[FloatArray, FloatArray]:
    first = np.asarray(left, dtype=np.float64)
    second = np.asarray(right, dtype=np.float64)
    if first.ndim != 1 or first.shape != second.shape:
        raise ValueError("both arguments must be one-dimensional and of one length")
    if np.isnan(first).any() or np.isnan(second).any():
        raise ValueError("nan is not a value that can be judged")
    return first, second


def _at_least_one(k: int) -> None:
    if k < 1:
        raise ValueError("k must be at least 1")
