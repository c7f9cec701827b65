"""Rare words in common: names of standards, places and products that vectors blur."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from matcher.people import People
from matcher.profiles import Facet
from matcher.text import background
from matcher.text.common_words import COMMON

Array = NDArray[np.float32]
Index = NDArray[np.int64]

_TOKEN = re.compile(r"\w\w+")
# Endings off and cut short, a word's forms are one ("leaks", "leaking"; "Übersetzung", "-en").
_ENDINGS = ("ings", "ing", "ers", "ies", "ied", "ed", "er", "es", "s", "y", "e")
_STEM = 6
# Who wrote fewer rare words counts as having written so many, lest one word in common be all.
_LEAST_WORDS = 12

# What every sixth of the people writes is not rare, and takes longest to count.
_COMMON_SHARE = 1 / 6
_LEAST_COMMON = 12


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """What people seek, bring and say at all as weighted words (TF-IDF, rows of length 1).

    Attributes
    ----------
    seeks, brings
        float32, shape (n, vocabulary): of the needs; of the offers, role and sector. A row
        without words is empty.
    says
        The same of all that is said, but for words that many use; a cosine of its rows is in
        log-odds, as the calibration weighs them.
    """

    seeks: csr_array
    brings: csr_array
    says: csr_array

    @classmethod
    def of(cls, people: People, said_words: float = 1.0) -> Wording:
        """Count and weight the words of all people; how rare they are, the background tells too."""
        # Loaded here: the web process knows this class and never counts a word.
        from sklearn.feature_extraction.text import CountVectorizer

        n = len(people)
        usual = (*background.NEEDS, *background.OFFERS)
        counter = CountVectorizer(analyzer=stems, dtype=np.float32)
        counted = csr_array(counter.fit_transform([*_texts(people), *usual, *background.INTERESTS]))
        needs, offers, interests = (counted[k * n : (k + 1) * n] for k in range(3))
        apart = vstack([needs, offers, counted[3 * n : 3 * n + len(usual)]], format="csr")
        rows = _weighted(apart, 2 * n)
        said = vstack([needs + offers + interests, counted[3 * n :]], format="csr")
        users = np.bincount(said.indices, minlength=said.shape[1])
        many = users > max(_COMMON_SHARE * n, _LEAST_COMMON)
        says = _weighted(said, n, many)
        says.data *= np.float32(math.sqrt(said_words))
        return cls(rows[:n], rows[n:], says)

    def row(self, index: int) -> tuple[Array, Array]:
        """Cosines between one person and everybody: of their needs, and of their offers."""
        gain = (self.brings @ self.seeks[[index]].T).toarray()
        given = (self.seeks @ self.brings[[index]].T).toarray()
        return gain.ravel(), given.ravel()

    def tile(self, left: slice, right: slice) -> tuple[Array, Array]:
        """Cosines between two runs of people: needs of the left, and needs of the right."""
        gain = (self.seeks[left] @ self.brings[right].T).toarray()
        given = (self.brings[left] @ self.seeks[right].T).toarray()
        return gain, given

    def said_row(self, index: int) -> Array:
        """Log-odds by rare words that one person and everybody say: float32, shape (n,)."""
        return np.asarray((self.says @ self.says[[index]].T).toarray()).ravel()

    def add_said(self, odds: Array, left: slice, right: slice) -> None:
        """Add the same of all pairs between two runs of people to ``odds``, in place."""
        words = csr_array(self.says[left] @ self.says[right].T)
        rows = np.repeat(np.arange(words.shape[0]), np.diff(words.indptr))
        odds[rows, words.indices] += words.data

    def said_pairs(self, left: Index, right: Index) -> Array:
        """Log-odds by rare words that the people of pairs say: float32, shape (p,)."""
        return np.asarray(self.says[left].multiply(self.says[right]).sum(axis=1)).ravel()

    def pairs(self, left: Index, right: Index) -> Array:
        """Cosines of the left's needs with the right's offers: float32, shape (p,)."""
        return np.asarray(self.seeks[left].multiply(self.brings[right]).sum(axis=1)).ravel()


def _weighted(
    counted: csr_array, kept: int, left_out: NDArray[np.bool_] | None = None
) -> csr_array:
    """Weight the first ``kept`` rows of counts by how rare words are among all rows."""
    users = np.bincount(counted.indices, minlength=counted.shape[1])
    rarity = (np.log((1 + counted.shape[0]) / (1 + users)) + 1).astype(np.float32)
    most = rarity[users > 0].max(initial=1.0)
    if left_out is not None:
        rarity[left_out] = 0
    rows = csr_array(counted[:kept])
    rows.data = (np.log(rows.data) + 1) * rarity[rows.indices]
    rows.eliminate_zeros()
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    lengths = np.maximum(lengths, np.float32(math.sqrt(_LEAST_WORDS)) * most)
    rows.data /= np.repeat(lengths, np.diff(rows.indptr)).astype(np.float32)
    return rows


def stems(text: str) -> list[str]:
    """Cut the telling words of a text short, in order."""
    words = _TOKEN.findall(text.casefold())
    return [_stem(word) for word in words if word not in COMMON]


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)][:_STEM]
    return word[:_STEM]


def _texts(people: People) -> list[str]:
    """Needs of all people in order, then offers of all, then interests, each as one text."""
    order = (Facet.NEED, Facet.OFFER, Facet.INTEREST)
    parts: list[list[str]] = [[] for _ in range(3 * len(people))]
    for item, owner in zip(people.items, people.owners.tolist(), strict=True):
        if item.polarity == 1:
            parts[order.index(item.facet) * len(people) + owner].append(item.text)
    return [" ".join(one) for one in parts]
