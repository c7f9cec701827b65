"""Words for numbers, dates and names."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web import wording

NOON = dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC)


def test_times_are_read_in_the_events_zone() -> None:
    assert wording.clock(NOON, "Europe/Dublin") == "13:00"
    assert wording.span(NOON, NOON + dt.timedelta(minutes=20), "Asia/Kolkata") == "17:30–17:50"
    assert wording.day(NOON.replace(hour=23), "Europe/Dublin") == "Thursday 2 July 2026"
    assert wording.moment(NOON, "Europe/Dublin") == "Wednesday 1 July, 13:00"


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        wording.clock(NOON.replace(tzinfo=None), "Europe/Dublin")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-5, "just now"), (0.5, "just now"), (1, "1 minute ago"), (59, "59 minutes ago"),
     (60, "1 hour ago"), (23 * 60, "23 hours ago"), (24 * 60, "yesterday"), (3000, "2 days ago")],
)  # fmt: skip
def test_ago(minutes: float, words: str) -> None:
    assert wording.ago(NOON - dt.timedelta(minutes=minutes), NOON) == words


@given(st.floats(0, 1, exclude_max=True), st.integers(0, 3))
def test_a_share_short_of_all_is_never_called_all(share: float, digits: int) -> None:
    assert not wording.percent(share, digits).startswith("100")


def test_percent() -> None:
    assert wording.percent(1) == "100 %"
    assert wording.percent(0.9941, 1) == "99.4 %"
    assert wording.percent(0.99999, 1) == "99.9 %"


def test_counts() -> None:
    assert wording.counted(1, "person", "people") == "1 person"
    assert wording.counted(1250, "person", "people") == "1,250 people"
    assert wording.counted(0, "meeting") == "0 meetings"
    assert wording.number(363.99, 1) == "364.0"


@pytest.mark.parametrize(
    ("value", "words"), [(0.84, "0.8 s"), (11.6, "12 s"), (185, "3 min 5 s"), (9.99, "10 s")]
)
def test_seconds(value: float, words: str) -> None:
    assert wording.seconds(value) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Kovač", "AK"), ("Bo", "B"), ("Tadhg Ó Sé", "TS"), ("Gavin Stokes-Daly", "GD"),
     ("", "?"), ("007", "?")],
)  # fmt: skip
def test_initials(name: str, letters: str) -> None:
    assert wording.initials(name) == letters


@given(st.text())
def test_any_name_has_a_face(name: str) -> None:
    assert 1 <= len(wording.initials(name)) <= 4
    assert wording.tone(name) in range(4)


def test_lists() -> None:
    assert [wording.listed(("Ana", "Ben", "Caro")[:n]) for n in range(4)] == [
        "", "Ana", "Ana and Ben", "Ana, Ben and Caro",
    ]  # fmt: skip
