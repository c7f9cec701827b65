"""Judging learned weights on answers that the fit had not seen, beside simpler ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.learning.answers import AnswerTable
from matcher.learning.logistic_correction import Correction, FloatArray, shift_to_rate

_TRUST = 40.0
# Forty answers about a factor of 0..1 with a spread of a quarter carry this much information.
_RIDGE = _TRUST / 16
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Mean log loss in nats on answers that the fit had not seen; lower is better.

    Attributes
    ----------
    learned, prior
        Of the learned weights, and of the prior with its base rate put right.
    popularity
        Of how often each person was wanted in the answers seen; it knows nothing of content.
    constant
        Of the rate of yes alone.
    margin
        ``prior - learned``.
    error
        Standard error of the margin, clustered by person.
    left_out
        What was left out at a time: ``events`` or ``meetings``.
    """

    learned: float
    prior: float
    popularity: float
    constant: float
    margin: float
    error: float
    left_out: str


def fitted(table: AnswerTable, rows: NDArray[np.bool_]) -> Correction:
    """Fit the correction to some rows, drawn to the prior."""
    return Correction.fit(
        table.prior[rows], table.factors[rows], table.labels[rows], _TRUST, _RIDGE
    )


def judged(table: AnswerTable, seed: int) -> HeldOut:
    """Leave out events, or meetings where there are fewer than three events; compare."""
    several = len(set(table.event)) >= 3
    fold = _folds(table.event if several else table.meeting, seed)
    chance = np.zeros((4, len(fold)))
    for number in np.unique(fold):
        test, train = fold == number, fold != number
        labels = table.labels[train]
        found = fitted(table, train)
        shift = shift_to_rate(table.prior[train], labels)
        rate = (labels.sum() + 1.0) / (len(labels) + 2.0)
        chance[0, test] = expit(found.log_odds(table.prior[test], table.factors[test]))
        chance[1, test] = expit(table.prior[test] + shift)
        chance[2, test] = _popularity(table, train, float(rate))[test]
        chance[3, test] = rate
    likely = np.where(table.labels, chance, 1 - chance)
    loss = -np.log(np.clip(likely, 1e-6, 1))
    margin, error = _margin(loss[1] - loss[0], table.person)
    learned, prior, popularity, constant = (float(row.mean()) for row in loss)
    left_out = "events" if several else "meetings"
    return HeldOut(learned, prior, popularity, constant, margin, error, left_out)


def _folds(groups: Sequence[str], seed: int) -> NDArray[np.int64]:
    """Deal groups to folds, both directions of a meeting to the same one."""
    distinct = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(distinct))
    place = {group: int(order[k]) % _FOLDS for k, group in enumerate(distinct)}
    return np.array([place[group] for group in groups], dtype=np.int64)


def _popularity(table: AnswerTable, train: NDArray[np.bool_], rate: float) -> FloatArray:
    """Share of yes each person received in training, drawn to the base rate by two answers."""
    wanted: dict[str, float] = defaultdict(float)
    asked: dict[str, float] = defaultdict(float)
    for row in np.flatnonzero(train).tolist():
        wanted[table.other[row]] += float(table.labels[row])
        asked[table.other[row]] += 1.0
    shares = [(wanted[other] + 2 * rate) / (asked[other] + 2) for other in table.other]
    return np.array(shares, dtype=np.float64)


def _margin(better_by: FloatArray, person: Sequence[str]) -> tuple[float, float]:
    """Mean, and its standard error when one person's answers are not independent."""
    mean = float(better_by.mean())
    sums: dict[str, float] = defaultdict(float)
    for key, value in zip(person, (better_by - mean).tolist(), strict=True):
        sums[key] += value
    return mean, float(np.sqrt(sum(value * value for value in sums.values()))) / len(better_by)
