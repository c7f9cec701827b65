"""What people do in the simulation: stars for whom they are shown, newcomers unknown and quiet."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.wishing.behaviour import Behaviour, Crowd, standing

GAINS = np.random.default_rng(1).choice([0.0, 0.5, 1.0], (60, 60), p=[0.8, 0.1, 0.1])
np.fill_diagonal(GAINS, 0.0)
LISTS = np.array([np.roll(np.arange(60), -n - 1)[:10] for n in range(60)])


def test_stars_and_refusals_are_for_people_shown() -> None:
    crowd = Crowd.of(GAINS, 0)
    wanted, refused = crowd.wishes(LISTS)
    shown = np.zeros_like(wanted)
    np.put_along_axis(shown, LISTS, True, axis=1)
    assert not (wanted | refused)[~shown].any()
    assert not (wanted & refused).any()
    assert not (wanted | refused)[~crowd.stars].any()
    assert set(wanted.sum(axis=1).tolist()) == {0, Behaviour().stars}
    assert refused.any()


def test_short_lists_are_no_person() -> None:
    lists = np.full_like(LISTS, -1)
    lists[:, 0] = LISTS[:, 0]
    wanted, refused = Crowd.of(GAINS, 0).wishes(lists)
    assert (wanted | refused).sum(axis=1).max() == 1
    assert not (wanted | refused)[:-2, -1].any()


def test_who_sees_well_stars_whom_they_gain_from() -> None:
    sharp = Behaviour(noise=0.01, fame=0.0, starring=1.0, newcomers_starring=1.0)
    wanted, _ = Crowd.of(GAINS, 0, sharp).wishes(LISTS)
    for person in range(60):
        best = np.sort(GAINS[person, LISTS[person]])[-3:]
        assert np.sort(GAINS[person, wanted[person]]).tolist() == pytest.approx(best)


def test_fame_draws_stars_to_the_known_and_none_to_newcomers() -> None:
    blind = Behaviour(noise=0.3, fame=5.0, starring=1.0, newcomers=0.2)
    crowd = Crowd.of(np.zeros_like(GAINS), 3, blind)
    wanted, _ = crowd.wishes(LISTS)
    stars = wanted.sum(axis=0)
    assert stars[crowd.newcomers].max() == 0
    assert stars[~crowd.newcomers].mean() > 2
    assert crowd.newcomers.sum() == 12


def test_the_same_seed_is_the_same_crowd() -> None:
    one, two, other = (Crowd.of(GAINS, seed).expected for seed in (4, 4, 5))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_at_the_edge_are_newcomers_and_those_few_would_choose() -> None:
    crowd = Crowd.of(GAINS, 0, Behaviour(newcomers=0.0))
    given = GAINS.sum(axis=0)
    edge = crowd.at_the_edge()
    assert edge.sum() == 12
    assert given[edge].max() <= given[~edge].min()
    assert (standing(GAINS).min(), standing(GAINS).max()) == (-1.0, 1.0)
    crowd = Crowd.of(GAINS, 0)
    assert crowd.at_the_edge()[crowd.newcomers].all()
