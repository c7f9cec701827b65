"""Niches: groups of people whose needs, offers or interests cluster, named by their own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import HDBSCAN
from sklearn.decomposition import PCA

from matcher.niche_names import phrase_of, plain, telling, words_of
from matcher.parallel import plain_products
from matcher.people import People

Array = NDArray[np.float32]

LEAST_PEOPLE = 20
"""Below this no group is more than chance."""
_LEAST_MEMBERS = 4
# A group of half the room is the event's theme, not a niche.
_MOST = 0.3
_DIMENSIONS = 10
# Share of the members who have to use the word that names their group.
_HOLDING = 1 / 2
_NEAREST = 3
# Deviations by which a group's statements must be closer than statements are on average.
_COHERENT = 2.5
# Two clusters whose members met well this often are one conversation.
_JOINING = 0.34


@dataclass(frozen=True, slots=True)
class Niche:
    """A group that could share a table or a thread.

    Attributes
    ----------
    name
        Its most telling words, as its members write them.
    words
        The same, most telling first.
    quotes
        Up to three statements nearest to its middle, none of them private.
    members
        Profile ids, the most central first.
    """

    name: str
    words: tuple[str, ...]
    quotes: tuple[str, ...]
    members: tuple[str, ...]


def niches(
    people: People,
    vectors: Array,
    good_meetings: Sequence[tuple[str, str]] = (),
    least: int = _LEAST_MEMBERS,
) -> tuple[Niche, ...]:
    """Find groups of people who speak of the same thing.

    HDBSCAN (Campello, Moulavi & Sander, PAKDD 2013) on the statements' vectors; clusters whose
    members met each other well are joined. Nothing is drawn at random, and people are taken
    in the order of their ids, so that the same people give the same niches in any order.

    Parameters
    ----------
    people, vectors
        As for `matcher.match`.
    good_meetings
        Pairs of profile ids that both would go on with.
    least
        Fewest members of a niche, at least 2.

    Returns
    -------
    tuple of Niche
        Largest first; none for fewer than `LEAST_PEOPLE` people. A person may be in several.
    """
    if least < 2:
        raise ValueError("a niche needs at least 2 members")
    if len(people) < LEAST_PEOPLE:
        return ()
    rows = _said(people)
    if len(rows) < 2 * least:
        return ()
    points = vectors[people.rows[rows]]
    with plain_products():
        mean, deviation = _closeness(points)
        near = mean + _COHERENT * deviation
        clusters = _coherent(points, _clusters(points, least), near)
    labels = _joined(people, rows, clusters, good_meetings)
    words = [frozenset(words_of(people.items[at].text)) for at in rows]
    found: dict[str, Niche] = {}
    for label in sorted(set(labels.tolist()) - {-1}):
        inside = labels == label
        # Where people who met well join clusters, that holds them together, and not a word.
        if len(set(clusters[inside].tolist())) == 1:
            inside = _held(people, rows, points, words, inside, near)
        niche = _niche(people, rows, points, inside, least)
        if niche is not None:
            first = niche.words[0]
            if first not in found or len(found[first].members) < len(niche.members):
                found[first] = niche
    return tuple(sorted(found.values(), key=lambda one: (-len(one.members), one.name)))


def _held(
    people: People,
    rows: NDArray[np.int64],
    points: Array,
    words: Sequence[frozenset[str]],
    inside: NDArray[np.bool_],
    near: float,
) -> NDArray[np.bool_]:
    """Gather who uses a cluster's most telling word in its sense, and who is as close to them.

    Returns
    -------
    numpy.ndarray
        bool, one a statement; none where fewer than half of the people use the word.
    """
    nobody = np.zeros(len(rows), dtype=np.bool_)
    named = telling(people, rows, inside)
    if not named:
        return nobody
    word = plain(named[0].casefold())
    users = np.array([word in own for own in words])
    middle = points[inside & users].mean(axis=0)
    # As close to those of the cluster who use it as the cluster's statements must be at all.
    close = points @ middle >= near
    held = (users | inside) & close
    owners = people.owners[rows]
    members, naming = (np.unique(owners[one]) for one in (held, held & users))
    return held if len(naming) > _HOLDING * len(members) else nobody


def _said(people: People) -> NDArray[np.int64]:
    """Items that people state as theirs, ordered by person and text."""
    ids = [profile.id for profile in people.profiles]
    wanted = [
        at
        for at, item in enumerate(people.items)
        if item.polarity > 0 and not item.private and not item.implied
    ]
    wanted.sort(key=lambda at: (ids[people.owners[at]], people.items[at].text))
    return np.array(wanted, dtype=np.int64)


def _clusters(points: Array, least: int) -> NDArray[np.int64]:
    # Density means little in hundreds of dimensions; the main ones keep what texts are about.
    size = min(_DIMENSIONS, len(points) - 1, points.shape[1])
    flat = PCA(size, svd_solver="full").fit_transform(points.astype(np.float64))
    model = HDBSCAN(
        min_cluster_size=least, min_samples=2, cluster_selection_method="leaf", copy=True
    )
    return np.asarray(model.fit_predict(flat), dtype=np.int64)


def _joined(
    people: People,
    rows: NDArray[np.int64],
    labels: NDArray[np.int64],
    good_meetings: Sequence[tuple[str, str]],
) -> NDArray[np.int64]:
    count = int(labels.max(initial=-1)) + 1
    if count < 2 or not good_meetings:
        return labels
    owners = people.owners[rows]
    ids = [profile.id for profile in people.profiles]
    members = [{ids[at] for at in owners[labels == label]} for label in range(count)]
    linked = np.zeros((count, count))
    for a, b in good_meetings:
        for one in range(count):
            for two in range(count):
                linked[one, two] += (a in members[one] and b in members[two]) or (
                    b in members[one] and a in members[two]
                )
    sizes = np.array([len(own) for own in members], dtype=np.float64)
    close = linked / np.minimum(sizes[:, None], sizes[None, :]) >= _JOINING
    _, group = connected_components(csr_matrix(close), directed=False)
    return np.where(labels >= 0, group[np.maximum(labels, 0)], -1)


def _niche(
    people: People,
    rows: NDArray[np.int64],
    points: Array,
    inside: NDArray[np.bool_],
    least: int,
) -> Niche | None:
    if not inside.any():
        return None
    middle = points[inside].mean(axis=0)
    closeness = points[inside] @ middle
    own = rows[inside]
    best: dict[int, float] = {}
    for at, near in zip(own.tolist(), closeness.tolist(), strict=True):
        owner = int(people.owners[at])
        best[owner] = max(best.get(owner, -2.0), near)
    if not least <= len(best) <= _MOST * len(people):
        return None
    ids = [profile.id for profile in people.profiles]
    order = sorted(best, key=lambda owner: (-round(best[owner], 5), ids[owner]))
    words = telling(people, rows, inside)
    if not words:
        return None
    nearest = sorted(
        zip(closeness.tolist(), own.tolist(), strict=True),
        key=lambda pair: (-round(pair[0], 5), people.items[pair[1]].quote),
    )
    quotes = tuple(dict.fromkeys(people.items[at].quote for _, at in nearest))[:_NEAREST]
    first = plain(words[0].casefold())
    texts = [people.items[at].text for at in own if first in words_of(people.items[at].text)]
    name = ", ".join((phrase_of(words[0], texts), *words[1:]))
    return Niche(name, words, quotes, tuple(ids[owner] for owner in order))


def _coherent(points: Array, labels: NDArray[np.int64], least: float) -> NDArray[np.int64]:
    """Keep clusters whose statements are clearly closer to one another than statements are."""
    kept = np.full(len(labels), -1, dtype=np.int64)
    number = 0
    for label in range(int(labels.max(initial=-1)) + 1):
        own = np.flatnonzero(labels == label)
        if _closeness(points[own])[0] >= least:
            kept[own] = number
            number += 1
    return kept


def _closeness(points: Array) -> tuple[float, float]:
    """Mean and deviation of the dot products of all pairs, in time linear in their number."""
    n = len(points)
    rows = points.astype(np.float64)
    own = np.einsum("ij,ij->i", rows, rows)
    total = rows.sum(axis=0)
    # The sum of squares of all products is that of the second moments' entries.
    squares = np.square(rows.T @ rows).sum()
    pairs = n * (n - 1)
    mean = float(total @ total - own.sum()) / pairs
    variance = float(squares - np.square(own).sum()) / pairs - mean * mean
    return mean, max(variance, 0.0) ** 0.5
