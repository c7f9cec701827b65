"""Niches: groups of people whose needs, offers or interests cluster, named by their own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import HDBSCAN
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

from matcher.parallel import plain_products
from matcher.people import People
from matcher.scoring.rare_words import COMMON

Array = NDArray[np.float32]

LEAST_PEOPLE = 20
"""Below this no group is more than chance."""
_LEAST_MEMBERS = 4
# A group of half the room is the event's theme, not a niche.
_MOST = 0.3
_DIMENSIONS = 10
_WORDS = 3
# Share of the members who use a word for it to name them; a group without such a word is none.
_NAMING = 1 / 3
_WORD = re.compile(r"[^\W\d_]{3,}")
_EMPTY = ENGLISH_STOP_WORDS | COMMON
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
        labels = _coherent(points, _clusters(points, least))
    labels = _joined(people, rows, labels, good_meetings)
    found = []
    for label in sorted(set(labels.tolist()) - {-1}):
        niche = _niche(people, rows, points, labels == label, least)
        if niche is not None:
            found.append(niche)
    return tuple(sorted(found, key=lambda one: (-len(one.members), one.name)))


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
    words = _telling(people, rows, inside)
    if not words:
        return None
    nearest = sorted(
        zip(closeness.tolist(), own.tolist(), strict=True),
        key=lambda pair: (-round(pair[0], 5), people.items[pair[1]].quote),
    )
    quotes = tuple(dict.fromkeys(people.items[at].quote for _, at in nearest))[:_NEAREST]
    return Niche(", ".join(words), words, quotes, tuple(ids[owner] for owner in order))


def _coherent(points: Array, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep clusters whose statements are clearly closer to one another than statements are."""
    mean, deviation = _closeness(points)
    least = mean + _COHERENT * deviation
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


def _telling(people: People, rows: NDArray[np.int64], inside: NDArray[np.bool_]) -> tuple[str, ...]:
    """Words of the group that the rest rarely uses, by the persons who use them (TF-IDF)."""
    reader = CountVectorizer(binary=True, analyzer=_words_of)
    try:
        seen = reader.fit_transform([people.items[at].text for at in rows])
    except ValueError:
        return ()
    owners = people.owners[rows]
    names = reader.get_feature_names_out()
    within = _persons(seen, owners, inside)
    without = _persons(seen, owners, ~inside)
    weight = within * np.log((1 + len(np.unique(owners))) / (1 + within + without))
    # A word that few of the group use names something else.
    weight[within < max(2.0, _NAMING * len(np.unique(owners[inside])))] = 0
    order = sorted(range(len(names)), key=lambda at: (-round(float(weight[at]), 6), names[at]))
    written = Counter(word for at in rows[inside] for word in _WORD.findall(people.items[at].text))
    return tuple(_as_written(str(names[at]), written) for at in order[:_WORDS] if weight[at] > 0)


def _as_written(word: str, written: Counter[str]) -> str:
    """Spell a word as the group does: in small letters if anybody does ("VAT", "football")."""
    forms = [form for form in written if form.casefold() == word]
    return word if word in forms else max(forms, key=lambda form: (written[form], form))


def _words_of(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if word not in _EMPTY]


def _persons(
    seen: csr_matrix, owners: NDArray[np.int64], rows: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """How many persons use each word in some of their statements."""
    where = np.flatnonzero(rows)
    if len(where) == 0:
        return np.zeros(seen.shape[1])
    _, person = np.unique(owners[where], return_inverse=True)
    gather = csr_matrix((np.ones(len(where)), (person, np.arange(len(where)))))
    return np.asarray(((gather @ seen[where]) > 0).sum(axis=0), dtype=np.float64).ravel()
