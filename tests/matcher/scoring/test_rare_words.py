from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from matcher import People, Profile
from matcher.scoring.rare_words import Wording, stems
from tests.matcher.crowds import crowds, quick


@pytest.mark.parametrize(
    ("one", "other"), [("leaks", "leaking"), ("bakery", "bakeries"), ("exporter", "exporters")]
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert stems(one) == stems(other) != []


def test_common_words_tell_nothing() -> None:
    assert stems("We are looking for somebody who would help us with the") == []


def cosine(need: str, offer: str, *others: str) -> float:
    people = [Profile(id="a", needs=need), Profile(id="b", offers=offer)]
    people += [Profile(id=f"c{n}", offers=text) for n, text in enumerate(others)]
    wording = Wording.of(People.of(people))
    return float(wording.pairs(np.array([0]), np.array([1]))[0])


def test_a_rare_word_in_common_counts_more_than_a_frequent_one() -> None:
    others = ["bread"] * 5
    rare = cosine("ISO 22000 bread", "ISO 22000 audits", *others)
    frequent = cosine("ISO 22000 bread", "bread audits", *others)
    assert rare > frequent > 0
    assert cosine("ISO 22000", "knitting", *others) == 0


def test_one_word_in_common_is_not_everything_for_who_writes_little() -> None:
    assert cosine("roofs", "roofs") < 0.5


@quick
@given(crowds)
def test_tiles_rows_and_pairs_agree(people: list[Profile]) -> None:
    wording = Wording.of(People.of(people))
    n = len(people)
    gain, given_ = wording.tile(slice(0, n), slice(0, n))
    np.testing.assert_allclose(gain, given_.T, atol=1e-6)
    assert ((gain >= 0) & (gain <= 1 + 1e-6)).all()
    i, j = (axis.ravel() for axis in np.indices((n, n)))
    np.testing.assert_allclose(wording.pairs(i, j), gain.ravel(), atol=1e-6)
    for person in range(n):
        row = wording.row(person)
        np.testing.assert_allclose(row[0], gain[person], atol=1e-6)
        np.testing.assert_allclose(row[1], gain[:, person], atol=1e-6)
