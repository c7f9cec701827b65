"""Scorer: all factors of a pair's score, for blocks of people against everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.affinity import Affinity
from matcher.benefit import Benefit
from matcher.calibration import Calibration
from matcher.fit import Fit
from matcher.parameters import Parameters
from matcher.people import People
from matcher.policy import Policy
from matcher.score import Weights, directed_value, reconcile
from matcher.verdicts import Verdicts


@dataclass(frozen=True, slots=True, eq=False)
class ScoreBlock:
    """Factors between a block of people (rows) and everybody (columns).

    Attributes
    ----------
    score, gain, given, affinity
        float32, shape (stop - start, n), 0..1: the score; what the row gains from the column;
        what the column gains from the row; what they share. The score stands even where a
        rule refuses the pair.
    verdict
        uint8, the same shape; see `Verdicts.block`.
    """

    score: NDArray[np.float32]
    gain: NDArray[np.float32]
    given: NDArray[np.float32]
    affinity: NDArray[np.float32]
    verdict: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """People, policy and settings made ready for scoring."""

    people: People
    policy: Policy
    parameters: Parameters
    weights: Weights | None
    benefit: Benefit
    affinity: Affinity
    fit: Fit
    verdicts: Verdicts

    @classmethod
    def of(
        cls,
        people: People,
        vectors: NDArray[np.float32],
        policy: Policy,
        parameters: Parameters,
        weights: Weights | None = None,
        calibration: Calibration | None = None,
    ) -> Scorer:
        """Gather, calibrate and compile.

        Parameters
        ----------
        vectors
            float32, shape (len(people.texts), d), unit rows.

        Raises
        ------
        ValueError
            If the vectors do not have one row a text.
        """
        if vectors.ndim != 2 or len(vectors) != len(people.texts):
            raise ValueError(
                f"vectors has the shape {vectors.shape}; it needs one row for each of the "
                f"{len(people.texts)} texts"
            )
        calibration = calibration or Calibration()
        return cls(
            people,
            policy,
            parameters,
            weights,
            Benefit.of(people, vectors, calibration),
            Affinity.of(people, vectors, calibration),
            Fit.of(people, policy),
            Verdicts.of(people, policy),
        )

    def block(self, start: int, stop: int) -> ScoreBlock:
        """Score a block of people against everybody."""
        gain, given = self.benefit.block(start, stop)
        affinity = self.affinity.block(start, stop)
        mix = self.parameters.mix
        score = reconcile(
            directed_value(gain, given, affinity, mix, self.weights),
            directed_value(given, gain, affinity, mix, self.weights),
        )
        if self.fit.fields:
            weight, reached = self.fit.block(start, stop)
            score = (score + reached) / (1 + weight)
        verdict = self.verdicts.block(start, stop)
        return ScoreBlock(score, gain, given, affinity, verdict)
