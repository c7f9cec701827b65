"""Suggestions: each person's list, nobody left out and nobody shown to everybody."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.policy.verdicts import ALLOWED
from matcher.ranking.candidates import CandidateGraph
from matcher.ranking.exposure import Exposure
from matcher.scoring.calibration import probability
from matcher.scoring.scorer import Scorer

Array = NDArray[np.float32]
Lists = NDArray[np.int64]


def suggest(scorer: Scorer, graph: CandidateGraph) -> tuple[Lists, Exposure, Exposure]:
    """Fill everybody's list under the exposure cap and the group caps.

    The strongest pairs are placed first; who is left with a short list because their
    candidates are in too many lists already gets the best people with room.

    Returns
    -------
    tuple
        For each person the indices of others, best first, -1 for fewer: int64, shape
        (n, length); exposure of the plain best lists; exposure of the lists returned.
    """
    n = len(scorer.people)
    shelf = _Shelf(scorer)
    plain = np.zeros(n, dtype=np.int64)
    taken = [0] * n
    for a, b, score in zip(graph.a.tolist(), graph.b.tolist(), graph.score.tolist(), strict=True):
        for person, other in ((a, b), (b, a)):
            if taken[person] < shelf.length:
                taken[person] += 1
                plain[other] += 1
            shelf.offer(person, other, score)
    for person in range(n):
        if len(shelf.lists[person]) < shelf.length:
            scores, codes = scorer.row(person)
            _fill(shelf, person, np.where(codes == ALLOWED, scores, np.float32(-np.inf)))
    lists = np.full((n, shelf.length), -1, dtype=np.int64)
    for person in range(n):
        shelf.write(person, lists)
    return lists, Exposure.of(plain), Exposure.of(np.array(shelf.shown, dtype=np.int64))


class _Shelf:
    """Lists being filled, with how often each person is shown."""

    def __init__(self, scorer: Scorer) -> None:
        n = len(scorer.people)
        self.lists: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        self.shown = [0] * n
        self.length = min(scorer.parameters.suggestions, max(n - 1, 0))
        self.limit = max(1, math.floor(scorer.parameters.exposure_cap * self.length))
        self._caps: Mapping[str, int] = scorer.policy.group_caps
        self._profiles = scorer.people.profiles

    def offer(self, person: int, other: int, score: float) -> bool:
        """Put other on person's list if there is room on both sides."""
        own = self.lists[person]
        if len(own) >= self.length or self.shown[other] >= self.limit:
            return False
        if self._caps and not self._within_caps(own, other):
            return False
        own.append((score, other))
        self.shown[other] += 1
        return True

    def write(self, person: int, lists: Lists) -> None:
        """Put a person's list into its row, best first, ties by index."""
        own = sorted(self.lists[person], key=lambda entry: (-entry[0], entry[1]))
        lists[person] = -1
        lists[person, : len(own)] = [other for _, other in own]

    def _within_caps(self, own: list[tuple[float, int]], other: int) -> bool:
        for group in self._profiles[other].groups:
            if group in self._caps:
                used = sum(group in self._profiles[one].groups for _, one in own)
                if used >= self._caps[group]:
                    return False
        return True


def _fill(shelf: _Shelf, person: int, allowed: Array) -> None:
    have = {other for _, other in shelf.lists[person]}
    others = np.flatnonzero(allowed > -np.inf)
    for other in others[np.argsort(-allowed[others], kind="stable")].tolist():
        if len(shelf.lists[person]) >= shelf.length:
            return
        if other != person and other not in have:
            shelf.offer(person, other, float(probability(allowed[other])))
