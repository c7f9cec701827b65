"""Scorer: every factor of a pair's score, for tiles of people or for given pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.parameters import Parameters
from matcher.people import People
from matcher.policy.policy import Policy
from matcher.policy.verdicts import Verdicts
from matcher.scoring.affinity import Affinity, AffinityPairs, AffinitySide
from matcher.scoring.benefit import Benefit, BenefitPairs, BenefitSide
from matcher.scoring.calibration import Calibration
from matcher.scoring.circumstances import Circumstances
from matcher.scoring.field_fit import Fit
from matcher.scoring.score import Weights, score_log_odds

Array = NDArray[np.float32]
Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The people from ``start`` to ``stop``, laid out for tiles."""

    start: int
    stop: int
    benefit: BenefitSide
    affinity: AffinitySide

    @property
    def places(self) -> Index:
        """int64, shape (stop - start,): their indices."""
        return np.arange(self.start, self.stop)


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """What scores are made of, for given pairs (left, right).

    Attributes
    ----------
    score
        float32, shape (p,): log-odds, symmetric.
    benefit
        What left gains from right (``gain``), right from left (``given``), and the items.
    shared
        Log-odds of the affinity, and the statements that show it.
    """

    score: Array
    benefit: BenefitPairs
    shared: AffinityPairs


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """People, policy and settings made ready for scoring."""

    people: People
    policy: Policy
    parameters: Parameters
    weights: Weights | None
    benefit: Benefit
    affinity: Affinity
    circumstances: Circumstances
    fit: Fit
    verdicts: Verdicts

    @classmethod
    def of(
        cls,
        people: People,
        vectors: Array,
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
        benefit = Benefit.of(people, vectors, calibration)
        circumstances = Circumstances.of(people, calibration.circumstance)
        return cls(
            people,
            policy,
            parameters,
            weights,
            benefit,
            Affinity.of(people, vectors, calibration, benefit.wording, circumstances.count),
            circumstances,
            Fit.of(people, policy),
            Verdicts.of(people, policy),
        )

    def side(self, start: int, stop: int) -> Side:
        """Lay out the people from ``start`` to ``stop``."""
        return Side(start, stop, self.benefit.side(start, stop), self.affinity.side(start, stop))

    def tile(self, left: Side, right: Side) -> tuple[Array, NDArray[np.uint8]]:
        """Score all pairs between two runs of people.

        Returns
        -------
        tuple of numpy.ndarray
            Both of shape (left, right): log-odds of scores, float32, which stand even where a
            rule refuses the pair, and verdicts as of `Verdicts.codes`.
        """
        gain, given = self.benefit.tile(left.benefit, right.benefit)
        affinity = self.affinity.tile(left.affinity, right.affinity)
        rows, columns = left.places[:, None], right.places
        scores = self._score(*self._moved(gain, given, affinity, rows, columns), rows, columns)
        return scores, self.verdicts.codes(rows, columns)

    def pairs(self, left: Index, right: Index) -> Factors:
        """Score given pairs, as `tile` does, with all factors; no rule is asked.

        Parameters
        ----------
        left, right
            int64, shape (p,): indices of people.
        """
        benefit = self.benefit.pairs(left, right)
        shared = self.affinity.pairs(left, right)
        moved = self._moved(benefit.gain, benefit.given, shared.value, left, right)
        benefit = replace(benefit, gain=moved[0], given=moved[1])
        # Two who seek the same at other times have no aim in common either.
        items = replace(shared.items, value=shared.items.value + (moved[2] - shared.value))
        shared = AffinityPairs(moved[2], items)
        return Factors(self._score(*moved, left, right), benefit, shared)

    def row(self, index: int) -> tuple[Array, NDArray[np.uint8]]:
        """Score all pairs of one person, as `tile` does: both of shape (n,)."""
        gain, given = self.benefit.row(index)
        affinity = self.affinity.row(index)
        others = np.arange(len(self.people))
        person = np.full(len(others), index)
        scores = self._score(*self._moved(gain, given, affinity, person, others), person, others)
        return scores, self.verdicts.codes(person, others)

    def _moved(
        self, gain: Array, given: Array, affinity: Array, left: Index, right: Index
    ) -> tuple[Array, Array, Array]:
        """Move all three by circumstances: without a time in common there is nothing to share."""
        if not self.circumstances.count:
            return gain, given, affinity
        step = self.circumstances.log_odds(left, right)
        return gain + step, given + step, affinity + step

    def _score(
        self, gain: Array, given: Array, affinity: Array, left: Index, right: Index
    ) -> Array:
        fit = self.fit.log_odds(left, right) if self.fit.fields else None
        return score_log_odds(gain, given, affinity, self.parameters.mix, fit, self.weights)
