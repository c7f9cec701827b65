from __future__ import annotations

import pytest

from matcher.profiles import Profile
from matcher.text.items import split
from matcher.text.standing import opened, refers_back, stands_alone


@pytest.mark.parametrize(
    "text",
    [
        "They stay.",
        "The heating.",
        "I don't know exactly.",
        "Now I know nobody.",
        "thanks, I know you all already.",
        "just answers.",
        "an hour would do",
        "Your renewal date.",
        "It comes up in every second lease now.",
        "which rooms will overheat and what shading would do about it",
        "he chose the handles).",
        "three evenings",
        "sheep as well",
        "drying?",
        "i.e. whoever has a glasshouse",
    ],
)
def test_fragments_do_not_stand_alone(text: str) -> None:
    assert not stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "gloves",
        "Somebody to mend the heating in our chapel",
        "This year I may open accounts on a passport and a plan alone.",
        "Is anybody here good with looms?",
        "Awkward real things to point our camera at.",
        "tables + seats for 22 balconies",
        "Boilers, steam too.",
        "Looking for hides?",
    ],
)
def test_what_is_understood_stands(text: str) -> None:
    assert stands_alone(text)


def test_a_statement_that_goes_on_is_quoted_with_the_one_before() -> None:
    needs = "I look for operating gowns. They must survive sixty washes in hot water."
    _, second = split(Profile(id="a", needs=needs))
    assert second.quote == needs
    assert second.alone


def test_what_is_only_pointed_at_is_neither_quoted_nor_quoted_with_the_one_before() -> None:
    needs = "Advice on natural capital I can understand. A tenant for the garden. The cottages."
    found = split(Profile(id="a", needs=needs))
    assert [(item.quote, item.alone) for item in found[-2:]] == [
        ("A tenant for the garden.", True),
        ("The cottages.", False),
    ]


def test_a_part_that_is_besides_the_others_is_quoted_with_its_list() -> None:
    offers = "cattle foot trimming, a crush on a trailer, goats, sheep as well"
    assert {item.quote for item in split(Profile(id="a", offers=offers))} == {offers}


def test_one_word_of_a_list_is_quoted_with_its_list() -> None:
    offers = "food, weddings, boats at dusk"
    assert {item.quote for item in split(Profile(id="a", offers=offers))} == {
        offers,
        "boats at dusk",
    }


def test_the_word_that_joins_a_statement_to_the_last_is_left_out() -> None:
    assert opened("Also a printer for wine labels") == "A printer for wine labels"
    assert opened("Soap for orchards") == "Soap for orchards"


@pytest.mark.parametrize("text", ["They stay ?", "They stay?)", "If not, when?! "])
def test_a_question_goes_on_from_nothing_by_what_it_lacks(text: str) -> None:
    assert refers_back(text) is text.startswith("They")
