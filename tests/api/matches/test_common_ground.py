"""What is said of two without a reason is true of both, open to both, and not of everybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.attendees.models import Attendee
from api.matches.common_ground import common_facts, common_ground, facts_of, usual_facts
from api.matches.models import Candidate, MatchRun
from matcher import Facet, Profile
from tests.api.looking import email, plain
from tests.api.world import World

ANA = Profile(
    "a",
    sector="Food",
    languages=("en", "pl"),
    offers="Bread for the ferries to North Quay",
    needs="A walk before work on weekdays",
    interests="brass bands, sea swimming",
)
BO = Profile(
    "b",
    sector="food",
    languages=("en", "pl"),
    offers="Tours along North Quay",
    needs="A running partner before work on weekdays",
    interests="sea swimming, chess",
)


def said(one: Profile, other: Profile, usual: list[str] | None = None) -> str:
    return " ".join(common_facts(facts_of(one), facts_of(other), usual or []))


def test_what_tells_most_comes_first_and_two_facts_are_enough() -> None:
    assert (
        said(ANA, BO) == "You both have swimming among your interests. You both mention North Quay."
    )
    bare = [replace(one, offers="", interests="") for one in (ANA, BO)]
    assert said(*bare) == "You both name early weekday mornings. You both speak English."
    assert said(*bare, ["speaks en", "times early weekday mornings"]) == (
        "You both speak Polish. You both work in food."
    )
    assert said(ANA, Profile("c")) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"private": frozenset({Facet.INTEREST, Facet.OFFER})},
        {"interests": "[private] sea swimming", "offers": "[private] Tours along North Quay"},
        {"interests": "chess", "offers": "no tours along North Quay please"},
    ],
)
def test_private_and_refused_words_are_not_used(change: dict[str, object]) -> None:
    quiet = replace(BO, **change)  # type: ignore[arg-type]
    for text in (said(ANA, quiet), said(quiet, ANA)):
        assert "swimming" not in text
        assert "North Quay" not in text


def test_a_topic_of_one_that_the_other_mentions_counts_a_mere_word_does_not() -> None:
    other = Profile("c", needs="A brass band for our opening, and bread")
    assert said(ANA, other) == "You both mention band."


def test_what_more_than_a_third_share_is_not_said() -> None:
    crowd = [replace(BO, id=f"p{n}", needs=f"thing {n}") for n in range(4)]
    crowd += [Profile(f"q{n}", sector="Trade", languages=("fr",)) for n in range(6)]
    usual = usual_facts(crowd, ["English"], times=True, pursuits=False)
    assert {"likes swimming", "names north quay", "speaks pl", "works trade"} <= {*usual}
    assert said(ANA, BO, usual) == "You both name early weekday mornings."
    some = usual_facts(
        [*crowd[:3], *crowd[4:], Profile("x")], ["English"], times=False, pursuits=False
    )
    assert "likes swimming" not in some
    assert "speaks en" in some


def test_pursuits_and_times_are_said_only_where_people_name_such() -> None:
    crowd = [ANA, BO, *(Profile(f"q{n}") for n in range(9))]
    quiet = usual_facts(crowd, [], times=False, pursuits=False)
    kinds = {fact.split(" ")[0] for fact in facts_of(ANA, quiet) | facts_of(BO, quiet)}
    assert kinds == {"likes", "names", "mentions", "speaks", "works"}
    assert {"times", "pursues"} <= {fact.split(" ")[0] for fact in facts_of(BO)}
    assert usual_facts(crowd, [], times=True, pursuits=True) == []


def test_a_card_without_reason_says_what_is_true(small_world: World) -> None:
    def page() -> str:
        return plain(small_world.client(email(1)).get("/e/cork/matches"))

    with small_world.database.write_session() as session:
        candidate = session.query(Candidate).one()
        candidate.reasons = []
        for person in small_world.attendees[:2]:
            session.get_one(Attendee, person).sector = "Food"
    assert "We found no clear reason in what you two wrote." in page()
    with small_world.database.write_session() as session:
        run = session.query(MatchRun).one()
        run.parameters = run.parameters | {"usual": ["speaks en"]}
    html = page()
    assert "You both work in Food." in html
    assert "no clear reason" not in html
    with small_world.database.write_session() as session:
        pair = (small_world.attendees[0], small_world.attendees[1])
        assert "work in Food" in common_ground(session, [pair], [])[pair]
        assert common_ground(session, [pair], ["works food"]).get(pair, "") == ""
