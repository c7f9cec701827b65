from __future__ import annotations

import pytest

from matcher.text.requests import asks_for_nothing, seeks_a_sort


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
    ],
)
def test_a_need_that_names_a_sort_of_people_is_told(need: str, sort: bool) -> None:
    assert seeks_a_sort(need) is sort


def test_a_need_of_nothing_is_none() -> None:
    assert asks_for_nothing("I'm buying nothing today")
    assert asks_for_nothing("We’re all set for boxes")
    assert not asks_for_nothing("cash sitting there doing nothing, a bank that lends on it")
