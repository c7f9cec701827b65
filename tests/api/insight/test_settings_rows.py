"""Rows of the settings pages: two organisers at them, their ids and keys, many times of a table."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from api.attendees.models import Attendee
from api.attendees.queries import answered
from api.events.event_file import EventFile
from api.events.settings.forms import fields_of, moved, read_form, state_of
from api.events.settings.themes import theme_of
from api.web.bounds import FIELDS
from tests.api.insight.test_settings_pages import HOME, fields_on, open_theme, save, stored
from tests.api.looking import HOST, plain
from tests.api.world import World


def send(world: World, theme: str, sent: dict[str, Any]) -> Any:
    return world.client(HOST).post(f"{HOME}/{theme}", data=sent)


def chosen(page: str, **keep: str) -> dict[str, Any]:
    """Everything that the page of two versions would send; "stored" where nothing is said."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    for name in re.findall(r'name="(keep\.[^"]+)"', page):
        found[name] = keep.get(name.removeprefix("keep.").replace("-", "_"), "stored")
    return found


def test_rows_that_moved_meanwhile_are_shown_and_nothing_is_stored(small_world: World) -> None:
    """A field is called by its row's place, which is another row's by then."""
    assert save(small_world, "room", **{"zones-2-name": "Pier", "zones-2-tables": "1"})
    mine = open_theme(small_world, "room") | {"zones-1-tables": "5"}
    assert save(small_world, "room", **{"zones-0-name": "", "sure": "yes"}).status_code == 303
    was = stored(small_world)
    answer = send(small_world, "room", mine)
    assert answer.status_code == 409
    assert "rows are not where they were. Make your change again." in plain(answer)
    assert "Nothing you wrote is lost" not in answer.text
    assert stored(small_world) == was
    again = fields_on(answer.text)
    assert [again[f"zones-{row}-name"] for row in (0, 1)] == [["Snug"], ["Pier"]]
    again["zones-0-tables"] = ["5"]
    assert send(small_world, "room", again).status_code == 303
    assert [(zone.name, zone.tables) for zone in stored(small_world).zones] == [
        ("Snug", 5), ("Pier", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "theirs",
    [
        {"fields-0-label": ""},
        {"fields-0-at": "2", "fields-1-at": "1"},
        {"fields-3-label": "More", "fields-3-kind": "text"},
    ],
    ids=["away", "order", "new"],
)
def test_questions_that_moved_are_not_chosen_field_by_field(
    small_world: World, theirs: dict[str, str]
) -> None:
    mine = open_theme(small_world, "questions") | {"fields-0-help": "Say it."}
    assert save(small_world, "questions", **theirs, sure="yes").status_code == 303
    was = stored(small_world)
    answer = send(small_world, "questions", mine)
    assert answer.status_code == 409
    assert "Make your change again." in plain(answer)
    assert stored(small_world) == was


def test_choices_stand_in_the_forms_order_and_bring_ids_back(small_world: World) -> None:
    ids = [own.id for own in stored(small_world).fields]
    mine = open_theme(small_world, "questions")
    mine |= {"fields-1-label": "Your aim", "fields-0-label": "", "fields-1-help": "In short."}
    theirs = {"fields-0-help": "Be honest.", "fields-1-label": "The aim", "fields-1-help": "Now."}
    assert save(small_world, "questions", **theirs).status_code == 303
    answer = send(small_world, "questions", mine)
    assert answer.status_code == 409
    labels = re.findall(r"Question (\d): ([\w ]+)", answer.text)
    # Once each where the choice names them, whatever the rest of the page says of them.
    order = list(dict.fromkeys(labels))
    assert order[0] == ("1", "The question")
    assert order == sorted(order, key=lambda each: each[0])
    assert order[-2:] == [("2", "The question"), ("2", "A sentence under it")]
    assert "Id" not in {name for _, name in labels}
    sent = chosen(answer.text, fields_1_label="yours")
    assert send(small_world, "questions", sent).status_code == 303
    after = stored(small_world).fields
    assert [own.id for own in after] == ids
    assert [(own.label, own.help) for own in after[:2]] == [
        ("Level", "Be honest."), ("Your aim", "Now."),
    ]  # fmt: skip


def test_a_new_question_inherits_nobodys_answers(small_world: World) -> None:
    with small_world.database.read_session() as session:
        old = stored(small_world).fields[0]
        assert old.id in answered(session, small_world.event_id)
    words = {"kind": "choice", "options": "new\nold", "counts": "must match", "weight": "0.5"}
    away = {"fields-0-label": "", "sure": "yes"}
    anew = {"fields-3-label": old.label} | {f"fields-3-{key}": each for key, each in words.items()}
    assert save(small_world, "questions", **away, **anew).status_code == 303
    once = stored(small_world).fields[-1]
    assert (once.label, once.id == old.id) == (old.label, False)
    with small_world.database.write_session() as session:
        session.get_one(Attendee, small_world.attendees[0]).answers = {once.id: ["new"]}
    number = len(stored(small_world).fields)
    away = {f"fields-{number - 1}-label": "", "sure": "yes"}
    assert save(small_world, "questions", **away).status_code == 303
    anew = {name.replace("-3-", f"-{number - 1}-"): each for name, each in anew.items()}
    assert save(small_world, "questions", **anew).status_code == 303
    assert stored(small_world).fields[-1].label == old.label
    assert stored(small_world).fields[-1].id not in {old.id, once.id}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("closed-0-table", {"closed-0-table": ["", "Quay 2"], "closed-0-slots": ["s01"]}),
        ("closed-0-table", {"closed-0-table": ["", "x"]}),
        ("hosts-0-who", {"hosts-0-who": ["", "cork-1"], "hosts-0-table": ["", "Quay 2"]}),
    ],
)
def test_a_field_sent_twice_is_read_where_it_says_something(
    small_world: World, name: str, sent: dict[str, list[str]]
) -> None:
    answer = save(small_world, "room", **sent)
    if "x" in sent[name]:
        assert answer.status_code == 422
        assert 'Closed says "x" is closed' in html.unescape(plain(answer))
    else:
        assert answer.status_code == 303
        assert open_theme(small_world, "room")[name] == [sent[name][-1]]


def test_a_table_closed_all_day_is_two_fields(small_world: World) -> None:
    closed = {"closed-0-table": "Quay 2", "closed-0-slots": ["all"]}
    assert save(small_world, "room", **closed).status_code == 303
    assert stored(small_world).closed == {"Quay 2": ("s01", "s02", "s03")}
    page = small_world.client(HOST).get(f"{HOME}/room").text
    assert fields_on(page)["closed-0-slots"] == ["all"]
    assert "all times" in page
    some = {"closed-0-slots": ["s02"]}
    assert save(small_world, "room", **some).status_code == 303
    assert stored(small_world).closed == {"Quay 2": ("s02",)}


def test_a_large_room_closed_all_day_is_within_a_forms_bounds() -> None:
    starts = [f"{9 + number // 3:02}:{20 * (number % 3):02}" for number in range(14)]
    whole = [f"s{number:02}" for number in range(1, 15)]
    file = EventFile.model_validate(
        {
            "event": {"slug": "big", "name": "Big", "timezone": "UTC"},
            "slots": {"date": "2027-03-18", "minutes": 20, "starts": starts},
            "zones": [{"name": "Hall", "tables": 300}],
            "closed": {f"Hall {number}": whole for number in range(1, 141)},
        }
    )
    theme = theme_of("room")
    assert theme is not None
    document = file.model_dump()
    fields = fields_of(theme, document)
    assert sum(map(len, fields.values())) < 300 < FIELDS
    assert read_form(theme, document, fields).file == file
    state = state_of(theme, document)
    assert not moved(state, state)
    del document["closed"]["Hall 7"]
    assert moved(state, state_of(theme, document))
