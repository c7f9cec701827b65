"""What others may read of a reason says nothing of what they may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher import Profile
from matcher.match import MatchResult
from tests.matcher.crowds import matched

CLOCKS = "restoring antique clocks by hand"


def weaker(found: MatchResult, without: MatchResult, side: str) -> None:
    """The same two are quoted, and are no stronger than where the private words are not."""
    one, other = (getattr(result.evidence, side) for result in (found, without))
    quotes = [
        [result.people.items[int(row[0])].quote for row in (told.near, told.far)]
        for result, told in ((found, one), (without, other))
    ]
    assert quotes[0] == quotes[1]
    assert one.strength[0] <= other.strength[0] + 0.01


@pytest.mark.parametrize(
    ("side", "facets"),
    [
        ("shared", ("interests", "interests")),
        ("a_gains", ("needs", "offers")),
        ("b_gains", ("offers", "needs")),
    ],
)
def test_private_words_do_not_show_in_how_strong_a_quote_is(
    side: str, facets: tuple[str, str]
) -> None:
    said = [
        replace(Profile(id=name), **{facet: text})
        for name, facet, text in zip(
            "ab", facets, ("gardening with roses", "long chess evenings"), strict=True
        )
    ]
    kept = [
        replace(one, **{facet: f"[private] {CLOCKS}\n{getattr(one, facet)}"})
        for one, facet in zip(said, facets, strict=True)
    ]
    weaker(matched(kept), matched(said), side)


def test_one_sides_private_words_do_not_show_either() -> None:
    seeker = Profile(id="a", needs="sourdough bread on Fridays")
    other = Profile(id="b", offers=f"{CLOCKS}\nfresh bread")
    keeping = replace(seeker, needs=f"{seeker.needs}\n[private] {CLOCKS}")
    found, without = matched([keeping, other]), matched([seeker, other])
    weaker(found, without, "a_gains")
    assert found.graph.benefit_ab[0] > without.graph.benefit_ab[0]


def test_an_aim_and_a_hobby_stand_in_for_nothing() -> None:
    aim = "[private] a partner for runs before work, 5:30 a km"
    people = [
        Profile(id="a", needs=f"{aim}\nan early swim on weekdays"),
        Profile(id="b", needs=aim, interests="baking sourdough bread"),
        *(Profile(id=f"c{k}", needs=f"company for runs before work, 5:{k}0 a km") for k in "123"),
    ]
    result = matched(people)
    pair = next(
        k for k, ab in enumerate(zip(result.graph.a, result.graph.b, strict=True)) if ab == (0, 1)
    )
    assert [reason for reason in result.reasons_of(pair, 0.0) if reason.kind != "need"] == []
