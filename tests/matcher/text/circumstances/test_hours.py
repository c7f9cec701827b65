"""Times in words are read as parts of the week."""

from __future__ import annotations

import pytest

from matcher.text.circumstances.hours import ALWAYS, DAYS, PARTS, hours_of

WEEK = DAYS[:5]


def week(days: tuple[str, ...], *parts: str) -> int:
    return sum(
        1 << (DAYS.index(day) * len(PARTS) + PARTS.index(part)) for day in days for part in parts
    )


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("runs before work", week(WEEK, "early")),
        ("Sunday mornings", week(("sun",), "early", "morning")),
        ("Tuesday and Thursday evenings, 8 km", week(("tue", "thu"), "evening")),
        ("early evenings, Monday or Wednesday", week(("mon", "wed"), "evening")),
        (
            "Wed evenings and a ride Saturday afternoon",
            week(("wed",), "evening") | week(("sat",), "afternoon"),
        ),
        ("Monday to Friday at lunchtime", week(WEEK, "noon")),
        ("6.30 am, Tue and Thu", week(("tue", "thu"), "early")),
        ("half six-ish", week(WEEK, "early")),
        ("weekday evenings after 7", week(WEEK, "evening")),
        ("long runs on Sundays from 8", week(("sun",), "morning")),
        ("a pace of 5:30 a km, six of us, two hours", 0),
        ("back after ten years", 0),
        ("I attend many fairs, with attention to detail", 0),
        ("delivering from 1998, by van from 2019", 0),
        ("beds from 200 euros, flour from 20 euros, tea from 8-10 euros", 0),
        ("vans from 7.5 tonnes, before sixteen of us, at tenth place", 0),
        ("early-stage startups, early start-ups, early years, early in May", 0),
        ("I sat on three boards. Sat down with a sat nav, in the sun", 0),
        ("Sat mornings", week(("sat",), "early", "morning")),
        ("fri or sat in the morning", week(("fri", "sat"), "early", "morning")),
        ("early on Sundays", week(("sun",), "early")),
        ("an early start", week(WEEK, "early")),
        ("until 8pm", week(WEEK, "evening")),
        ("from 18h", week(WEEK, "evening")),
        ("Tuesdays, from 9ish", week(("tue",), "morning")),
        ("", 0),
    ],
)
def test_times_are_read(text: str, hours: int) -> None:
    assert hours_of(text) == (hours, 0)


def test_what_does_not_suit_is_told_from_what_does() -> None:
    assert hours_of("evenings, not Fridays") == (
        week(("mon", "tue", "wed", "thu"), "evening"),
        week(("fri",), *PARTS),
    )
    suits, shut = hours_of("Mornings are impossible.")
    assert suits == 0
    assert shut == week(DAYS, "early", "morning")
    assert shut < ALWAYS
