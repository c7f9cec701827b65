"""Suggestions: each person's list, nobody left out and nobody shown to everybody."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import probability
from matcher.candidates import CandidateGraph
from matcher.exposure import Exposure
from matcher.scorer import Scorer
from matcher.verdicts import ALLOWED

Lists = tuple[tuple[int, ...], ...]


def suggest(scorer: Scorer, graph: CandidateGraph) -> tuple[Lists, Exposure, Exposure]:
    """Fill everybody's list under the exposure cap and the group caps.

    The strongest pairs are placed first; who is left with a short list because their
    candidates are in too many lists already gets the best people with room.

    Returns
    -------
    tuple
        For each person the indices of others, best first; exposure of the plain best lists;
        exposure of the lists returned.
    """
    n = len(scorer.people)
    length = min(scorer.parameters.suggestions, max(n - 1, 0))
    shelf = _Lists(scorer, n, length)
    plain = np.zeros(n, dtype=np.int64)
    taken = np.zeros(n, dtype=np.int64)
    for a, b, score in zip(graph.a.tolist(), graph.b.tolist(), graph.score.tolist(), strict=True):
        for person, other in ((a, b), (b, a)):
            if taken[person] < length:
                taken[person] += 1
                plain[other] += 1
            shelf.offer(person, other, score)
    for person in range(n):
        if len(shelf.lists[person]) < length:
            _fill(scorer, shelf, person)
    lists = tuple(
        tuple(other for _, other in sorted(one, key=lambda entry: (-entry[0], entry[1])))
        for one in shelf.lists
    )
    return lists, Exposure.of(plain), Exposure.of(shelf.shown)


class _Lists:
    """Lists being filled, with how often each person is shown."""

    def __init__(self, scorer: Scorer, n: int, length: int) -> None:
        self.lists: list[list[tuple[float, int]]] = [[] for _ in range(n)]
        self.shown: NDArray[np.int64] = np.zeros(n, dtype=np.int64)
        self.length = length
        self.limit = max(1, math.floor(scorer.parameters.exposure_cap * length))
        self._caps: Mapping[str, int] = scorer.policy.group_caps
        self._groups = [
            [group for group in profile.groups if group in self._caps]
            for profile in scorer.people.profiles
        ]
        self._used: list[dict[str, int]] = [{} for _ in range(n)]

    def offer(self, person: int, other: int, score: float) -> bool:
        """Put other on person's list if there is room on both sides."""
        own = self.lists[person]
        if len(own) >= self.length or self.shown[other] >= self.limit:
            return False
        used = self._used[person]
        if any(used.get(group, 0) >= self._caps[group] for group in self._groups[other]):
            return False
        for group in self._groups[other]:
            used[group] = used.get(group, 0) + 1
        own.append((score, other))
        self.shown[other] += 1
        return True


def _fill(scorer: Scorer, shelf: _Lists, person: int) -> None:
    n = len(scorer.people)
    others = np.delete(np.arange(n), person)
    person_again = np.full(n - 1, person)
    others = others[scorer.verdicts.codes(person_again, others) == ALLOWED]
    scores = probability(scorer.pairs(np.full(len(others), person), others).score)
    have = {other for _, other in shelf.lists[person]}
    for place in np.lexsort((others, -scores)).tolist():
        other = int(others[place])
        if other not in have:
            shelf.offer(person, other, float(scores[place]))
            if len(shelf.lists[person]) >= shelf.length:
                return
