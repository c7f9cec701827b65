"""Invariants of matching, on generated crowds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matcher.ranking.candidates as candidates
from matcher import Field, MatchResult, Parameters, People, Policy, Profile, Weights, match
from matcher.policy.organisations import organisation_key
from tests.matcher.crowds import crowds, matched, policies, quick, vectors_of


def by_ids(result: MatchResult) -> dict[tuple[str, str], tuple[float, ...]]:
    """Score and both benefits of each pair, the lower id first."""
    found = {}
    graph = result.graph
    for pair in range(len(graph)):
        a, b = (result.people.profiles[side[pair]].id for side in (graph.a, graph.b))
        ab, ba = float(graph.benefit_ab[pair]), float(graph.benefit_ba[pair])
        if b < a:
            a, b, ab, ba = b, a, ba, ab
        found[a, b] = (float(graph.score[pair]), ab, ba, float(graph.affinity[pair]))
    return found


@quick
@given(crowds, policies)
def test_all_figures_lie_in_range_and_pairs_in_order(people: list[Profile], policy: Policy) -> None:
    graph = matched(people, policy).graph
    for values in (graph.score, graph.benefit_ab, graph.benefit_ba, graph.affinity):
        assert values.dtype == np.float32
        assert ((values >= 0) & (values <= 1)).all()
    assert (graph.a < graph.b).all()
    assert (np.diff(graph.score) <= 0).all()
    assert len({*zip(graph.a.tolist(), graph.b.tolist(), strict=True)}) == len(graph)


@quick
@given(crowds, policies, st.randoms(use_true_random=False))
def test_the_order_of_a_list_changes_nothing_at_all(
    people: list[Profile], policy: Policy, random: st.DataObject
) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = matched(people, policy), matched(shuffled, policy)
    assert by_ids(one) == by_ids(other)
    assert one.suggestions == other.suggestions
    assert one.refusals == other.refusals


@quick
@given(crowds, policies)
def test_policy_is_kept(people: list[Profile], policy: Policy) -> None:
    result = matched(people, policy)
    known = {person.id: person for person in people}
    banned = policy.blocked | policy.met
    for a, b in by_ids(result):
        assert (a, b) not in banned
        assert (b, a) not in banned
        one, other = known[a], known[b]
        if policy.same_organisation == "never" and one.organisation:
            assert organisation_key(one.organisation) != organisation_key(other.organisation)
        if policy.common_language and one.languages and other.languages:
            assert set(one.languages) & set(other.languages)
        if policy.common_time and one.available is not None and other.available is not None:
            assert set(one.available) & set(other.available)
        assert not one.side or one.side != other.side
        assert not (one.host and other.host)


@quick
@given(crowds, policies)
def test_whoever_is_no_candidate_is_refused_by_a_rule(
    people: list[Profile], policy: Policy
) -> None:
    """With room for everybody, a pair is either kept or refused with its rule."""
    result = matched(people, policy, Parameters(top_k=20))
    refused = {tuple(sorted((refusal.a, refusal.b))) for refusal in result.refusals}
    kept = set(by_ids(result))
    assert not kept & refused
    assert len(kept) + len(refused) == len(people) * (len(people) - 1) // 2


@quick
@given(crowds, policies)
def test_top_k_keeps_the_best_of_either_side(people: list[Profile], policy: Policy) -> None:
    everything = by_ids(matched(people, policy, Parameters(top_k=20)))
    few = by_ids(matched(people, policy, Parameters(top_k=2)))
    forced = {tuple(sorted(pair)) for pair in policy.must_meet}
    for pair in everything:
        above = [
            min(
                sum(
                    other != pair and person in other and values[0] > everything[pair][0]
                    for other, values in everything.items()
                )
                for person in pair
            )
        ]
        if above[0] < 2 and not any(
            other != pair and abs(values[0] - everything[pair][0]) < 1e-6
            for other, values in everything.items()
        ):
            assert pair in few
        if pair in few and above[0] >= 2:
            assert pair in forced


@quick
@given(crowds, policies)
def test_must_meet_are_candidates_unless_refused(people: list[Profile], policy: Policy) -> None:
    result = matched(people, policy, Parameters(top_k=1))
    ids = {person.id for person in people}
    refused = {frozenset((r.a, r.b)) for r in matched(people, policy).refusals}
    forced = {frozenset(pair) for pair in policy.must_meet if set(pair) <= ids} - refused
    graph = result.graph
    marked = {
        frozenset((result.people.profiles[a].id, result.people.profiles[b].id))
        for a, b, must in zip(graph.a, graph.b, graph.forced, strict=True)
        if must
    }
    assert marked == forced


@quick
@given(crowds)
def test_learned_weights_that_correct_nothing_change_nothing(people: list[Profile]) -> None:
    everybody = People.of(people)
    vectors = vectors_of(everybody.texts)
    assert by_ids(match(everybody, vectors)) == by_ids(match(everybody, vectors, weights=Weights()))


@quick
@given(crowds)
def test_learned_weights_keep_scores_symmetric_and_in_range(people: list[Profile]) -> None:
    everybody = People.of(people)
    vectors = vectors_of(everybody.texts)
    weights = Weights(slope=0.5, bias=1.0, benefit=2.0, returned=-1.0, affinity=0.3)
    result = match(everybody, vectors, weights=weights)
    scores, _ = result.scorer.tile(*(result.scorer.side(0, len(everybody)),) * 2)
    np.testing.assert_allclose(scores, scores.T, atol=1e-4)
    assert ((result.graph.score >= 0) & (result.graph.score <= 1)).all()


@quick
@given(crowds)
def test_saying_the_very_words_of_an_offer_never_lowers_what_one_gains(
    people: list[Profile],
) -> None:
    """A need that is made as relevant as can be: the words of the other's own offer."""
    seeker = replace(people[0], host=False)
    giver = replace(people[1], offers="roof repairs", role="", side="")
    others = people[2:]
    vague = replace(seeker, needs="choir evenings")
    exact = replace(seeker, needs="roof repairs")
    open_policy = Policy(same_organisation="allowed", common_language=False, common_time=False)
    gains = []
    for version in (vague, exact):
        values = by_ids(matched([version, giver, *others], open_policy, Parameters(top_k=20)))
        gains.append(values["p000", "p001"][1])
    assert gains[1] >= gains[0]


def test_fields_move_the_score_and_silence_does_not() -> None:
    def person(key: str, level: str) -> Profile:
        answers = {"level": (level,)} if level else {}
        return Profile(id=key, interests="running", answers=answers)

    people = [person("a", "keen"), person("b", "keen"), person("c", "new"), person("d", "")]
    field = Field("level", options=("new", "steady", "keen"), counts="should match", weight=0.5)
    plain, moved = by_ids(matched(people)), by_ids(matched(people, Policy(fields=(field,))))
    assert moved["a", "b"][0] > plain["a", "b"][0]
    assert moved["a", "c"][0] < plain["a", "c"][0]
    assert moved["a", "d"][0] == plain["a", "d"][0]


def test_vectors_must_fit_the_texts() -> None:
    with pytest.raises(ValueError, match="one row for each"):
        match(People.of([Profile(id="a", offers="bread")]), np.zeros((1, 4), np.float32))


@pytest.mark.parametrize("people", [[], [Profile(id="alone", offers="bread")]])
def test_nobody_and_somebody_alone_are_no_pairs(people: list[Profile]) -> None:
    result = matched(people)
    assert len(result.graph) == 0
    assert result.suggestions == ((),) * len(people)
    assert result.exposure_after.gini == 0


def test_people_who_only_say_what_they_do_meet_whom_they_may_help_and_their_like() -> None:
    people = [
        Profile(id="roofer", offers="roof repairs"),
        Profile(id="needy", needs="roof repairs"),
        Profile(id="slater", offers="roof repairs and slates"),
        Profile(id="singer", offers="choir evenings"),
    ]
    values = by_ids(matched(people, parameters=Parameters(top_k=9)))
    scores = {pair: value[0] for pair, value in values.items()}
    assert scores["needy", "roofer"] > scores["roofer", "slater"]
    assert scores["roofer", "slater"] > scores["roofer", "singer"]


def test_how_people_are_cut_into_tiles_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = [
        Profile(
            id=f"p{number:02}",
            organisation=f"firm {number // 3}",
            needs="\n".join(f"need {number} {k}" for k in range(number % 4)),
            offers="\n".join(f"offer {number} {k}" for k in range(1 + number % 3)),
            interests=f"hobby {number % 7}",
        )
        for number in range(61)
    ]
    people = People.of(crowd)
    vectors = np.random.default_rng(3).standard_normal((len(people.texts), 48), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    parameters = Parameters(top_k=5)
    whole = match(people, vectors, parameters=parameters)
    monkeypatch.setattr(candidates, "TILE", 8)
    monkeypatch.setattr(candidates, "LEAST_TILE", 8)
    steps: list[tuple[int, int]] = []
    tiled = match(people, vectors, parameters=parameters, progress=lambda *step: steps.append(step))
    assert steps == [(done, 36) for done in range(1, 37)]
    assert {*zip(whole.graph.a, whole.graph.b, strict=True)} == {
        *zip(tiled.graph.a, tiled.graph.b, strict=True)
    }
    assert np.allclose(np.sort(whole.graph.score), np.sort(tiled.graph.score), atol=1e-5)
    assert {(r.a, r.b, r.rule) for r in whole.refusals} == {
        (r.a, r.b, r.rule) for r in tiled.refusals
    }
