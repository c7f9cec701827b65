from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import Facet
from matcher.text.exclusions import Reading, readings

EXCLUSIONS = [
    ("not looking for funding", ["funding"]),
    ("no agencies please", ["agencies"]),
    ("No staffing agencies please, I have had all the phone calls.", ["staffing agencies"]),
    ("crowdfunding people: no thanks", ["crowdfunding people"]),
    ("PLEASE no pension advisers, I've had four this year.", ["pension advisers"]),
    ("Not looking for: pension or benefits advisers. Truly.", ["pension or benefits advisers"]),
    ("Would rather not talk to grant consultants, I've two already", ["grant consultants"]),
    ("Anyone but recruiters", ["recruiters"]),
    ("Recruiters need not apply", ["Recruiters"]),
    ("We are not raising this year so please, no funds.", ["funds"]),
    ("I'm not interested in loans", ["loans"]),
    ("We don’t need a new website", ["a new website"]),
    ("sick of cold callers", ["cold callers"]),
]
MIXED = [
    ("Speakers for our evenings who aren't bankers.", "Speakers for our evenings", "bankers"),
    ("Equity only, no loans.", "Equity only", "loans"),
    ("A marketing person but not an agency", "A marketing person", "an agency"),
    ("Investors (no VCs)", "Investors", "VCs"),
    ("Everything except accounting", "Everything", "accounting"),
    ("Looking for a CTO, not looking for funding.", "Looking for a CTO", "funding"),
    ("Not a hard sell, just answers.", "just answers.", "a hard sell"),
    (
        "Tonnes (not kilos) of dried kelp from somebody licensed.",
        "Tonnes of dried kelp from somebody licensed.",
        "kilos",
    ),
]
PLAIN = [
    "Not sure what I need yet",
    "not only bakers but also brewers",
    "I have no idea about tax",
    "I am not good with a big loud room",
    "An apprentice who doesn't get seasick",
    "electrician who is not afraid of wiring from 1930s",
    "Somebody to answer the pension questions my clients keep asking me.",
    "Notaries and northern knitters",
    "nobody knows what a cargo bike is",
    "No problem is too small",
]


@pytest.mark.parametrize(("statement", "excluded"), EXCLUSIONS)
def test_what_is_not_wanted_is_excluded(statement: str, excluded: list[str]) -> None:
    found = readings(statement, Facet.NEED)
    assert [one.text for one in found if one.polarity == -1][-len(excluded) :] == excluded
    assert not [one for one in found if one.polarity == 1]


@pytest.mark.parametrize(("statement", "meant", "excluded"), MIXED)
def test_a_statement_may_mean_and_exclude(statement: str, meant: str, excluded: str) -> None:
    found = {(one.text, one.polarity) for one in readings(statement, Facet.NEED)}
    assert found == {(meant, 1), (excluded, -1)}


@pytest.mark.parametrize("statement", PLAIN)
def test_words_that_only_look_like_an_exclusion(statement: str) -> None:
    assert readings(statement, Facet.NEED) == (Reading(statement, 1, Facet.NEED),)


@given(st.text(max_size=200))
def test_any_text_is_read_and_nothing_is_made_up(text: str) -> None:
    for piece, sign, _ in readings(text, Facet.OFFER):
        assert sign in (1, -1)
        assert {*piece.split()} <= {*text.replace("(", " ( ").replace(")", " ) ").split()} or all(
            word in text for word in piece.split()
        )
