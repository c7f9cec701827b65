"""Timetables of the simulation keep people's limits, and are the site's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from api.timetable.making.problem import WISH_FACTOR
from benchmarks.baselines import greedy
from benchmarks.outcomes.vectors import FileStore, Vectors
from benchmarks.wishing.behaviour import Behaviour, Crowd
from benchmarks.wishing.sample import SampleEvent
from benchmarks.wishing.ways import NO_WISHES, MostWantedFirst, RankAndFill, Way
from embeddings import HashingEncoder


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleEvent:
    keep: Path = tmp_path_factory.mktemp("vectors")
    return SampleEvent.read("towpath-circle", Vectors(HashingEncoder(), FileStore(keep)))


def test_the_problem_is_the_event_s(sample: SampleEvent) -> None:
    rules = sample.file.rules
    problem = sample.problem(rules, NO_WISHES)
    assert len(problem.attendees) == len(sample.ids) == 40
    assert (len(problem.slots), len(problem.tables)) == (6, 20)
    assert problem.objective.fairness == rules.fairness
    assert {person.max_meetings for person in problem.attendees} == {rules.max_meetings}
    assert sample.gains.max() == 1.0
    assert set(np.unique(sample.gains).tolist()) == {0.0, 0.5, 1.0}


def test_stars_weigh_in_the_problem(sample: SampleEvent) -> None:
    crowd = Crowd.of(sample.gains, 0, Behaviour(starring=1.0, refused=0.0))
    rules = sample.file.rules
    plain = sample.problem(rules, NO_WISHES)
    asked = sample.problem(rules, sample.wishes(crowd, 2.0))
    factor = np.unique(np.round(asked.pairs.score / plain.pairs.score, 6)).tolist()
    assert factor == [1.0, WISH_FACTOR, WISH_FACTOR**2]
    assert len(asked.must_meet) > 0


def test_filling_keeps_limits_and_order(sample: SampleEvent) -> None:
    problem = sample.problem(sample.file.rules, NO_WISHES)
    order = np.arange(len(problem.pairs))[::-1]
    slot = greedy.filled(problem, order)
    held = slot >= 0
    ends = np.concatenate([problem.pairs.a[held], problem.pairs.b[held]])
    times = np.concatenate([slot[held], slot[held]])
    assert len(set(zip(ends.tolist(), times.tolist(), strict=True))) == len(ends)
    assert np.bincount(ends).max() == sample.file.rules.max_meetings
    assert np.bincount(slot[held]).max() <= len(problem.tables)
    assert slot[order[0]] == 0
    assert (greedy.filled(problem, order[:1]) >= 0).sum() == 1


@pytest.mark.parametrize("way", [RankAndFill(), MostWantedFirst(), Way(0.0, promises=False)])
def test_every_way_gives_what_meetings_are_worth(
    sample: SampleEvent, way: RankAndFill | MostWantedFirst | Way
) -> None:
    gained = way.gained(sample, Crowd.of(sample.gains, 0), 2.0)
    most = np.sort(sample.gains, axis=1)[:, -sample.file.rules.max_meetings :].sum(axis=1)
    assert (gained <= most).all()
    assert gained.sum() > 0


def test_a_tight_cap_shows_the_most_shown_less(sample: SampleEvent) -> None:
    shown = [np.bincount(sample.shown(cap).clip(0).ravel()).max() for cap in (1.0, 1000.0)]
    assert shown[0] < shown[1]
