"""Rare words in common: names of standards, places and products that vectors blur."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.people import People
from matcher.profiles import Facet
from matcher.text import background

Array = NDArray[np.float32]
Index = NDArray[np.int64]

_TOKEN = re.compile(r"\w\w+")
# Endings off and cut short, a word's forms are one ("leaks", "leaking"; "Übersetzung", "-en").
_ENDINGS = ("ings", "ing", "ers", "ies", "ied", "ed", "er", "es", "s", "y", "e")
_STEM = 6
# Who wrote fewer rare words counts as having written so many, lest one word in common be all.
_LEAST_WORDS = 12
COMMON = frozenset(
    _TOKEN.findall(
        "about above after again against all also always am an and any anybody anyone anything "
        "are around as at back be because been before being below between both but by can come "
        "could did do does doing done down each either else every everybody everyone few for "
        "from get give go good had has have having he help helping helps her here hers him his "
        "how if in into is "
        "it its just know like look looking lot made make many may me meet meeting might mine "
        "more most much must my need needs never no nobody none nor not nothing now of off "
        "offer offers often on once one only or other our out over own people please really "
        "same see seek seeking several she should so some somebody someone something still "
        "such take than thank that the their them then there these they thing things this "
        "those through to too two under until up us use very want was way we well were what "
        "when where which while who whom whose why will with without would yes yet you your"
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """What people seek and bring as weighted words (TF-IDF, rows of length 1).

    Attributes
    ----------
    seeks, brings
        float32, shape (n, vocabulary): of the needs; of the offers, role and sector. A row
        without words is empty.
    """

    seeks: csr_array
    brings: csr_array

    @classmethod
    def of(cls, people: People) -> Wording:
        """Count and weight the words of all people; how rare they are, the background tells too."""
        # Loaded here: the web process knows this class and never counts a word.
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts = _texts(people)
        counter = TfidfVectorizer(analyzer=stems, sublinear_tf=True, norm=None, dtype=np.float32)
        counted = counter.fit_transform([*texts, *background.NEEDS, *background.OFFERS])
        rows = csr_array(counted[: len(texts)])
        least = np.float32(math.sqrt(_LEAST_WORDS)) * counter.idf_.max()
        lengths = np.maximum(np.sqrt(rows.multiply(rows).sum(axis=1)), least)
        rows.data /= np.repeat(lengths, np.diff(rows.indptr)).astype(np.float32)
        n = len(people)
        return cls(rows[:n], rows[n:])

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

    def pairs(self, left: Index, right: Index) -> Array:
        """Cosines of the left's needs with the right's offers: float32, shape (p,)."""
        return np.asarray(self.seeks[left].multiply(self.brings[right]).sum(axis=1)).ravel()


def stems(text: str) -> list[str]:
    """Cut the telling words of a text short, in order."""
    words = _TOKEN.findall(text.casefold())
    return [_stem(word) for word in words if word not in COMMON]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)][:_STEM]
    return word[:_STEM]


def _texts(people: People) -> list[str]:
    """Needs of all people in order, then offers of all, each as one text."""
    parts: list[list[str]] = [[] for _ in range(2 * len(people))]
    for item, owner in zip(people.items, people.owners.tolist(), strict=True):
        if item.polarity == 1 and item.facet is not Facet.INTEREST:
            side = 0 if item.facet is Facet.NEED else len(people)
            parts[side + owner].append(item.text)
    return [" ".join(one) for one in parts]
