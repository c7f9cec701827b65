"""The verb: match people, with vectors of their texts, under a policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.parallel import plain_products
from matcher.parameters import Parameters
from matcher.people import People
from matcher.policy.policy import Policy, Refusal
from matcher.ranking.candidates import CandidateGraph, Progress, candidates
from matcher.ranking.evidence import Evidence, evidence_of
from matcher.ranking.exposure import Exposure
from matcher.ranking.reasons import Reason, reasons_of
from matcher.ranking.suggestions import suggest
from matcher.scoring.calibration import Calibration
from matcher.scoring.score import Weights
from matcher.scoring.scorer import Scorer
from matcher.strengths import FAIR


@dataclass(frozen=True, slots=True, eq=False)
class MatchResult:
    """Scored, explained candidate pairs of some people.

    Attributes
    ----------
    people
        Who was matched; all indices below are into ``people.profiles``.
    graph
        The candidate pairs, strongest first.
    evidence
        What speaks for each of them in people's own words.
    refusals
        Pairs that would have been candidates but for a rule, strongest first; show those of
        a rule with `Rule.silent` to nobody but the event's own log.
    lists
        int64, shape (n, length): for each person the indices of those to suggest, best first;
        -1 for fewer.
    exposure_before, exposure_after
        Of plain best-first lists, and of ``lists``.
    scorer
        What made them.
    """

    people: People
    graph: CandidateGraph
    evidence: Evidence
    refusals: tuple[Refusal, ...]
    lists: NDArray[np.int64]
    exposure_before: Exposure
    exposure_after: Exposure
    scorer: Scorer

    @property
    def suggestions(self) -> tuple[tuple[int, ...], ...]:
        """The lists without their gaps, made anew each time."""
        return tuple(tuple(other for other in own if other >= 0) for own in self.lists.tolist())

    def reasons_of(self, pair: int, least: float = FAIR) -> tuple[Reason, ...]:
        """Give the reasons of pair number ``pair`` of the graph, strongest first.

        Those below the default strength are for looking into the matcher, never for people.
        """
        return reasons_of(self.people, self.graph, self.evidence, pair, least)


def match(
    people: People,
    vectors: NDArray[np.float32],
    policy: Policy | None = None,
    parameters: Parameters | None = None,
    weights: Weights | None = None,
    calibration: Calibration | None = None,
    progress: Progress | None = None,
) -> MatchResult:
    """Find who would gain from whom.

    Parameters
    ----------
    people
        `People.of` the profiles.
    vectors
        float32, shape (len(people.texts), d): unit vectors of ``people.texts``, from
        `embeddings.embed`.
    policy, parameters
        Rules and settings of the event.
    weights
        What feedback has taught; None for the prior.
    progress
        Told (tiles scored, tiles in all).

    Raises
    ------
    ValueError
        If ``vectors`` does not have one row a text.
    """
    with plain_products():
        scorer = Scorer.of(
            people, vectors, policy or Policy(), parameters or Parameters(), weights, calibration
        )
        graph, refusals = candidates(scorer, progress)
        lists, before, after = suggest(scorer, graph)
        evidence = evidence_of(scorer, vectors, graph)
    return MatchResult(people, graph, evidence, refusals, lists, before, after, scorer)
