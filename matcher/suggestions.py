"""Suggestions: each person's list, nobody left out and nobody shown to everybody."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import probability
from matcher.candidates import CandidateGraph
from matcher.exposure import Exposure
from matcher.scorer import Scorer
from matcher.verdicts import ALLOWED

Array = NDArray[np.float32]
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
    lists = tuple(_ordered(shelf.lists[person]) for person in range(n))
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
    partners = [
        int(graph.b[pair] if graph.a[pair] == index else graph.a[pair])
        for pair in graph.of_person(index).tolist()
    ]
    was_in = [person for person, one in enumerate(lists) if index in one]
    changed = list(dict.fromkeys(partners + was_in))
    shelf = _Shelf(scorer)
    everybody = np.fromiter(chain.from_iterable(lists), dtype=np.int64)
    shelf.shown = np.bincount(everybody, minlength=len(scorer.people)).tolist()
    shelf.shown[index] = 0
    for other in lists[index] if index < len(lists) else ():
        shelf.shown[other] -= 1
    known = _known_scores(scorer, [(p, o) for p in changed for o in lists[p] if o != index])
    for person in changed:
        own = [(known[person, other], other) for other in lists[person] if other != index]
        shelf.lists[person] = own
    _fill(shelf, index, allowed)
    for person in changed:
        if allowed[person] > -np.inf:
            shelf.displace(person, index, float(probability(allowed[person])))
    again = {person: _ordered(shelf.lists[person]) for person in (*changed, index)}
    n = len(scorer.people)
    lists = tuple(again[person] if person in again else lists[person] for person in range(n))
    return lists, Exposure.of(np.array(shelf.shown, dtype=np.int64))


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


def _known_scores(scorer: Scorer, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], float]:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    scores = probability(scorer.pairs(both[:, 0], both[:, 1]).score)
    return dict(zip(pairs, scores.tolist(), strict=True))


def _ordered(one: Sequence[tuple[float, int]]) -> tuple[int, ...]:
    return tuple(other for _, other in sorted(one, key=lambda entry: (-entry[0], entry[1])))
