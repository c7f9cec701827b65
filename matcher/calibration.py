"""Cosine to log-odds: what a similarity means once it is known how similar all texts are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
    query_mean: NDArray[np.float32]
    document_mean: NDArray[np.float32]

    @classmethod
    def between(cls, queries: NDArray[np.float32], documents: NDArray[np.float32]) -> Scale:
        """Measure, in time linear in the number of rows.

        Parameters
        ----------
        queries, documents
            float32, shapes (m, d) and (k, d), unit rows, at least one each.
        """
        left = queries.mean(axis=0, dtype=np.float64)
        right = documents.mean(axis=0, dtype=np.float64)
        second = (queries.T.astype(np.float64) @ queries / len(queries)) * (
            documents.T.astype(np.float64) @ documents / len(documents)
        )
        mean = float(left @ right)
        variance = float(second.sum()) - mean * mean
        return cls(
            mean,
            max(variance, 1e-6) ** 0.5,
            left.astype(np.float32),
            right.astype(np.float32),
        )


def calibrated(
    queries: NDArray[np.float32],
    documents: NDArray[np.float32],
    scale: Scale,
    calibration: Calibration,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Extend vectors so that their dot product is a log-odds.

    The correction of hubs (texts close to everything) takes off each text's mean similarity
    to the other side, as mutual proximity and CSLS do (Schnitzer et al., JMLR 2012; Conneau
    et al., ICLR 2018), here in closed form from the mean vectors.

    Parameters
    ----------
    queries, documents
        float32, shapes (m, d) and (k, d), unit rows.

    Returns
    -------
    tuple of numpy.ndarray
        float32, shapes (m, d + 2) and (k, d + 2).
    """
    slope = 1.0 / (scale.deviation * calibration.width)
    query_hub = calibration.hub * (queries @ scale.document_mean - scale.mean)
    document_hub = calibration.hub * (documents @ scale.query_mean - scale.mean)
    even = scale.mean + calibration.middle * scale.deviation
    ones_left = np.ones((len(queries), 1), dtype=np.float32)
    ones_right = np.ones((len(documents), 1), dtype=np.float32)
    left = np.hstack([queries * slope, -slope * (query_hub[:, None] + even), ones_left])
    right = np.hstack([documents, ones_right, -slope * document_hub[:, None]])
    return left.astype(np.float32), right.astype(np.float32)


def probability(log_odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logistic function, float32; ``-inf`` gives 0."""
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-log_odds)), dtype=np.float32)
