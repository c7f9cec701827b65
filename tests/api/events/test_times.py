"""Times of an event are instants: over midnight, over several days, and when the clocks change."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.db.session import Database
from api.event_days import event_days
from api.events.availability import parse_availability
from api.events.event_file import EventFile
from api.events.event_reading import read_event
from api.events.models import Event
from api.events.queries import days_of
from api.events.service import put_event
from api.faults import InputFaults
from tests.api.world import event_file

CASES = Path(__file__).resolve().parents[2] / "cases"
ZONES = (
    "Europe/Dublin",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
)


def event(zone: str = "Europe/Dublin", **parts: object) -> EventFile:
    about = {"slug": "night", "name": "Night", "timezone": zone}
    return event_file("night", event=about, **{"breaks": [], **parts})


def faults_of(name: str) -> list[str]:
    with pytest.raises(InputFaults) as refused:
        read_event(CASES / name)
    return [str(fault) for fault in refused.value.faults]


def test_who_is_there_over_midnight() -> None:
    night = read_event(CASES / "13-midnight.toml")
    with (CASES / "13-midnight.csv").open(encoding="utf-8") as rows:
        there = {
            row["id"]: parse_availability(row["availability"], night)
            for row in csv.DictReader(rows)
        }
    slots = [key for key, _, _ in night.slot_times()]
    assert there == {
        "e1": tuple(slots[:4]),
        "e2": tuple(slots),
        "e3": tuple(slots[:6]),
        "e4": (*slots[:4], *slots[5:]),
        "e5": tuple(slots[5:]),
        "e6": tuple(slots[:4]),
    }


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("2027-03-18 22:30-01:00", "s01 s02 s03 s04 s05 s06 s07"),
        ("2027-03-18 23:50 – 2027-03-19 00:30", "s05 s06"),
        ("2027-03-18 23:40-24:00; 2027-03-19 0:00-0:10", "s05"),
        ("2027-03-19 00:00-00:30", "s06"),
        ("s01; 00:30-01:00", "s01 s07"),
        ("23:50-00:10", "s05"),
        ("22:00-06:00", "s01 s02 s03 s04 s05 s06 s07"),
        ("23:10-23:30;23:30-23:50", "s03 s04"),
        ("23:10-23:30, 23:50-00:10", "s03 s05"),
        ("22-01", "s01 s02 s03 s04 s05 s06 s07"),
        ("10:30 pm - 1 am", "s01 s02 s03 s04 s05 s06 s07"),
        ("10h30 pm - 1 am", "s01 s02 s03 s04 s05 s06 s07"),
        ("10:30-11:30 p.m.", "s01 s02 s03"),
        ("22:30-1:00", "s01 s02 s03 s04 s05 s06 s07"),
        ("2027-03-18 11pm - 2027-03-19 12:30AM", "s03 s04 s05 s06"),
        ("12am-12:30am", "s06"),
        ("24:00-01:00", "s06 s07"),
        ("22h30 to 23h30", "s01 s02 s03"),
        ("2027-03-19", "s06 s07"),
        ("18.03.2027 22:30-01:00", "s01 s02 s03 s04 s05 s06 s07"),
        ("18.3.2027 23:50 – 19.3.2027 00:30", "s05 s06"),
        ("19.03.2027", "s06 s07"),
        ("from 23:50", "s05 s06 s07"),
        ("from 00:10", "s06 s07"),
        ("ab 23:50 Uhr", "s05 s06 s07"),
        ("from 9:00", "s01 s02 s03 s04 s05 s06 s07"),
        ("until 23:50", "s01 s02 s03 s04"),
        ("until 00:30", "s01 s02 s03 s04 s05 s06"),
        ("bis 00:30 Uhr", "s01 s02 s03 s04 s05 s06"),
        ("until 12:30am", "s01 s02 s03 s04 s05 s06"),
        ("18.03.2027 from 23:50; s01", "s01 s05 s06 s07"),
        ("2027-03-19 until 00:30", "s01 s02 s03 s04 s05 s06"),
        ("from 23:10 until 23:50", "s03 s04"),
        ("von 23:10 bis 23:50 Uhr", "s03 s04"),
        ("from 23:50 on", "s05 s06 s07"),
    ],
)
def test_spans_are_read_with_their_dates(text: str, keys: str) -> None:
    night = read_event(CASES / "13-midnight.toml")
    assert parse_availability(text, night) == tuple(keys.split())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("16:00-14:00", "ends before it starts"),
        ("14:00-14:00", "ends before it starts"),
        ("2027-03-19 02:00 - 2027-03-18 22:00", "ends before it starts"),
        ("25:00-26:00", "no such time"),
        ("24:30-01:00", "no such time"),
        ("2027-02-30 22:30-23:30", "no such time or date"),
        ("22:30-2027-03-19 01:00", "not a time span"),
        ("12:00-1:00", "may end in the afternoon or after midnight: write 13:00 or 01:00"),
        ("10-1", "may end in the afternoon"),
        ("11am-1", "may end in the afternoon"),
        ("9-5", "write 17:00 or 05:00"),
        ("13pm-14pm", "no such time"),
        ("0am-1am", "no such time"),
        ("18.03-19.03", "not a time span"),
        ("2027-03-19 22:30-23:50", "no meeting slot lies within"),
        ("30.02.2027 22:30-23:30", "no such time or date"),
        ("03/18/2027 22:30-23:30", "not a time span"),
        ("18.03.27 22:30-23:30", "not a time span"),
        ("from 25:00", "no such time"),
        ("until then", "not a time span"),
        ("until 22:40", "no meeting slot lies within"),
        ("from 11", "may be in the morning or in the afternoon: write 11:00 or 23:00"),
        ("25.03.2027 from 23:00", "no such time or date"),
    ],
)
def test_what_is_no_span_is_named(text: str, what: str) -> None:
    night = read_event(CASES / "13-midnight.toml")
    with pytest.raises(ValueError, match=what):
        parse_availability(text, night)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("9-12", "09:00", "12:00"),
        ("9am-12pm", "09:00", "12:00"),
        ("9-12pm", "09:00", "12:00"),
        ("2-6pm", "14:00", "18:00"),
        ("12pm-12am", "12:00", "00:00"),
        ("8-24", "08:00", "00:00"),
        ("9AM–5PM", "09:00", "17:00"),
    ],
)
def test_hours_alone_and_halves_of_the_day(text: str, first: str, last: str) -> None:
    starts = [f"{hour:02}:00" for hour in range(24)]
    day = event(slots={"date": dt.date(2027, 3, 18), "minutes": 60, "starts": starts})
    keys = parse_availability(text, day)
    assert keys is not None
    times = {key: (f"{start:%H:%M}", f"{end:%H:%M}") for key, start, end in day.slot_times()}
    assert (times[keys[0]][0], times[keys[-1]][1]) == (first, last)


def test_a_span_without_a_date_holds_on_every_day() -> None:
    two = read_event(CASES / "15-two-days.toml")
    assert parse_availability("14:00-14:20", two) == ("s01", "s04")
    assert parse_availability("2027-03-28 14:00-14:40", two) == ("s04", "s05")
    assert parse_availability("23:00-01:00", two) == ("s03",)
    assert parse_availability("until 14:20", two) == ("s01", "s04")
    assert parse_availability("28.03.2027 from 14:20", two) == ("s05",)
    assert parse_availability("28.03.2027 from 7:00", two) == ("s04", "s05")
    assert parse_availability("28.03.2027 until 14:20", two) == ("s04",)


@given(
    st.sampled_from(ZONES),
    st.dates(dt.date(2027, 1, 1), dt.date(2027, 12, 30)),
    st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 1440)), min_size=1, max_size=3),
)
def test_a_slot_counts_only_if_wholly_inside_as_elapsed_time(
    zone: str, date: dt.date, spans: list[tuple[int, int]]
) -> None:
    def clock(minutes: int) -> str:
        return f"{minutes // 60:02}:{minutes % 60:02}"

    days = [date, date + dt.timedelta(days=1)]
    try:
        file = event(
            zone,
            slots=[
                {"date": f"{day}", "minutes": 50, "starts": [clock(60 * h) for h in range(24)]}
                for day in days
            ],
        )
    except ValueError:  # a slot in an hour that the clocks skip or repeat
        return
    text = "; ".join(f"{date} {clock(a)}-{clock(b)}" for a, b in spans if a < b)
    if not text:
        return
    tz = ZoneInfo(zone)
    minutes: set[dt.datetime] = set()
    for a, b in spans:
        midnight = dt.datetime.combine(date, dt.time(), tz)
        if a < b:
            minutes |= {
                (midnight + dt.timedelta(minutes=m)).astimezone(dt.UTC) for m in range(a, b)
            }
    expected = tuple(
        key
        for key, start, _ in file.slot_times()
        if all(start.astimezone(dt.UTC) + dt.timedelta(minutes=m) in minutes for m in range(50))
    )
    try:
        assert parse_availability(text, file) == expected
    except ValueError:
        assert expected == ()


def test_the_hour_that_the_clocks_skip_is_named() -> None:
    said = faults_of("14-spring-gap.toml")
    assert len(said) == 2
    assert "slots[0].starts[2]: 02:00 does not exist on Sunday 28 March 2027" in said[0]
    assert "slots[0].starts[3]: 02:20 does not exist" in said[1]
    assert "from 02:00 to 03:00 in Europe/Berlin" in said[0]


def test_the_hour_that_the_clocks_repeat_is_named() -> None:
    said = faults_of("14-autumn.toml")
    assert [re.findall(r"starts\[\d\]: \d\d:\d\d comes twice", each) for each in said] == [
        [f"starts[{n}]: {clock} comes twice"]
        for n, clock in ((1, "02:00"), (2, "02:20"), (3, "02:40"))
    ]


def test_lengths_are_elapsed_minutes() -> None:
    file = event(
        "Europe/Berlin",
        slots={"date": "2027-10-31", "minutes": 90, "starts": ["01:40", "03:10"]},
    )
    (_, start, end), (_, following, _) = file.slot_times()
    utc = dt.UTC
    assert end.astimezone(utc) - start.astimezone(utc) == dt.timedelta(minutes=90)
    assert f"{end:%H:%M %z}" == "02:10 +0100"
    assert following.astimezone(utc) > end.astimezone(utc)


@pytest.mark.parametrize(
    ("slots", "place"),
    [
        ([("2027-03-18", ["14:00", "14:10"])], "slots[0].starts[1]"),
        ([("2027-03-18", ["23:30", "23:50", "00:10"])], "slots[0].starts[2]"),
        ([("2027-03-18", ["23:50"]), ("2027-03-19", ["00:00", "00:20"])], "slots[1].starts[0]"),
        ([("2027-03-18", ["14:00"]), ("2027-03-18", ["13:00"])], "slots[1].starts[0]"),
        ([("2027-03-28", ["00:50", "02:00"])], "slots[0].starts[1]"),
    ],
)
def test_slots_that_overlap_are_named(slots: list[tuple[str, list[str]]], place: str) -> None:
    days = [{"date": date, "minutes": 20, "starts": starts} for date, starts in slots]
    with pytest.raises(ValueError, match=r"has ended|does not exist") as refused:
        event("Europe/Berlin", slots=days)
    (finding,) = refused.value.errors()  # type: ignore[attr-defined]
    assert "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in finding["loc"])[1:] == place


def breaks_of(file: EventFile) -> list[str]:
    return [f"{start:%d %H:%M}-{end:%d %H:%M}" for _, start, end in file.break_times()]


def day(date: str, *starts: str, minutes: int = 20) -> dict[str, Any]:
    return {"date": date, "minutes": minutes, "starts": list(starts)}


def pause(start: str, end: str) -> list[dict[str, str]]:
    return [{"name": "Soup", "start": start, "end": end}]


@pytest.mark.parametrize(
    ("days", "span", "said"),
    [
        ([day("2027-05-18", "23:00"), day("2027-05-19", "00:10")], ("23:30", "00:10"),
         ["18 23:30-19 00:10"]),
        ([day("2027-05-18", "23:00", "23:50")], ("00:10", "00:30"), ["19 00:10-19 00:30"]),
        ([day("2027-05-18", "14:00", "15:00"), day("2027-05-18", "16:00", minutes=30)],
         ("15:20", "15:40"), ["18 15:20-18 15:40"]),
        ([day("2027-05-18", "14:00"), day("2027-05-19", "14:00")], ("12:00", "13:00"),
         ["18 12:00-18 13:00", "19 12:00-19 13:00"]),
        ([day("2027-05-18", "18:00")], ("08:00", "09:00"), ["18 08:00-18 09:00"]),
    ],
)  # fmt: skip
def test_breaks_are_on_the_days_they_belong_to(
    days: list[dict[str, Any]], span: tuple[str, str], said: list[str]
) -> None:
    assert breaks_of(event(slots=days, breaks=pause(*span))) == said


@pytest.mark.parametrize(
    ("date", "span", "place"),
    [
        ("2027-05-18", ("15:00", "14:00"), ("breaks", 0, "end")),
        ("2027-05-18", ("15:00", "15:00"), ("breaks", 0, "end")),
        ("2027-03-28", ("02:10", "03:10"), ("breaks", 0, "start")),
        ("2027-10-31", ("01:30", "02:10"), ("breaks", 0, "end")),
    ],
)
def test_breaks_that_cannot_be_are_named(
    date: str, span: tuple[str, str], place: tuple[object, ...]
) -> None:
    with pytest.raises(ValueError, match=r"clocks go|ends before") as refused:
        event("Europe/Berlin", slots=[day(date, "01:00")], breaks=pause(*span))
    assert [f["loc"] for f in refused.value.errors()] == [place]  # type: ignore[attr-defined]


def test_a_slot_beside_a_break_is_pointed_out() -> None:
    two = read_event(CASES / "15-two-days.toml")
    assert breaks_of(two) == ["27 23:30-28 00:10"]
    (note,) = two.notes()
    assert note.startswith("slots[0].starts[2]: the slot at 23:50 on Saturday 27 March 2027 is in")


def test_a_night_past_midnight_is_one_day_for_what_is_in_a_row(database: Database) -> None:
    night = read_event(CASES / "13-midnight.toml")
    two = read_event(CASES / "15-two-days.toml")
    with database.write_session() as session:
        for file in (night, two):
            put_event(session, file, "host@example.org")
    with database.read_session() as session:
        first, second = session.query(Event).order_by(Event.slug)
        assert set(days_of(first).values()) == {dt.date(2027, 3, 18)}
        assert [day.day for day in days_of(second).values()] == [27, 27, 27, 28, 28]


@given(st.lists(st.integers(0, 3 * 24 * 60), min_size=1, max_size=20, unique=True))
def test_only_a_long_pause_parts_days(starts: list[int]) -> None:
    origin = dt.datetime(2027, 3, 18, 9, tzinfo=ZoneInfo("Europe/Dublin"))
    times = [
        (origin + dt.timedelta(minutes=m), origin + dt.timedelta(minutes=m + 1))
        for m in sorted(starts)
    ]
    days = event_days(times)
    assert days == sorted(days)
    for (one, two), (before, after) in zip(
        itertools.pairwise(times), itertools.pairwise(days), strict=True
    ):
        if two[0] - one[1] < dt.timedelta(hours=6):
            assert before == after
        elif one[0].date() != two[0].date():
            assert before < after or two[0].date() == after
