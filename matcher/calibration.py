"""Cosine to log-odds: what a similarity means once it is known how similar all texts are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a cosine becomes the log-odds that an offer helps with a need.

    Attributes
    ----------
    middle
        Standard deviations above the mean similarity at which the odds are even.
    width
        Standard deviations per unit of log-odds.
    hub
        Share of a text's own mean similarity, beyond that of all texts, that is taken off.
    """

    middle: float = 2.6
    width: float = 0.55
    hub: float = 1.0


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
            float32, shapes (m, d) and (k, d), unit rows; where either is empty nothing is
            known, and mean and deviation are 0 and 1.
        """
        if not len(queries) or not len(documents):
            nothing = np.zeros(queries.shape[1], dtype=np.float32)
            return cls(0.0, 1.0, nothing, nothing)
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


def calibrated(
    scale: Scale, calibration: Calibration
) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    """Give the two functions that extend vectors so that their dot product is a log-odds.

    The correction of hubs (texts close to everything) takes off each text's mean similarity
    to the other side, as mutual proximity and CSLS do (Schnitzer et al., JMLR 2012; Conneau
    et al., ICLR 2018), here in closed form from the mean vectors.

    Returns
    -------
    tuple of functions
        For queries and for documents: float32, shape (m, d) -> (m, d + 2).
    """
    slope = 1.0 / (scale.deviation * calibration.width)
    even = scale.mean + calibration.middle * scale.deviation

    def queries(rows: Array) -> Array:
        hub = calibration.hub * (rows @ scale.document_mean - scale.mean)
        ones = np.ones((len(rows), 1), dtype=np.float32)
        return np.hstack([rows * slope, -slope * (hub[:, None] + even), ones]).astype(np.float32)

    def documents(rows: Array) -> Array:
        hub = calibration.hub * (rows @ scale.query_mean - scale.mean)
        ones = np.ones((len(rows), 1), dtype=np.float32)
        return np.hstack([rows, ones, -slope * hub[:, None]]).astype(np.float32)

    return queries, documents


def probability(log_odds: Array) -> Array:
    """Logistic function, float32; ``-inf`` gives 0."""
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-log_odds)), dtype=np.float32)
