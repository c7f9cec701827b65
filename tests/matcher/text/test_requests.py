from __future__ import annotations

import pytest

from matcher.text.requests import asks_for_nothing, seeks_a_sort, unwelcome


@pytest.mark.parametrize(
    ("need", "sort"),
    [
        ("hotels that pay on time", True),
        ("Owner-managed businesses turning over half a million", True),
        ("a couple more hotels or caterers taking bread daily", True),
        ("introductions to accountancy firms", True),
        ("a hotel that pays on time", False),
        ("someone who knows hotels", False),
        ("my two new men need English for a safety course", False),
        ("bread for hotels", False),
        ("shows, weddings, festivals.", True),
        ("a wedding photographer", False),
    ],
)
def test_a_need_that_names_a_sort_of_people_is_told(need: str, sort: bool) -> None:
    assert seeks_a_sort(need) is sort


def test_a_need_of_nothing_is_none() -> None:
    assert asks_for_nothing("I'm buying nothing today")
    assert asks_for_nothing("We’re all set for boxes")
    assert not asks_for_nothing("cash sitting there doing nothing, a bank that lends on it")


@pytest.mark.parametrize(
    ("need", "words"),
    [
        ("sites away from spray", {"spray"}),
        ("Cheese that isn't cheddar", {"cheddar"}),
        ("small firms without a bookkeeper", {"bookkeeper"}),
        ("somebody who isn’t late", {"late"}),
        ("cheese, mild", set()),
    ],
)
def test_what_a_need_is_to_be_free_of_is_told(need: str, words: set[str]) -> None:
    assert unwelcome(need) == words
