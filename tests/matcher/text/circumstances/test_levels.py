"""Pursuits and levels are read from paces, grades and plain words, on one scale."""

from __future__ import annotations

import pytest

from matcher.text.circumstances.levels import PURSUITS, level_of


def pursued(text: str) -> set[str]:
    bits = level_of(text).pursuits
    return {name for place, name in enumerate(PURSUITS) if bits >> place & 1}


@pytest.mark.parametrize(
    ("text", "pursuit"),
    [
        ("8 to 12 km at 5:30 a km", "running"),
        ("week two of couch to 5k", "running"),
        ("27 km/h average", "cycling"),
        ("100 m in about 1:50", "swimming"),
        ("lead 6a on a good day", "climbing"),
        ("Spanish B1, would like to speak it", "tongues"),
    ],
)
def test_a_measure_tells_the_pursuit(text: str, pursuit: str) -> None:
    assert pursued(text) == {pursuit}


@pytest.mark.parametrize(
    "slower_to_faster",
    [
        ("never run before", "runs at 7 minutes a km", "5:30/km", "4:00-4:20 reps", "3:30 a km"),
        ("9:30 a mile", "7 min mile"),
        ("marathon in 4:50", "first marathon, goal 3:15"),
        ("parkrun 34 mins", "17:20 for 5k"),
        ("slow lane", "1:50 per 100", "1:25 per 100 m"),
        ("18 to 20 km/h", "33 km per hour", "22 mph"),
        ("5a", "6b", "6b+", "7a"),
        ("Italian A1", "Italian C1"),
        ("total beginner", "gentle", "steady", "fast"),
    ],
)
def test_levels_are_in_order(slower_to_faster: tuple[str, ...]) -> None:
    levels = [level_of(text).level for text in slower_to_faster]
    assert None not in levels
    assert levels == sorted(levels)  # type: ignore[type-var]
    assert len(set(levels)) == len(levels)


@pytest.mark.parametrize(
    "text", ["a bookkeeper for two days", "5 km round the docks", "not fast, no", "at 17:30"]
)
def test_no_level_is_made_up(text: str) -> None:
    assert level_of(text).level is None
