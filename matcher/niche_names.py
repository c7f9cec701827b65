"""Names of niches: words that many of a group use and the others rarely do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

from matcher.people import People
from matcher.text.common_words import COMMON

_WORDS = 3
# Share of a cluster, and people, who use a word for it to name them.
_NAMING, _LEAST_NAMING = 1 / 3, 3
_WORD = re.compile(r"[^\W\d_]{3,}")
# When somebody is free, and how they are, is not what a group speaks of.
_NO_TOPICS = (
    "monday tuesday wednesday thursday friday saturday sunday weekday weekend morning evening "
    "afternoon night lunch noon early late day week month year time hour minute work run people "
    "person partner group somebody real old new slow small big little long short good free"
)
_EMPTY = ENGLISH_STOP_WORDS | COMMON | frozenset(re.findall(r"\w+", _NO_TOPICS))


def telling(people: People, rows: NDArray[np.int64], inside: NDArray[np.bool_]) -> tuple[str, ...]:
    """Words of the group that the rest rarely uses, by the persons who use them (TF-IDF)."""
    reader = CountVectorizer(binary=True, analyzer=words_of)
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
    weight[within < max(_LEAST_NAMING, _NAMING * len(np.unique(owners[inside])))] = 0
    order = sorted(range(len(names)), key=lambda at: (-round(float(weight[at]), 6), names[at]))
    written = Counter(word for at in rows[inside] for word in _WORD.findall(people.items[at].text))
    return tuple(_as_written(str(names[at]), written) for at in order[:_WORDS] if weight[at] > 0)


def _as_written(word: str, written: Counter[str]) -> str:
    """Spell a word as the group does: in small letters if anybody does ("VAT", "football")."""
    forms = [form for form in written if plain(form.casefold()) == word]
    small = [form for form in forms if form.islower()]
    return max(small or forms, key=lambda form: (written[form], form))


def words_of(text: str) -> list[str]:
    """Give the words of a text that may name a group, one and many alike."""
    found = _WORD.findall(text.casefold())
    return [plain(word) for word in found if not {word, plain(word)} & _EMPTY]


def plain(word: str) -> str:
    """Spell one and many alike."""
    return word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word


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


def phrase_of(word: str, texts: Sequence[str]) -> str:
    """Say a word with the one that most who use it write behind it: "quiz nights"."""
    key = plain(word.casefold())
    behind = Counter(
        said
        for text in texts
        for said in {
            f"{one} {two}"
            for one, two in zip(_WORD.findall(text)[:-1], _WORD.findall(text)[1:], strict=True)
            if plain(one.casefold()) == key and f"{one} {two}" in text
        }
    )
    if behind:
        said, number = behind.most_common(1)[0]
        if number > len(texts) / 2 and not {said.split()[1].casefold()} & (
            ENGLISH_STOP_WORDS | COMMON
        ):
            return said
    return word
