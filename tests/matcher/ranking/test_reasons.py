from __future__ import annotations

from hypothesis import given

from matcher import Profile, Reason
from matcher.people import quoted_role
from matcher.strengths import FAIR
from matcher.text.items import split
from tests.matcher.crowds import crowds, matched, quick


def test_a_weak_reason_is_called_weak() -> None:
    words = [Reason("a", "n", "o", strength).strength_word for strength in (0.5, 0.75, 0.9)]
    assert words == ["weak", "fair", "strong"]


@quick
@given(crowds)
def test_reasons_quote_what_people_wrote(people: list[Profile]) -> None:
    result = matched(people)
    said = {person.id: {item.quote for item in split(person)} for person in people}
    roles = {person.id: person.role for person in people}
    profiles = result.people.profiles
    for pair in range(len(result.graph)):
        ids = {profiles[result.graph.a[pair]].id, profiles[result.graph.b[pair]].id}
        for reason in result.reasons_of(pair):
            (other,) = ids - {reason.for_id}
            assert reason.need in said[reason.for_id]
            assert reason.offer in ({roles[other]} if reason.role else said[other])
            assert FAIR <= reason.strength <= 1


def test_who_somebody_is_is_said_as_such_and_not_as_their_words() -> None:
    seeker = Profile(id="seeker", needs="a customs agent")
    result = matched([seeker, Profile(id="agent", role="Customs agent", sector="Trade")])
    (reason,) = (r for r in result.reasons_of(0) if r.for_id == "seeker")
    assert (reason.offer, reason.role) == ("Customs agent, in Trade", True)
    assert quoted_role("Customs agent", "Customs") == "Customs agent"
    assert quoted_role("n/a", "Customs") == "in Customs"


def test_what_nobody_understands_alone_is_not_quoted_though_it_counts() -> None:
    seeker = Profile(id="seeker", needs="They stay.\nroof repairs")
    result = matched([seeker, Profile(id="roofer", offers="They stay.")])
    assert result.graph.benefit_ab[0] > 0.5
    assert result.reasons_of(0) == ()


def test_two_who_seek_the_same_customers_are_a_lesser_reason_than_a_customer() -> None:
    seller = Profile(id="a", needs="hotels that buy bread every morning")
    words = "bread every morning"
    found = [
        matched([seller, other]).evidence.a_gains.strength[0]
        for other in (Profile(id="b", offers=words), Profile(id="b", role=words))
    ]
    assert found[0] < found[1]


def test_what_a_need_is_to_be_free_of_is_no_reason() -> None:
    seeker = Profile(id="a", needs="fields for hives away from spray")
    found = [
        matched([seeker, Profile(id="b", offers=said)]).reasons_of(0)
        for said in ("fields for hives with spray in april", "fields for hives without any spray")
    ]
    assert [bool(reasons) for reasons in found] == [False, True]


def test_private_words_make_a_reason_but_are_not_quoted() -> None:
    seeker = Profile(id="seeker", needs="[private] roof repairs")
    result = matched([seeker, Profile(id="roofer", offers="roof repairs")])
    (reason,) = (r for r in result.reasons_of(0) if r.for_id == "seeker")
    assert (reason.need, reason.offer) == ("", "roof repairs")
    assert reason.strength_word == "strong"


def test_both_directions_and_what_is_shared_come_strongest_first() -> None:
    result = matched(
        [
            Profile(id="a", needs="roof repairs", offers="bread", interests="choir evenings"),
            Profile(id="b", offers="roof repairs", needs="bread", interests="choir evenings"),
        ]
    )
    reasons = result.reasons_of(0)
    assert {(reason.for_id, reason.kind) for reason in reasons} == {
        ("a", "need"),
        ("b", "need"),
        ("a", "interest"),
    }
    strengths = [reason.strength for reason in reasons]
    assert strengths == sorted(strengths, reverse=True)
