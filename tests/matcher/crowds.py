"""Crowds for tests of the matcher: profiles from a small world, embedded without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from embeddings import HashingEncoder, embed
from matcher import Parameters, People, Policy, Profile, match
from matcher.match import MatchResult
from matcher.scoring.scorer import Scorer

# A crowd is matched in a tenth of a second on a quiet machine; a busy one is no fault.
quick = settings(deadline=None, max_examples=40)

TRADES = (
    "bookkeeping",
    "roof repairs",
    "oyster deliveries",
    "trade mark filings",
    "choir evenings",
    "van leasing",
    "payroll software",
    "English classes",
)


def line(trades: Sequence[str]) -> str:
    return "\n".join(trades)


facet = st.lists(st.sampled_from(TRADES), max_size=3, unique=True).map(line)
needs = st.tuples(facet, st.sampled_from(["", "\nno van leasing please", "\nnot payroll"])).map(
    "".join
)
profiles = st.builds(
    Profile,
    id=st.just(""),
    organisation=st.sampled_from(["", "Quay Ltd", "quay limited", "Dovetail"]),
    role=st.sampled_from(["", "Accountant", "Roofer"]),
    languages=st.sampled_from([(), ("en",), ("de",), ("en", "de")]),
    groups=st.sampled_from([(), ("seller",)]),
    side=st.sampled_from(["", "", "buyer", "supplier"]),
    host=st.sampled_from([False, False, True]),
    offers=facet,
    needs=needs,
    interests=facet,
    available=st.sampled_from([None, ("s1",), ("s1", "s2"), ("s2",)]),
)


def named(people: Sequence[Profile]) -> list[Profile]:
    return [replace(person, id=f"p{number:03}") for number, person in enumerate(people)]


crowds = st.lists(profiles, min_size=2, max_size=9).map(named)
policies = st.builds(
    Policy,
    same_organisation=st.sampled_from(["never", "allowed"]),
    blocked=st.sampled_from([frozenset(), frozenset({("p001", "p000")})]),
    met=st.sampled_from([frozenset(), frozenset({("p000", "p002")})]),
    must_meet=st.sampled_from([frozenset(), frozenset({("p001", "p002")})]),
    group_caps=st.sampled_from([{}, {"seller": 1}]),
    common_language=st.booleans(),
    common_time=st.booleans(),
)


def vectors_of(texts: Sequence[str]) -> np.ndarray:
    return embed(texts, HashingEncoder())


def matched(
    people: Sequence[Profile], policy: Policy | None = None, parameters: Parameters | None = None
) -> MatchResult:
    everybody = People.of(people)
    return match(everybody, vectors_of(everybody.texts), policy, parameters)


def scorer_of(people: Sequence[Profile], policy: Policy | None = None) -> Scorer:
    everybody = People.of(people)
    vectors = vectors_of(everybody.texts)
    return Scorer.of(everybody, vectors, policy or Policy(), Parameters())
