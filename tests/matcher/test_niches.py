"""Niches group those who speak of one thing, and stay the same however people are listed."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import HashingEncoder
from matcher import Facet, People, Profile
from matcher.niche_names import phrase_of
from matcher.niches import LEAST_PEOPLE, niches

_TOPICS = {
    "beekeeping": "beekeeping with hives for honey",
    "sailing": "sailing a boat in the bay",
    "welding": "welding gates from steel",
}
_ODD = ["quartz", "violin", "llama", "ferry", "tulip", "copper", "drum", "maple", "onyx", "plum"]


def _odd(n):
    return _ODD[n % 10] + "abcdefghij"[n // 10 % 10] * 2


def crowd(each=6, alone=30):
    profiles = [
        Profile(f"{topic}{n}", interests=f"{text}")
        for topic, text in _TOPICS.items()
        for n in range(each)
    ]
    profiles += [Profile(f"x{n}", interests=f"{_odd(n)} near {_odd(n + 7)}") for n in range(alone)]
    return profiles


def found(profiles, good=()):
    people = People.of(profiles)
    return niches(people, HashingEncoder(dim=128).encode(people.texts), good)


def test_each_topic_is_a_niche_named_by_its_words():
    result = found(crowd())
    for topic in _TOPICS:
        (niche,) = [one for one in result if topic in one.words]
        assert {f"{topic}{n}" for n in range(6)} <= set(niche.members)
        assert any(topic in quote for quote in niche.quotes)


@given(st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_the_order_of_people_does_not_matter(seed):
    profiles = crowd()
    shuffled = profiles.copy()
    random.Random(seed).shuffle(shuffled)
    assert found(profiles) == found(shuffled)


def test_a_small_event_has_none():
    assert found(crowd(each=6, alone=1)) == ()
    assert len(crowd(each=6, alone=1)) < LEAST_PEOPLE


def test_people_with_nothing_in_common_have_none():
    people = People.of([Profile(f"p{n}", interests=f"{_odd(n)}") for n in range(60)])
    vectors = np.random.default_rng(0).normal(size=(len(people.texts), 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert niches(people, vectors) == ()


def test_good_meetings_join_clusters():
    good = [(f"beekeeping{n}", f"sailing{n}") for n in range(6)]
    joined = [
        one for one in found(crowd(), good)
        if {"beekeeping0", "sailing0"} <= set(one.members)
    ]  # fmt: skip
    assert len(joined) == 1


def test_what_is_private_is_neither_counted_nor_quoted():
    profiles = crowd()
    hidden = [
        Profile(p.id, interests=p.interests, private=frozenset({Facet.INTEREST})) for p in profiles
    ]
    assert found(hidden) == ()


def test_members_are_within_bounds():
    for niche in found(crowd()):
        assert 4 <= len(niche.members) <= 0.3 * 48
        assert len(set(niche.members)) == len(niche.members)


def test_one_is_no_group():
    people = People.of(crowd())
    with pytest.raises(ValueError, match="at least 2"):
        niches(people, np.zeros((len(people.texts), 8), np.float32), least=1)


def test_words_are_spelt_as_the_group_spells_them():
    profiles = [
        Profile(f"tax{n}", needs=f"{'Advice' if n else 'advice'} on VAT returns") for n in range(6)
    ]
    profiles += [Profile(f"x{n}", interests=f"{_odd(n)} near {_odd(n + 7)}") for n in range(30)]
    (niche,) = [one for one in found(profiles) if "tax0" in one.members]
    assert "VAT" in niche.words
    assert "advice" in niche.words or "returns" in niche.words


def test_more_than_half_say_the_word_that_names_a_group():
    profiles = crowd()
    said = {profile.id: profile.interests for profile in profiles}
    for niche in found(profiles):
        users = [member for member in niche.members if niche.words[0] in said[member]]
        assert len(users) > len(niche.members) / 2


def test_who_only_stands_near_a_word_makes_no_group():
    """Close to one another, but only two of six use any one word beside "near" and "old"."""
    words = ["hives", "hives", "gates", "gates", "boats", "boats"]
    profiles = [
        Profile(f"near{n}", interests=f"old {word} by mornings") for n, word in enumerate(words)
    ]
    profiles += [Profile(f"x{n}", interests=f"{_odd(n)} near {_odd(n + 7)}") for n in range(30)]
    assert not [one for one in found(profiles) if "near0" in one.members]


def test_a_name_goes_on_where_most_write_it_so():
    assert phrase_of("quiz", ["quiz nights", "pub quiz nights", "quizzes"]) == "quiz nights"
    assert phrase_of("baking", ["baking bread", "baking", "baking cakes"]) == "baking"
