"""The verb: one new or edited profile changes a match result, without matching all again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.match import MatchResult
from matcher.parallel import plain_products
from matcher.people import People
from matcher.policy.verdicts import ALLOWED
from matcher.profiles import Profile
from matcher.ranking.candidates import CandidateGraph, forced_pairs, graph_of
from matcher.ranking.suggestions import suggest_again
from matcher.ranking.topk import TopK
from matcher.scoring.scorer import Scorer

Array = NDArray[np.float32]
Index = NDArray[np.int64]


def texts_of(profile: Profile) -> tuple[str, ...]:
    """Give the texts of one profile whose vectors `update` takes."""
    return People.of([profile]).texts


def update(result: MatchResult, profile: Profile, vectors: Array) -> MatchResult:
    """Bring one new or edited profile into a match result.

    Scores are what `matcher.match` would give with the calibration of ``result``: how alike
    texts are on average, and how rare words are, is not measured again. So are the candidate
    pairs. The lists of suggestions change for the person and for those whose list the person
    was or now belongs in; exposure before and the refusals of others stay as they were.

    Parameters
    ----------
    profile
        Replaces the profile of that id, or joins behind all others.
    vectors
        float32, shape (len(texts_of(profile)), d), unit rows.

    Raises
    ------
    ValueError
        If the vectors do not have one row a text.
    """
    index = result.people.index(profile.id)
    people, person = result.people.with_person(profile)
    if vectors.ndim != 2 or len(vectors) != len(person.texts):
        raise ValueError(
            f"vectors has the shape {vectors.shape}; it needs one row for each of the "
            f"{len(person.texts)} texts"
        )
    with plain_products():
        scorer = result.scorer.with_person(people, person, vectors)
        allowed = _allowed_row(scorer, index)
        best = result.best.copy()
        touched = np.union1d(best.renew(index, allowed), index)
        for other in best.short().tolist():
            best.fill(other, _allowed_row(scorer, other))
            touched = np.union1d(touched, other)
        graph = _changed_graph(result, scorer, best, touched, index)
        lists, exposure = suggest_again(scorer, graph, result.lists, index, allowed)
    return replace(
        result,
        people=people,
        graph=graph,
        refusals=tuple(r for r in result.refusals if profile.id not in (r.a, r.b)),
        lists=lists,
        exposure_after=exposure,
        scorer=scorer,
        best=best,
    )


def _allowed_row(scorer: Scorer, index: int) -> Array:
    scores, codes = scorer.row(index)
    return np.where(codes == ALLOWED, scores, np.float32(-np.inf))


def _changed_graph(
    result: MatchResult, scorer: Scorer, best: TopK, touched: Index, index: int
) -> CandidateGraph:
    """Drop and add the pairs of those whose best have changed."""
    n = len(scorer.people)
    old = result.graph
    before = touched[touched < len(result.best.others)]
    doubtful = np.concatenate(
        [_keys(result.best, before, n), _keys(best, touched, n), _of_person(old, index, n)]
    )
    doubtful = np.unique(doubtful)
    forced = forced_pairs(scorer)
    must = forced[:, 0] * n + forced[:, 1]
    # All pairs in doubt are dropped and those still wanted scored again, the person's too.
    of_touched = np.zeros(n, dtype=np.bool_)
    of_touched[touched] = True
    near = np.flatnonzero(of_touched[old.a] | of_touched[old.b])
    kept = np.ones(len(old), dtype=np.bool_)
    kept[near] = ~_among(old.a[near].astype(np.int64) * n + old.b[near], doubtful)
    again = np.concatenate([_kept(best, doubtful, n), must[_among(must, doubtful)]])
    again = np.unique(np.concatenate([again, must[(forced == index).any(axis=1)]]))
    pairs = np.stack(np.divmod(again, n), axis=1)
    return old.joined(kept, graph_of(scorer, pairs, np.isin(again, must)))


def _keys(best: TopK, people: Index, n: int) -> Index:
    """Pairs that some people keep, as a * n + b with a < b."""
    others = best.best(people)
    person, place = np.nonzero(others >= 0)
    other, person = others[person, place], people[person]
    return np.minimum(person, other) * n + np.maximum(person, other)


def _among(keys: Index, ordered: Index) -> NDArray[np.bool_]:
    """Whether each key is one of a few in ascending order."""
    if not len(ordered):
        return np.zeros(len(keys), dtype=np.bool_)
    place = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
    return np.asarray(ordered[place] == keys)


def _kept(best: TopK, keys: Index, n: int) -> Index:
    """Those of the pairs that either side keeps."""
    a, b = np.divmod(keys, n)
    people = np.unique(np.concatenate([a, b]))
    return np.intersect1d(keys, _keys(best, people, n))


def _of_person(graph: CandidateGraph, index: int, n: int) -> Index:
    own = graph.of_person(index)
    return graph.a[own].astype(np.int64) * n + graph.b[own]
