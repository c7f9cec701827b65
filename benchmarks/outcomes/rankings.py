"""Rankings of an event's people by Confab's engine, and how well they agree with the labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.outcomes.labelled_events import Sample
from benchmarks.outcomes.vectors import Vectors
from benchmarks.ranking_metrics import mutual_average_precision, ndcg, recall
from matcher import People
from matcher.scoring.calibration import Calibration
from matcher.scoring.score import prior_log_odds
from matcher.scoring.scorer import Scorer

Floats = NDArray[np.float64]
_RANK = 10


def engine(
    sample: Sample,
    vectors: Vectors,
    *,
    mix: float | None = None,
    people: People | None = None,
    calibration: Calibration | None = None,
) -> tuple[Floats, Floats]:
    """Score all pairs of an event as `matcher.match` does, but for refusals.

    Parameters
    ----------
    mix, people, calibration
        In place of the event's own.

    Returns
    -------
    tuple of numpy.ndarray
        float64, shape (n, n): log-odds of the pairs' scores, and of what the row's person gains.
    """
    people = people or sample.people
    mix = sample.parameters.mix if mix is None else mix
    parameters = replace(sample.parameters, mix=mix)
    scorer = Scorer.of(
        people, vectors.of(people.texts), sample.policy, parameters, None, calibration
    )
    n = len(people)
    left, right = (place.ravel() for place in np.indices((n, n)))
    factors = scorer.pairs(left, right)
    own = prior_log_odds(factors.benefit.gain, factors.shared.value, mix)
    shape = (n, n)
    return factors.score.reshape(shape).astype(float), own.reshape(shape).astype(float)


def quality(sample: Sample, score: Floats, own: Floats) -> tuple[float, float, float, float]:
    """Compare a ranking with the labels.

    Parameters
    ----------
    score, own
        float64, shape (n, n): by which pairs are ranked; and by what the row's person gains.

    Returns
    -------
    tuple of float
        nDCG@10, recall@10 and average precision of mutual pairs by ``score``, nDCG@10 by ``own``.
    """
    found: list[tuple[float, float, float]] = []
    for person in np.flatnonzero((~np.isnan(sample.grades)).any(axis=1)):
        known = ~np.isnan(sample.grades[person])
        grade = sample.grades[person, known]
        if grade.max() > 0:
            found.append(
                (
                    ndcg(grade, score[person, known], _RANK),
                    recall(grade, score[person, known], _RANK),
                    ndcg(grade, own[person, known], _RANK),
                )
            )
    gain, hits, alone = (float(value) for value in np.mean(found, axis=0))
    return gain, hits, mutual_average_precision(sample.grades, score), alone
