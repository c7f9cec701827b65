"""Suggestions: each person's list, nobody left out and nobody shown to everybody."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

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


def suggest_again(
    scorer: Scorer, graph: CandidateGraph, lists: Lists, index: int, allowed: Array
) -> tuple[Lists, Exposure]:
    """Make anew the list of one person, and bring the person into the lists of others.

    Parameters
    ----------
    lists
        Of before, for everybody or for everybody but the person, who is the last.
    allowed
        float32, shape (n,): the person's scores with everybody (log-odds), ``-inf`` for whom
        they may not meet.
    """
    n = len(scorer.people)
    shelf = _Shelf(scorer)
    lists = _roomy(lists, n, shelf.length)
    partners = graph.partners(index)
    changed = list(dict.fromkeys([*partners.tolist(), *np.nonzero(lists == index)[0].tolist()]))
    lists[index] = -1
    lists[lists == index] = -1
    shelf.shown = np.bincount(lists[lists >= 0], minlength=n).tolist()
    known = _known_scores(scorer, graph, changed, lists)
    for person in changed:
        shelf.lists[person] = [(known[person, o], o) for o in lists[person].tolist() if o >= 0]
    _fill(shelf, index, allowed)
    for person in changed:
        if allowed[person] > -np.inf:
            shelf.displace(person, index, float(probability(allowed[person])))
    for person in (*changed, index):
        shelf.write(person, lists)
    return lists, Exposure.of(np.array(shelf.shown, dtype=np.int64))


def _roomy(lists: Lists, n: int, length: int) -> Lists:
    """Copy the lists, with room for as many people and places as there are now."""
    roomy = np.full((n, length), -1, dtype=np.int64)
    roomy[: len(lists), : lists.shape[1]] = lists
    return roomy


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

    def displace(self, person: int, other: int, score: float) -> None:
        """Offer, taking the weakest off the list if it is full and weaker."""
        own = self.lists[person]
        if len(own) < self.length:
            self.offer(person, other, score)
        elif min(own)[0] < score:
            weakest = min(own)
            own.remove(weakest)
            if self.offer(person, other, score):
                self.shown[weakest[1]] -= 1
            else:
                own.append(weakest)

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


def _known_scores(
    scorer: Scorer, graph: CandidateGraph, people: Sequence[int], lists: Lists
) -> dict[tuple[int, int], float]:
    """Find the scores of some people's lists: in the graph, or else anew."""
    ours = np.zeros(len(scorer.people), dtype=np.bool_)
    ours[people] = True
    near = np.flatnonzero(ours[graph.a] | ours[graph.b])
    a, b, scores = graph.a[near].tolist(), graph.b[near].tolist(), graph.score[near].tolist()
    known = dict(zip(zip(a, b, strict=True), scores, strict=True))
    known |= dict(zip(zip(b, a, strict=True), scores, strict=True))
    pairs = [(person, other) for person in people for other in lists[person].tolist() if other >= 0]
    missing = [pair for pair in pairs if pair not in known]
    both = np.array(missing, dtype=np.int64).reshape(-1, 2)
    anew = probability(scorer.pairs(both[:, 0], both[:, 1]).score).tolist()
    return known | dict(zip(missing, anew, strict=True))
