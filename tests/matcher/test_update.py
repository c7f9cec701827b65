from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import MatchResult, Parameters, People, Policy, Profile, texts_of, update
from matcher.ranking.candidates import candidates
from matcher.ranking.suggestions import suggest
from matcher.scoring.scorer import Scorer
from tests.matcher.crowds import crowds, matched, policies, profiles, quick, vectors_of
from tests.matcher.test_match import by_ids

changes = st.lists(st.tuples(st.integers(0, 10), profiles), min_size=1, max_size=4)


def changed(result: MatchResult, people: list[Profile], edits: list) -> tuple:
    people = list(people)
    for place, edit in edits:
        place = min(place, len(people))
        profile = replace(edit, id=f"p{place:03}")
        people[place : place + 1] = [profile]
        result = update(result, profile, vectors_of(texts_of(profile)))
    return result, people


def anew(result: MatchResult) -> dict:
    """Candidate pairs of the result's own scorer, everybody scored again."""
    _, graph, _ = candidates(result.scorer)
    return by_ids(replace(result, graph=graph))


@quick
@given(crowds, policies, changes)
def test_an_update_gives_the_pairs_that_scoring_all_anew_would(
    people: list[Profile], policy: Policy, edits: list
) -> None:
    for top_k in (1, 3):
        start = matched(people, policy, Parameters(top_k=top_k))
        result, _ = changed(start, people, edits)
        expected, found = anew(result), by_ids(result)
        ties = {pair for pair in {*expected} ^ {*found} if tied(result, pair)}
        assert {*expected} - ties == {*found} - ties
        for pair in {*expected} & {*found}:
            np.testing.assert_allclose(expected[pair], found[pair], atol=1e-4)


def tied(result: MatchResult, pair: tuple[str, str]) -> bool:
    """Whether equal scores make it a matter of taste which of them is kept."""
    scorer = result.scorer
    a, b = (scorer.people.index(person) for person in pair)
    rows = [scorer.row(a)[0], scorer.row(b)[0]]
    own = rows[0][b]
    return any((np.abs(row - own) < 1e-4).sum() > 1 for row in rows)


@quick
@given(crowds, policies, changes)
def test_an_edited_person_is_scored_as_if_prepared_with_all_others(
    people: list[Profile], policy: Policy, edits: list
) -> None:
    result, now = changed(matched(people, policy), people, edits)
    assert {p.id: p for p in result.people.profiles} == {p.id: p for p in now}
    everybody = np.arange(len(now))
    for index in everybody:
        row, codes = result.scorer.row(int(index))
        others = np.delete(everybody, index)
        factors = result.scorer.pairs(np.full(len(others), index), others)
        np.testing.assert_allclose(row[others], factors.score, atol=1e-4)
        side = result.scorer.side(0, len(now))
        scores, verdicts = result.scorer.tile(side, side)
        np.testing.assert_allclose(row[others], scores[index, others], atol=1e-4)
        assert (codes == verdicts[index]).all()


@quick
@given(crowds, policies)
def test_writing_the_same_again_changes_nothing(people: list[Profile], policy: Policy) -> None:
    before = matched(people, policy, Parameters(top_k=20))
    after = update(before, people[0], vectors_of(texts_of(people[0])))
    one, other = by_ids(before), by_ids(after)
    assert {*one} == {*other}
    for pair, values in one.items():
        np.testing.assert_allclose(values, other[pair], atol=1e-5)


@quick
@given(crowds, policies, changes)
def test_suggestions_after_an_update_keep_their_rules(
    people: list[Profile], policy: Policy, edits: list
) -> None:
    parameters = Parameters(suggestions=2, exposure_cap=1.5)
    result, now = changed(matched(people, policy, parameters), people, edits)
    limit = int(1.5 * min(2, len(now) - 1)) or 1
    shown = np.bincount([o for one in result.suggestions for o in one], minlength=len(now))
    assert len(result.suggestions) == len(now)
    edited = {min(place, len(now) - 1) for place, _ in edits}
    for index in edited:
        assert shown[index] <= max(limit, 3)
    for index, one in enumerate(result.suggestions):
        assert index not in one
        assert len({*one}) == len(one) <= 2


def test_an_edit_reaches_the_lists_of_those_it_now_suits() -> None:
    people = [
        Profile(id="baker", needs="roof repairs"),
        Profile(id="roofer", offers="choir evenings"),
        Profile(id="other", offers="van leasing"),
    ]
    before = matched(people, parameters=Parameters(suggestions=1))
    roofer = replace(people[1], offers="roof repairs")
    after = update(before, roofer, vectors_of(texts_of(roofer)))
    ids = [profile.id for profile in after.people.profiles]
    assert [ids[other] for other in after.suggestions[ids.index("baker")]] == ["roofer"]
    pair = next(
        number
        for number in range(len(after.graph))
        if {ids[after.graph.a[number]], ids[after.graph.b[number]]} == {"baker", "roofer"}
    )
    assert after.reasons_of(pair)[0].offer == "roof repairs"
    assert before.people.profiles[before.people.index("roofer")].offers == "choir evenings"


def test_vectors_must_fit_the_texts() -> None:
    result = matched([Profile(id="a", offers="bread"), Profile(id="b", needs="bread")])
    with pytest.raises(ValueError, match="one row for each"):
        update(result, Profile(id="a", offers="ice"), np.zeros((1, 256), np.float32))


def test_a_scorer_of_everybody_and_a_grown_one_suggest_alike() -> None:
    people = [Profile(id=f"p{n}", offers=f"trade {n}", needs=f"trade {n + 1}") for n in range(6)]
    start = matched(people[:5])
    grown = update(start, people[5], vectors_of(texts_of(people[5])))
    everybody = People.of(people)
    whole = Scorer.of(everybody, vectors_of(everybody.texts), Policy(), Parameters())
    lists, _, _ = suggest(whole, candidates(whole)[1])
    assert [len(one) for one in grown.suggestions] == [len(one) for one in lists]
