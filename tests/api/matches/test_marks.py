"""A pair's mark is another one if anything kept of the pair is, and the same otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from api.matches.marks import marks_of
from matcher import Facet, MatchResult, Profile
from tests.matcher.crowds import matched

ANA = Profile(id="a", name="Ana", offers="roof repairs", needs="payroll software")
BO = Profile(id="b", name="Bo", offers="payroll software", needs="roof repairs")


def result(ana: Profile = ANA, bo: Profile = BO) -> MatchResult:
    return matched([ana, bo])


def test_what_is_not_kept_of_a_pair_changes_no_mark() -> None:
    before = marks_of(result())
    assert len(before) == 1
    assert marks_of(result(replace(ANA, name="Anna", groups=("seller",)))) == before
    # Far from where a hundredth of log-odds is rounded up.
    graph = replace(result().graph, score=np.full(1, 0.42, np.float32))
    moved = replace(graph, score=graph.score * np.float32(1 + 1e-5))
    assert marks_of(replace(result(), graph=moved)) == marks_of(replace(result(), graph=graph))


@pytest.mark.parametrize("figure", ["score", "benefit_ab", "benefit_ba", "affinity"])
def test_every_figure_counts(figure: str) -> None:
    graph = result().graph
    moved = replace(graph, **{figure: np.full(1, 0.42, np.float32)})
    assert marks_of(replace(result(), graph=moved)) != marks_of(result())


def test_what_becomes_private_is_marked_anew_and_all_private_words_are_alike() -> None:
    hidden = replace(ANA, private=frozenset({Facet.OFFER}))
    assert marks_of(result(hidden)) != marks_of(result())
    people = result(hidden).people
    silent = replace(
        people,
        items=tuple(
            replace(item, quote="something else") if item.private else item for item in people.items
        ),
    )
    assert marks_of(replace(result(hidden), people=silent)) == marks_of(result(hidden))


def test_the_same_words_the_other_way_round_are_another_reason() -> None:
    told = result().evidence
    turned = replace(told, a_gains=told.b_gains, b_gains=told.a_gains)
    assert marks_of(replace(result(), evidence=turned)) != marks_of(result())
