"""Text is read in whatever letters it is typed, and no text stops the reading."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matcher.text.circumstances.hours import hours_of
from matcher.text.circumstances.levels import level_of
from matcher.text.folding import folded
from matcher.text.requests import asks_for_nothing, seeks_a_sort
from matcher.text.standing import stands_alone
from tests.matcher.crowds import quick

PIECES = (
    *("mon-frı", "SUNDAY", "before SİX", "half six", "at fıve", "fıve min", "a km", "6a", "V4"),
    *("B1", "parkrun 3", "half", "marathon", "in 1:45", "12", "5:30", "to 4:50", "km/h", "100 m"),
    *("from 9", "pm", "hotels", "they", "nothing"),
)
# Letters that patterns take for others, and pieces of the patterns.
_TYPED = st.lists(
    st.one_of(
        st.sampled_from("ıİſKﬁ½²٣:.-–/ \n\t?"),
        st.sampled_from(PIECES),
        st.text(max_size=5),
    ),
    max_size=8,
).map(" ".join)


@quick
@given(_TYPED)
@example("mon-frı, at fıve, before SİX")
@example("fıve min a km, ſıx to seven min mıle")
def test_no_text_stops_the_reading(text: str) -> None:
    for read in (hours_of, level_of, stands_alone, seeks_a_sort, asks_for_nothing):
        read(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Frıday evenings", "Friday evenings"),
        ("mon-frı", "mon-fri"),
        ("SATURDAY MORNİNGS before ten", "saturday mornings before ten"),
        ("runs at ﬁve min a km, ſlowly", "runs at five min a km, slowly"),
        ("cycling,\u2003\u200312\t\tK\u212a/h", "cycling, 12 km/h"),
    ],
)
def test_other_forms_of_a_letter_are_that_letter(typed: str, meant: str) -> None:
    assert hours_of(typed) == hours_of(meant)
    assert level_of(typed).pursuits == level_of(meant).pursuits


@quick
@given(st.text())
def test_blanks_are_one_at_a_time_however_many_are_typed(text: str) -> None:
    plain = folded(f"{text}{' ' * 5000}\n{' ' * 5000}{text}")
    assert len(plain) <= 2 * len(folded(text)) + 1
    assert not any(one.isspace() and other.isspace() for one, other in pairwise(plain))
