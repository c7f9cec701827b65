"""Making an event on pages: from a preset, from a file, from one's own event of last year."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.accounts.stewards import name_steward
from api.clock import now
from api.events.event_reading import parse_event, read_event
from api.events.models import Event, LogEntry, Organiser
from api.events.preset import presets
from api.events.stored_file import file_of
from api.events.times_plan import plan_of
from tests.api.looking import HOST, plain
from tests.api.world import World

FORM = "/organise/new/event"
AHEAD = now().date() + dt.timedelta(days=90)


@pytest.fixture(autouse=True)
def the_host_may(small_world: World) -> None:
    with small_world.database.write_session() as session:
        name_steward(session, HOST)


def fields_of(page: str) -> dict[str, str]:
    """What stands in the form of a new event."""
    (form,) = re.findall(r'<form[^>]*class="new-event"[^>]*>.*?</form>', page, re.DOTALL)
    typed = dict(re.findall(r'<input[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', form))
    texts = re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    found = {name: html.unescape(value) for name, value in (*typed.items(), *texts)}
    return {name: value for name, value in found.items() if name not in ("csrf", "once")}


def begin(world: World, base: str) -> dict[str, str]:
    answer = world.client(HOST).get(FORM, params={"base": base})
    assert answer.status_code == 200
    return fields_of(answer.text)


def stored(world: World, slug: str) -> Any:
    with world.database.read_session() as session:
        event = session.scalars(select(Event).where(Event.slug == slug)).one()
        return file_of(event)


def test_each_preset_is_chosen_filled_in_and_made(small_world: World) -> None:
    client = small_world.client(HOST)
    shown = client.get("/organise/new")
    for preset in presets():
        assert f"base=preset:{preset.key}" in shown.text
        text = client.get(f"/organise/new/{preset.key}.toml").text
        assert parse_event(text, "event.toml") == preset.file
        asked = begin(small_world, f"preset:{preset.key}")
        given = asked | {"name": f"Our {preset.title}", "date": AHEAD.isoformat()}
        made = client.post(FORM, data=given)
        assert made.status_code == 303, plain(made)
        slug = made.headers["location"].removeprefix("/organise/")
        file = stored(small_world, slug)
        assert file.rules == preset.file.rules
        assert file.fields == preset.file.fields
        assert file.zones == preset.file.zones
        assert {slot.date for slot in file.slots} == {AHEAD}
        assert [(s.minutes, s.starts) for s in file.slots] == [
            (s.minutes, s.starts) for s in preset.file.slots
        ]
        assert file.breaks == preset.file.breaks
        assert client.get(made.headers["location"]).status_code == 200
    assert client.get("/organise/new/nothing.toml").status_code == 404


def test_what_is_typed_is_what_becomes_of_it(small_world: World) -> None:
    given = begin(small_world, "preset:circle") | {
        "name": "Ćwiczenia w Łodzi",
        "place": "Hala 3",
        "timezone": "Europe/Warsaw",
        "date": AHEAD.isoformat(),
        "start": "23:30",
        "talks": "4",
        "minutes": "15",
        "gap": "0",
        "break_after": "2",
        "break_minutes": "10",
        "break_name": "Herbata",
        "tables-0": "7",
        "promised": "2",
        "most": "4",
    }
    made = small_world.client(HOST).post(FORM, data=given)
    assert made.headers["location"] == "/organise/cwiczenia-w-odzi"
    file = stored(small_world, "cwiczenia-w-odzi")
    times = [(f"{start:%H:%M}", start.date()) for _, start, _ in file.slot_times()]
    late = AHEAD + dt.timedelta(days=1)
    assert times == [("23:30", AHEAD), ("23:45", AHEAD), ("00:10", late), ("00:25", late)]
    (pause,) = file.break_times()
    assert (pause[0], f"{pause[1]:%H:%M}", f"{pause[2]:%H:%M}") == ("Herbata", "00:00", "00:10")
    assert [zone.tables for zone in file.zones] == [7]
    assert (file.rules.min_meetings, file.rules.max_meetings) == (2, 4)
    with small_world.database.read_session() as session:
        event = session.scalars(select(Event).where(Event.slug == file.event.slug)).one()
        (organiser,) = session.scalars(select(Organiser).where(Organiser.event_id == event.id))
        (entry,) = session.scalars(select(LogEntry).where(LogEntry.event_id == event.id))
        assert (entry.kind, entry.account_id) == ("event-made", organiser.account_id)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Fill this in"),
        ({"slug": "cork"}, "has this address already"),
        ({"slug": "new"}, "address of the site itself"),
        ({"slug": "Spring Fair"}, "use small letters"),
        ({"timezone": "Dublin"}, "not a time zone"),
        ({"date": "2020-01-01"}, "This day is over"),
        ({"date": ""}, "Fill this in"),
        ({"start": "25:00"}, "not a time"),
        ({"talks": "60", "minutes": "60"}, "longer than a day"),
        ({"tables-0": "0", "tables-1": "0"}, "room needs a table"),
        ({"tables-0": "many"}, "whole number"),
        ({"promised": "9", "most": "8"}, "more than the most"),
        ({"promised": "11", "most": "20"}, "at each of 10 times"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_made(
    small_world: World, wrong: dict[str, str], words: str
) -> None:
    given = begin(small_world, "preset:business-exchange")
    given |= {"name": "Fair", "date": AHEAD.isoformat()} | wrong
    answer = small_world.client(HOST).post(FORM, data=given)
    assert answer.status_code == 422
    assert words.lower() in plain(answer).lower()
    assert fields_of(answer.text) == given
    with small_world.database.read_session() as session:
        assert len(session.scalars(select(Event)).all()) == 2


def test_places_are_counted_without_storing_anything(small_world: World) -> None:
    given = begin(small_world, "preset:mentoring")
    assert given["people"] == "30"
    shown = small_world.client(HOST).post(FORM, data=given | {"find": "yes", "people": "80"})
    assert shown.status_code == 200
    assert "needs more places than there are" in shown.text
    assert "<dd>80<small>2 talks for each of 80 people" in shown.text
    assert "<dd>60<small>4 times, 15 tables" in shown.text
    assert "Fill this in" not in shown.text


def test_last_years_event_comes_again_without_its_people(small_world: World) -> None:
    given = begin(small_world, "copy:cork")
    assert (given["name"], given["slug"]) == ("Cork Exchange", "")
    assert given["date"] == "2028-03-16"  # the same weekday
    made = small_world.client(HOST).post(FORM, data=given)
    assert made.headers["location"] == "/organise/cork-exchange"
    was, file = stored(small_world, "cork"), stored(small_world, "cork-exchange")
    assert (file.rules, file.zones, file.fields) == (was.rules, was.zones, was.fields)
    assert file.breaks == was.breaks
    assert [f"{s:%j %H:%M}" for _, s, _ in file.slot_times()] == [
        "076 13:40", "076 14:00", "076 14:20",
    ]  # fmt: skip
    # Somebody else's event is none that one could copy.
    assert small_world.client(HOST).get(FORM, params={"base": "copy:elsewhere"}).status_code == 303


def test_a_file_is_read_first_and_then_asked_about(small_world: World) -> None:
    client = small_world.client(HOST)
    two_days = Path(__file__).parents[2] / "cases" / "15-two-days.toml"
    send = {"file": ("mine.toml", two_days.read_bytes(), "application/toml")}
    asked = client.post(FORM, files=send)
    assert asked.status_code == 200
    assert "come along as they are" in asked.text
    given = fields_of(asked.text) | {"slug": "mine", "date": AHEAD.isoformat()}
    made = client.post(FORM, data=given)
    assert made.headers["location"] == "/organise/mine", plain(made)
    was, file = read_event(two_days), stored(small_world, "mine")
    shift = AHEAD - was.slot_times()[0][1].date()
    assert [start.replace(tzinfo=None) for _, start, _ in file.slot_times()] == [
        start.replace(tzinfo=None) + shift for _, start, _ in was.slot_times()
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[event]\nslug = ", "mine.toml: This is not TOML"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b'[event]\nslug = "x y"\n', "mine.toml, event.slug"),
        (b"", "No file was chosen"),
        (b"a = 1\n" * 60_000, "too long"),
    ],
)
def test_a_faulty_file_is_refused_with_its_places(
    small_world: World, content: bytes, words: str
) -> None:
    answer = small_world.client(HOST).post(FORM, files={"file": ("mine.toml", content)})
    assert answer.status_code == 422
    assert words in plain(answer)


def test_whoever_may_not_make_events_is_not_led_here(small_world: World) -> None:
    assert "/organise/new" in small_world.client(HOST).get("/organise").text
    assert small_world.client("stranger@example.org").get("/organise/new").status_code == 404


def test_times_of_no_plan_are_seen_to_be_none() -> None:
    day = {"date": AHEAD, "minutes": 20, "starts": ["10:00", "10:20", "11:00"]}
    tea = {"name": "Tea", "start": "10:40", "end": "11:00"}
    assert plan_of({"slots": [day], "breaks": [tea]}) is not None
    for other in (
        {"slots": [day | {"starts": ["10:00", "10:20", "11:00", "12:00"]}], "breaks": [tea]},
        {"slots": [day], "breaks": []},
        {"slots": [day], "breaks": [tea | {"end": "10:50"}]},
        {"slots": [day, day], "breaks": [tea]},
    ):
        assert plan_of(other) is None
