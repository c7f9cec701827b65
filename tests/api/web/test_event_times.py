"""Times carry their day wherever an event has several, and only there."""

from __future__ import annotations

import datetime as dt

from api.web import wording
from api.web.event_times import EventTimes

ZONE = "Europe/Dublin"
NIGHT = dt.datetime(2027, 3, 27, 23, 50, tzinfo=dt.UTC)
NEXT = NIGHT + dt.timedelta(minutes=20)


def test_an_event_of_one_day_says_the_time() -> None:
    times = EventTimes.of(ZONE, [NIGHT, NIGHT - dt.timedelta(hours=3)])
    assert times.alone(NIGHT) == "23:50"
    assert times.after_at(NIGHT) == "23:50"
    assert times.in_sentence(NIGHT) == "at 23:50"
    assert times.span(NIGHT, NEXT) == "23:50–00:10"


def test_an_event_past_midnight_has_several_days() -> None:
    times = EventTimes.of(ZONE, [NIGHT, NEXT])
    assert times.alone(NIGHT) == "Saturday 27 March, 23:50"
    assert times.after_at(NEXT) == "00:10 on Sunday 28 March"
    assert times.in_sentence(NEXT) == "on Sunday 28 March at 00:10"
    assert times.span(NIGHT, NEXT) == "Saturday 27 March, 23:50–00:10"


def test_periods() -> None:
    day, hour = dt.timedelta(days=1), dt.timedelta(hours=1)
    noon = dt.datetime(2027, 12, 30, 12, tzinfo=dt.UTC)
    assert wording.period(noon, noon + hour, ZONE) == "Thursday 30 December 2027, 12:00–13:00"
    assert wording.period(noon + 8 * hour, noon + 13 * hour, ZONE) == (
        "Thursday 30 December 2027, 20:00–01:00"
    )
    assert wording.period(noon, noon + day, ZONE) == (
        "Thursday 30 December 2027, 12:00 to Friday 31 December 2027, 12:00"
    )
    assert wording.dates(noon, noon + hour, ZONE) == "Thursday 30 December 2027"
    assert wording.dates(noon, noon + day, ZONE) == (
        "Thursday 30 December to Friday 31 December 2027"
    )
    assert wording.dates(noon, noon + 2 * day, ZONE) == (
        "Thursday 30 December 2027 to Saturday 1 January 2028"
    )
