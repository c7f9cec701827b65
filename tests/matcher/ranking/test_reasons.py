from __future__ import annotations

from hypothesis import given

from matcher import Profile, Reason
from matcher.text.items import split
from tests.matcher.crowds import crowds, matched, quick


def test_a_weak_reason_is_called_weak() -> None:
    words = [Reason("a", "n", "o", strength).strength_word for strength in (0.1, 0.3, 0.9)]
    assert words == ["weak", "fair", "strong"]


@quick
@given(crowds)
def test_reasons_quote_what_people_wrote(people: list[Profile]) -> None:
    result = matched(people)
    said = {person.id: {item.quote for item in split(person)} for person in people}
    roles = {person.id: f"role: {person.role}" for person in people}
    profiles = result.people.profiles
    for pair in range(len(result.graph)):
        ids = {profiles[result.graph.a[pair]].id, profiles[result.graph.b[pair]].id}
        for reason in result.reasons_of(pair):
            (other,) = ids - {reason.for_id}
            assert reason.need in said[reason.for_id]
            assert reason.offer in said[other] | {roles[other]}
            assert 0 < reason.strength <= 1


def test_a_role_is_quoted_as_a_role_and_not_as_the_persons_words() -> None:
    seeker = Profile(id="seeker", needs="a customs agent")
    result = matched([seeker, Profile(id="agent", role="Customs agent", sector="Trade")])
    (reason,) = (r for r in result.reasons_of(0) if r.for_id == "seeker")
    assert reason.offer == "role: Customs agent, Trade"
    result = matched([seeker, Profile(id="agent", sector="Customs")])
    (reason,) = (r for r in result.reasons_of(0) if r.for_id == "seeker")
    assert reason.offer == "sector: Customs"


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
