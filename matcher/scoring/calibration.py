"""Cosine to log-odds: what a similarity means once it is known how similar all texts are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

Array = NDArray[np.float32]
Extend = Callable[[Array], Array]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How similarities become the log-odds that one person can help another.

    A similarity is counted in standard deviations above the mean of all pairs of texts. The
    weights were fitted by logistic regression to the labelled half of the sample event that
    is there for tuning; a model with another spread of similarities needs no new ones.

    Attributes
    ----------
    base
        Log-odds of a pair whose texts are as similar as texts are on average.
    floor
        Lowest log-odds: dissimilar texts tell no more against a pair than having no text.
    item, whole, words
        Log-odds per deviation of the best pair of items, per deviation of the mean needs
        against the mean offers, and per unit of the cosine of rare words in common.
    shared
        Log-odds per deviation of the best pair of statements shown as shared.
    said, said_words
        Log-odds per deviation of how alike all is that two people say, and per unit of the cosine
        of the rare words in it.
    circumstance
        Log-odds of a circumstance named in words that is all right, where most people name one;
        chosen on a circle for tuning.
    hobby
        Weight of an interest in all that a person says, where a need or an offer has 1.
    shunned
        Deviations at which something brought is as likely as not what the other shuns, and
        log-odds per deviation there.
    role
        Share of who somebody is (role and sector) in the vector of each of their offers.
    statement
        Share of the whole statement in the vector of a part of a list.
    """

    base: float = -3.0
    floor: float = -4.0
    item: float = 0.57
    whole: float = 0.26
    words: float = 10.0
    shared: float = 0.57
    said: float = 0.57
    said_words: float = 5.0
    circumstance: float = 0.7
    hobby: float = 0.3
    shunned: tuple[float, float] = (3.0, 1.5)
    role: float = 0.3
    statement: float = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Mean and deviation of the similarities between two sets of texts.

    Attributes
    ----------
    mean, deviation
        Of all dot products between the sets.
    query_mean, document_mean
        float32, shape (d,): the mean vector of either set.
    """

    mean: float
    deviation: float
    query_mean: Array
    document_mean: Array

    @classmethod
    def between(cls, queries: Array, documents: Array) -> Scale:
        """Measure, in time linear in the number of rows.

        Parameters
        ----------
        queries, documents
            float32, shapes (m, d) and (k, d), unit rows, at least one each.
        """
        left = queries.mean(axis=0, dtype=np.float64)
        right = documents.mean(axis=0, dtype=np.float64)
        # The mean square of all dot products is the inner product of both second moments.
        second = (queries.T @ queries).astype(np.float64) * (documents.T @ documents)
        mean = float(left @ right)
        variance = float(second.sum()) / (len(queries) * len(documents)) - mean * mean
        return cls(
            mean,
            max(variance, 1e-6) ** 0.5,
            left.astype(np.float32),
            right.astype(np.float32),
        )

    def log_odds(self, slope: float, base: float) -> tuple[Extend, Extend]:
        """Give the two functions that extend vectors so that their dot product is a log-odds.

        The log-odds is ``base + slope * z``, where z counts standard deviations above the
        mean after each text's own mean similarity to the other side is taken off: texts close
        to everything ("we help businesses grow") gain nothing from it. That is the correction
        of hubs of CSLS (Conneau et al., ICLR 2018) and of mutual proximity (Schnitzer et al.,
        JMLR 2012), in closed form from the mean vectors.

        Returns
        -------
        tuple of functions
            For queries and for documents: float32, shape (m, d) -> (m, d + 2).
        """
        step = slope / self.deviation

        def queries(rows: Array) -> Array:
            own = rows @ self.document_mean - np.float32(self.mean)
            fixed = np.float32(base - step * self.mean) - np.float32(step) * own
            ones = np.ones(len(rows), dtype=np.float32)
            return np.column_stack([rows * np.float32(step), fixed, ones])

        def documents(rows: Array) -> Array:
            own = rows @ self.query_mean - np.float32(self.mean)
            ones = np.ones(len(rows), dtype=np.float32)
            return np.column_stack([rows, ones, -np.float32(step) * own])

        return queries, documents


def probability(log_odds: Array) -> Array:
    """Logistic function, float32; ``-inf`` gives 0."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float32)


def shown(figures: ArrayLike) -> NDArray[np.float64]:
    """Round probabilities to what is kept and shown of them: hundredths of log-odds.

    Who edits a profile among thousands moves the figures of all others by less than that.
    """
    odds = logit(np.asarray(figures, dtype=np.float64))
    return np.asarray(np.round(expit(np.round(odds, 2)), 4))


def softplus(log_odds: Array) -> Array:
    """``-log(1 - probability)``, float32, without overflow; ``-inf`` gives 0."""
    return np.logaddexp(log_odds, np.float32(0))
