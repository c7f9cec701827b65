from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import Facet, Item, Profile
from matcher.text.items import split
from matcher.text.sentence_frames import stated_facet, strip_frame
from matcher.text.statements import exclusions, lines, list_parts, statements


def texts(profile: Profile, facet: Facet, polarity: int = 1) -> list[str]:
    return [i.text for i in split(profile) if i.facet is facet and i.polarity == polarity]


def test_bullets_lines_and_sentences_are_items() -> None:
    profile = Profile(
        id="a",
        needs="- a van that starts\n* somebody for the roof over bay three\n1. Cardboard gone",
        offers="Crates from wood, with the export stamp. I come with my own saw on Saturdays.",
    )
    assert texts(profile, Facet.NEED) == [
        "a van that starts",
        "somebody for the roof over bay three",
        "Cardboard gone",
    ]
    assert texts(profile, Facet.OFFER) == [
        "Crates from wood, with the export stamp",
        "I come with my own saw on Saturdays",
    ]


def test_a_plain_list_is_taken_apart_and_remembers_the_whole() -> None:
    items = split(Profile(id="a", offers="We offer bookkeeping, tax advice and payroll."))
    assert [item.text for item in items] == ["bookkeeping", "tax advice", "payroll"]
    assert {item.statement for item in items} == {"bookkeeping, tax advice and payroll"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Energy audits of awkward old buildings: hotels, warehouses, halls.",
        "I don't judge, I have seen worse, I promise.",
        "Every Friday, 26 people, different hours",
        "research and development",
        "a kitchen to rent, Sunday to Tuesday, my own is too small now",
    ],
)
def test_what_is_no_plain_list_stays_whole(sentence: str) -> None:
    assert list_parts(sentence) == ()


@pytest.mark.parametrize(
    ("said", "core"),
    [
        ("We are looking for a bookkeeper", "a bookkeeper"),
        ("I'm looking to meet exporters.", "exporters"),
        ("I would love to talk with chefs", "chefs"),
        ("we can offer help with grants", "grants"),
        ("I am a carpenter", "a carpenter"),
        ("Seeking: apprentices", "apprentices"),
        ("I enjoy chess", "chess"),
        ("Somebody who knows export papers", "export papers"),
        ("Looking for", "Looking for"),
        ("Needles and thread", "Needles and thread"),
        ("Offers from brewers", "Offers from brewers"),
    ],
)
def test_frames_that_all_forms_share_are_taken_off(said: str, core: str) -> None:
    assert strip_frame(said) == core


def test_the_opening_says_where_a_statement_counts() -> None:
    profile = Profile(id="a", offers="Bread, daily.\nWe are also looking for a bigger oven")
    assert texts(profile, Facet.NEED) == ["a bigger oven"]
    assert stated_facet("I can offer two vans", Facet.NEED) is Facet.OFFER
    assert stated_facet("a hotel in need of bread", Facet.NEED) is Facet.NEED


def test_private_lines_and_facets_are_marked() -> None:
    profile = Profile(
        id="a",
        needs="a roof\n[private] buyers for my share\n- [Private] a lawyer\n[PRİVATE] a doctor",
        offers="slates",
        private=frozenset({Facet.OFFER}),
    )
    private = {item.text for item in split(profile) if item.private}
    assert private == {"buyers for my share", "a lawyer", "a doctor", "slates"}
    assert "private" not in " ".join(item.quote.lower() for item in split(profile))


def test_a_bio_gives_what_the_profile_has_not() -> None:
    alone = Profile(id="a", bio="I cut gears for thirty years. Looking for a quiet workshop")
    assert texts(alone, Facet.OFFER) == ["I cut gears for thirty years"]
    assert texts(alone, Facet.NEED) == ["a quiet workshop"]
    assert texts(alone, Facet.INTEREST) == ["I cut gears for thirty years"]
    beside = Profile(id="a", bio="I cut gears for thirty years.", offers="slates")
    assert texts(beside, Facet.OFFER) == ["slates"]
    assert texts(beside, Facet.INTEREST) == ["I cut gears for thirty years"]


def test_exclusions_stand_alone() -> None:
    profile = Profile(id="a", needs="A van. Not looking for funding, recruiters or rebranding.")
    assert texts(profile, Facet.NEED, -1) == ["funding", "recruiters", "rebranding"]
    assert texts(profile, Facet.NEED) == ["A van"]
    assert exclusions("wealth management talk until there is wealth") == (
        "wealth management talk until there is wealth",
    )


def test_small_words_between_sentences_do_not_stand_alone() -> None:
    assert statements("I ring people who owe you money. Nicely. Every week. It works.") == [
        "I ring people who owe you money. Nicely. Every week. It works."
    ]
    assert statements("Icons. Diagrams. Packaging.") == ["Icons.", "Diagrams.", "Packaging."]


def test_abbreviations_end_no_sentence() -> None:
    assert statements("Ask Dr. Fennelly at 6 a.m. on the quay, approx. twenty of us") == [
        "Ask Dr. Fennelly at 6 a.m. on the quay, approx. twenty of us"
    ]


@given(st.text(max_size=300), st.text(max_size=100), st.text(max_size=100))
def test_any_text_gives_items_with_something_in_them(need: str, offer: str, bio: str) -> None:
    for item in split(Profile(id="a", needs=need, offers=offer, bio=bio)):
        assert isinstance(item, Item)
        assert any(character.isalnum() for character in item.text)
        assert item.quote.strip()


@given(st.text(max_size=300))
def test_lines_lose_nothing_but_bullets_and_spaces(text: str) -> None:
    for line, _ in lines(text):
        assert line == " ".join(line.split())
        assert line


@pytest.mark.parametrize("word", ["really ", "not ", ", no ", "but so and also just ", "we don't "])
@pytest.mark.parametrize("facet", ["needs", "offers", "interests", "bio"])
def test_a_row_of_one_word_is_read_like_any_text(word: str, facet: str) -> None:
    # Wordings that matched each of them in two ways would take longer than anybody lives.
    items = split(Profile(id="a", **{facet: word * (900 // len(word)) + "bakers"}))
    assert any("bakers" in item.text for item in items)
