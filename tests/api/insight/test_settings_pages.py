"""The event's settings on pages: what they say, change, refuse and touch; as a file and back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from api.attendees.models import Attendee
from api.events.event_file import EventFile
from api.events.event_reading import parse_event
from api.events.models import Event, LogEntry
from api.events.settings.forms import fields_of, read_form
from api.events.settings.themes import THEMES
from api.events.stored_file import file_of
from api.faults import InputFaults
from api.insight.changing import bring_up_to_date
from api.insight.mix_examples import examples
from api.timetable.models import ScheduleVersion
from tests.api.looking import HOST, plain
from tests.api.world import World, event_file

HOME = "/organise/cork/settings"


def fields_on(page: str) -> dict[str, list[str]]:
    """Everything that a settings form would send."""
    (form,) = re.findall(r'<form[^>]*class="settings-form".*?</form>', page, re.DOTALL)
    found: dict[str, list[str]] = {}

    def add(name: str, value: str) -> None:
        found.setdefault(name, []).append(html.unescape(value))

    for tag in re.findall(r"<input[^>]*>", form):
        parts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if parts.get("type") not in ("checkbox", "radio") or " checked" in tag:
            add(parts["name"], parts.get("value", ""))
    for name, text in re.findall(
        r'<textarea[^>]*name="([\w-]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL
    ):
        add(name, text)
    for name, options in re.findall(
        r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        add(name, chosen[0] if chosen else re.findall(r'value="([^"]*)"', options)[0])
    return found


def open_theme(world: World, theme: str) -> dict[str, Any]:
    answer = world.client(HOST).get(f"{HOME}/{theme}")
    assert answer.status_code == 200, plain(answer)
    return fields_on(answer.text)


def stored(world: World) -> EventFile:
    with world.database.read_session() as session:
        return file_of(session.get_one(Event, world.event_id))


def save(world: World, theme: str, **changes: Any) -> Any:
    sent = open_theme(world, theme) | changes
    return world.client(HOST).post(f"{HOME}/{theme}", data=sent)


def entries(world: World) -> list[str]:
    with world.database.read_session() as session:
        rows = session.scalars(select(LogEntry).where(LogEntry.kind == "settings-changed"))
        return [row.data["changes"] for row in rows.all()]


def test_each_page_sent_as_it_came_changes_nothing(small_world: World) -> None:
    was = stored(small_world)
    overview = small_world.client(HOST).get(HOME).text
    for theme in THEMES:
        assert f'href="{HOME}/{theme.key}"' in overview
        assert save(small_world, theme.key).status_code == 303
    assert stored(small_world) == was
    assert entries(small_world) == []


@pytest.mark.parametrize(
    ("theme", "changes", "told"),
    [
        ("about", {"name": "Cork, again", "place": "Customs House"},
         "Name: Cork Exchange → Cork, again; Place: nothing → Customs House"),
        ("promise", {"promised": "2", "fairness": "1.0", "row": "2"},
         "Promised to each: 1 → 2; Most in a row: nothing → 2; Who comes first?: Good talks for "
         "many, nobody far behind (usual) → Whoever would have least, before anything else"),
        ("mix", {"mix": "0.35"}, "How much need and offer count: 0.8 → 0.35"),
        ("who", {"groups-0-cap": "", "groups-0-side": "yes", "same": "allowed",
                 "competitors": "Quay Foods; Lund, Sons & Co."},
         "Colleagues: do not meet each other → may meet each other; Competitors: nothing → Quay "
         "Foods; Lund, Sons & Co."),
        ("room", {"zones-0-tables": "5", "zones-2-name": "Yard", "zones-2-tables": "2",
                  "closed-0-table": "Quay 2", "closed-0-slots": ["s01", "s03"]},
         "Zone Quay, tables: 2 → 5; Zone Yard: not there → tables 2; Closed table Quay 2"),
        ("room", {"hosts-0-who": "cork-1", "hosts-0-table": "Quay 2"}, "Hosts changed"),
        ("questions", {"fields-3-label": "Is it your first time?", "fields-3-options": "yes\nno",
                       "fields-0-help": "Be honest."},
         "Question Level, a sentence under it: nothing → Be honest.; Question Is it your"),
        ("questions", {"fields-0-at": "3", "fields-2-at": "1"}, "Order of questions: Level"),
        ("times", {"breaks-1-name": "Soup", "breaks-1-start": "15:00", "breaks-1-end": "15:30"},
         "Break Soup: not there → from 15:00, to 15:30"),
    ],
)  # fmt: skip
def test_a_change_is_made_and_logged_once(
    small_world: World, theme: str, changes: dict[str, Any], told: str
) -> None:
    answer = save(small_world, theme, **changes)
    assert answer.status_code == 303, plain(answer)
    (line,) = entries(small_world)
    assert told in line
    assert "cork-1" not in line
    after = open_theme(small_world, theme)
    for name, value in changes.items():
        if not name.endswith("-at"):
            assert after.get(name, [""]) == (value if isinstance(value, list) else [value])


@pytest.mark.parametrize(
    ("theme", "changes", "field", "words"),
    [
        ("about", {"name": ""}, "name", "Fill this in"),
        ("times", {"timezone": "Dublin"}, "timezone", "Not a time zone"),
        ("times", {"timezone": "x" * 5000}, "timezone", "Not a time zone"),
        ("times", {"slots-0-date": "9999-12-31"}, "slots-0-date", "The most is 2199-12-31"),
        ("times", {"slots-0-starts": "13:40, 13:50"}, "slots-0-starts", "has ended"),
        ("times", {"slots-0-minutes": "many"}, "slots-0-minutes", "whole number"),
        ("times", {"breaks-0-end": "25:00"}, "breaks-0-end", "Not a time"),
        ("room", {"zones-1-tables": "-1"}, "zones-1-tables", "The least is 0"),
        ("promise", {"promised": "9"}, "", "larger than max_meetings"),
        ("mix", {"mix": "2"}, "mix", "The most is 1"),
        ("questions", {"fields-0-options": ""}, "fields-0-label", "a choice needs options"),
        ("room", {"hosts-0-who": "cork-1", "hosts-0-table": "Attic 1"}, "", "which is not there"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_nothing_changes(
    small_world: World, theme: str, changes: dict[str, Any], field: str, words: str
) -> None:
    was = stored(small_world)
    answer = save(small_world, theme, **changes)
    assert answer.status_code == 422
    assert words.lower() in html.unescape(answer.text).lower()
    if field:
        assert f'href="#field-{field}"' in answer.text
    assert stored(small_world) == was
    typed = fields_on(answer.text)
    assert all(typed[n] == [v] for n, v in changes.items() if v and not n.startswith("hosts"))


def test_two_organisers_cannot_overwrite_each_other(small_world: World) -> None:
    client = small_world.client(HOST)
    mine = open_theme(small_world, "promise")
    assert save(small_world, "promise", promised="2").status_code == 303
    asked = client.post(f"{HOME}/promise", data=mine | {"promised": "3", "most": "3"})
    assert asked.status_code == 409
    assert "Promised to each" in asked.text
    assert stored(small_world).rules.min_meetings == 2


def test_a_time_of_a_timetable_is_not_moved(small_world: World) -> None:
    answer = save(small_world, "times", **{"slots-0-starts": "14:00, 14:20"})
    assert answer.status_code == 422
    assert "The time at 13:40 is in the published timetable: 1 meeting." in answer.text
    more = save(small_world, "times", **{"slots-0-starts": "13:40, 14:00, 14:20, 15:00"})
    assert more.status_code == 303
    assert len(stored(small_world).slot_times()) == 4


def test_times_without_a_timetable_move_and_people_stay_when_they_said(small_world: World) -> None:
    with small_world.database.write_session() as session:
        for version in session.scalars(select(ScheduleVersion)):
            session.delete(version)
        session.get_one(Attendee, small_world.attendees[0]).available = ["s02"]
    moved = {"slots-0-starts": "13:20, 13:40, 14:00, 14:20"}
    asked = save(small_world, "times", **moved)
    assert asked.status_code == 422
    assert "1 person said when they can be there." in asked.text
    sent = fields_on(asked.text)
    client = small_world.client(HOST)
    assert "Tick the box" in client.post(f"{HOME}/times", data=sent).text
    assert client.post(f"{HOME}/times", data=sent | {"sure": "yes"}).status_code == 303
    with small_world.database.read_session() as session:
        assert session.get_one(Attendee, small_world.attendees[0]).available == ["s03"]


def test_answers_and_labels_are_named_before_they_lose_their_question(small_world: World) -> None:
    asked = save(small_world, "questions", **{"fields-0-label": ""})
    assert asked.status_code == 422
    assert "4 people answered “Level”" in asked.text
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).groups = ["seller", "step-free"]
    assert (
        "The label seller says nothing then: 1 person carried it."
        in save(small_world, "who", **{"groups-0-name": ""}).text
    )
    room = save(small_world, "room", **{"zones-0-step_free": [], "zones-0-tables": "0"}).text
    assert "1 person asked for step-free, and no zone is step-free then." in room
    assert "Quay 1 is in the published timetable: 1 meeting." in room


def test_the_file_goes_out_and_comes_back_compared(small_world: World) -> None:
    client = small_world.client(HOST)
    text = client.get("/organise/cork/event.toml").text
    assert parse_event(text, "event.toml").slot_times() == stored(small_world).slot_times()

    def send(content: str) -> Any:
        return client.post(f"{HOME}/file", files={"file": ("event.toml", content.encode())})

    assert "what the event is already" in send(text).text
    changed = text.replace("max_meetings = 3", "max_meetings = 2")
    shown = send(changed)
    assert "Most for each" in shown.text
    assert stored(small_world).rules.max_meetings == 3
    sent = {
        name: html.unescape(re.findall(pattern, shown.text, re.DOTALL)[0])
        for name, pattern in {
            "stamp": r'name="stamp" value="([^"]*)"',
            "text": r'<textarea name="text" hidden>\n(.*?)</textarea>',
        }.items()
    }
    # Somebody else was quicker: what would change is shown again.
    assert save(small_world, "about", place="Elsewhere").status_code == 303
    again = client.post(f"{HOME}/file", data=sent)
    assert again.status_code == 200
    assert "Elsewhere" in again.text
    sent["stamp"] = re.findall(r'name="stamp" value="([^"]*)"', again.text)[0]
    assert client.post(f"{HOME}/file", data=sent).status_code == 303
    assert stored(small_world).rules.max_meetings == 2
    assert "Most for each: 3 → 2" in entries(small_world)[-1]


def test_the_command_keeps_to_the_same_checks(small_world: World) -> None:
    later = {"date": "2027-03-18", "minutes": 20, "starts": ["14:00", "14:20", "14:40"]}
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).groups = ["seller"]
        with pytest.raises(InputFaults, match="13:40 is in the published timetable"):
            bring_up_to_date(session, event_file(slots=later))
        for version in session.scalars(select(ScheduleVersion)):
            session.delete(version)
        session.flush()
        notes = bring_up_to_date(session, event_file(slots=later, rules={"min_meetings": 1}))
        assert notes == ("The label seller says nothing then: 1 person carried it.",)
        assert bring_up_to_date(session, event_file("nowhere")) == ()
    assert stored(small_world).slots[0].starts[0] == "14:00"
    assert len(entries(small_world)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [("[event", "is not TOML"), ("", "No file was chosen"), ("other", "Correct the slug")],
)
def test_a_wrong_file_changes_nothing(small_world: World, content: str, words: str) -> None:
    client = small_world.client(HOST)
    if content == "other":
        content = client.get("/organise/cork/event.toml").text.replace('"cork"', '"dublin"')
    answer = client.post(f"{HOME}/file", files={"file": ("event.toml", content.encode())})
    assert answer.status_code == 422
    assert words in plain(answer)


def test_examples_change_with_the_mix(small_world: World) -> None:
    need, share = zip(*(examples(mix) for mix in ("0", "0.5", "1")), strict=True)
    assert [e.score for e in need] == sorted(e.score for e in need)
    assert [e.score for e in share] == sorted((e.score for e in share), reverse=True)
    sent = open_theme(small_world, "mix") | {"mix": "0.1", "find": "yes"}
    shown = small_world.client(HOST).post(f"{HOME}/mix", data=sent)
    assert "At 0.1:" in shown.text
    assert stored(small_world).event.mix == 0.8
    assert examples("much") == ()


def _said(model: BaseModel) -> Iterator[tuple[type[BaseModel], str, bool]]:
    """Walk a file: each kind of part, its keys, and whether it says there what is not usual."""
    for name, key in type(model).model_fields.items():
        value = getattr(model, name)
        yield type(model), name, value != key.get_default(call_default_factory=True)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from _said(part)


def test_the_pages_ask_for_all_that_a_file_says() -> None:
    """A file taken apart into forms and put together again is the same; no part is forgotten."""
    day = {"minutes": 25, "starts": ["13:40", "14:20", "15:00"]}
    full = {
        "event": {
            "slug": "cork", "name": "Cork", "timezone": "Europe/Dublin", "place": "Shed",
            "about": "Come,\nand talk.", "mix": 0.3, "languages": ["en", "ga"],
        },
        "slots": [{"date": "2027-03-18", **day}, {"date": "2027-03-19", **day}],
        "breaks": [{"name": "Tea", "start": "14:05", "end": "14:20", "date": "2027-03-19"}],
        "zones": [
            {"name": "Quay", "tables": 2, "step_free": True},
            {"name": "Snug", "tables": 1, "quiet": True},
        ],
        "rules": {
            "min_meetings": 1, "max_meetings": 5, "max_consecutive": 3, "fairness": 0.25,
            "same_organisation": "allowed", "met_before": "allowed", "suggestions": 7,
            "competitors": [["A", "B, Sons & Co."], ["C", "D", "E"]],
            "hosts": {"x@example.org": "Quay 1"},
            "groups": [
                {"name": "buyer", "side": True, "roles": ["Buyer"], "sectors": ["Food, drink"]},
                {"name": "seller", "cap": 2, "label": True},
            ],
        },
        "fields": [
            {"id": "level", "label": "Level", "kind": "choice", "help": "Be honest.",
             "options": ["new", "keen"], "counts": "should match", "weight": 0.4,
             "ordered": True},
        ],
        "closed": {"Snug 1": ["s02"]},
        "registration": {"how": "code", "code": "harbour-7", "places": 90},
    }  # fmt: skip
    file = EventFile.model_validate(full)
    said, known = set(), set()
    for kind, key, unusual in _said(file):
        known.add((kind, key))
        said |= {(kind, key)} if unusual else set()
    assert known == said, "fill these in above"
    made = EventFile.model_validate(
        {
            "event": {"slug": "cork", "name": "x", "timezone": "UTC"},
            "slots": {"date": "2027-01-01", "minutes": 10, "starts": ["10:00"]},
            "zones": [{"name": "Z", "tables": 1}],
        }
    ).model_dump()
    # Times come first: the room's closed tables name them.
    for theme in sorted(THEMES, key=lambda theme: theme.key != "times"):
        result = read_form(theme, made, fields_of(theme, file.model_dump()))
        assert result.file is not None, (theme.key, result.errors)
        made = result.file.model_dump()
    assert EventFile.model_validate(made) == file
