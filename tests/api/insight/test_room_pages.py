"""The page of room and promise: what it counts, what it changes, what it refuses."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from api.events.models import Break, Event
from api.events.queries import rules_of
from api.events.room import times_after
from api.insight.guests import guests
from api.insight.obstacles import places_of
from api.jobs import queries as jobs
from api.timetable.service import MAKE
from tests.api.looking import HOST, plain
from tests.api.world import World

ROOM = "/organise/cork/room"
FORM = {"promised": "1", "most": "3", "tables-0": "2", "tables-1": "1", "more_times": "0"}


def _save(world: World, **changes: str) -> int:
    return world.client(HOST).post(ROOM, data=FORM | changes).status_code


def test_more_tables_and_times_make_more_places(small_world: World) -> None:
    assert _save(small_world, **{"tables-0": "4", "more_times": "2", "promised": "2"}) == 303
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        assert [table.key for table in event.tables] == [
            "Quay 1", "Quay 2", "Quay 3", "Quay 4", "Snug 1",
        ]  # fmt: skip
        keys = [slot.key for slot in event.slots]
        assert keys == ["s01", "s02", "s03", "s04", "s05"]
        # The tea break from 14:40 to 15:00 is kept free.
        third, fourth = event.slots[2:4]
        assert fourth.starts_at - third.ends_at == dt.timedelta(minutes=20)
        assert fourth.ends_at - fourth.starts_at == dt.timedelta(minutes=20)
        assert rules_of(event).min_meetings == 2
        assert places_of(session, event, []).room == 5 * 5
        assert places_of(session, event, []).filled == 0
    html = plain(small_world.client(HOST).get("/organise/cork"))
    assert "tables 3 → 5, times 3 → 5, promised to each 1 → 2" in html


def test_fewer_tables_take_the_last_ones_and_closed_ones_stay_closed(small_world: World) -> None:
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        event.tables[0].closed = ["s02"]
    assert _save(small_world, **{"tables-0": "1", "tables-1": "0"}) == 303
    with small_world.database.read_session() as session:
        (table,) = session.get_one(Event, small_world.event_id).tables
        assert (table.key, table.closed) == ("Quay 1", ["s02"])


def hidden_of(html: str) -> dict[str, str]:
    """Hidden fields of the page's main form."""
    (form,) = (form for form in html.split("<form ") if 'name="stamp"' in form)
    return dict(re.findall(r'type="hidden" name="([\w.-]+)" value="([^"]*)"', form))


def test_two_organisers_on_one_room(small_world: World) -> None:
    client = small_world.client(HOST)
    pages = [hidden_of(client.get(ROOM).text) for _ in range(2)]
    assert {"once", "stamp"} <= pages[0].keys()
    changed = FORM | {"tables-0": "5", "more_times": "2"}
    for _ in range(2):  # a double click
        assert client.post(ROOM, data=pages[0] | changed).status_code == 303
    refused = client.post(ROOM, data=pages[1] | FORM | {"promised": "2", "more_times": "2"})
    assert refused.status_code == 409
    assert "none, there are 5 now" in plain(refused)
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        assert (len(event.tables), len(event.slots), rules_of(event).min_meetings) == (6, 5, 1)
    keep = {"keep.tables-0": "stored", "keep.promised": "yours", "keep.more_times": "stored"}
    chosen = hidden_of(refused.text) | keep
    assert client.post(ROOM, data=chosen).status_code == 303
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        assert (len(event.tables), len(event.slots), rules_of(event).min_meetings) == (6, 5, 2)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"promised": "4"}, "more than the most"),
        ({"promised": "-1"}, "The least is 0"),
        ({"tables-0": "many"}, "Use a whole number"),
        ({"tables-0": "0", "tables-1": "0"}, "The room needs a table"),
        ({"more_times": "51"}, "The most is 50"),
        ({"most": ""}, "Fill this in"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_changes(
    small_world: World, wrong: dict[str, str], words: str
) -> None:
    answer = small_world.client(HOST).post(ROOM, data=FORM | wrong)
    assert answer.status_code == 422
    assert words in plain(answer)
    (name, typed), *_ = wrong.items()
    assert f'name="{name}" type="number" value="{typed}"' in answer.text
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        assert (len(event.tables), len(event.slots), rules_of(event).max_meetings) == (3, 3, 3)


def test_a_room_too_small_stops_the_button_and_says_what_helps(small_world: World) -> None:
    assert _save(small_world, promised="3", **{"tables-0": "1", "tables-1": "0"}) == 303
    client = small_world.client(HOST)
    html = client.get("/organise/cork").text
    assert 'value="make"' not in html
    for anchor in ("#tables", "#field-more_times", "#field-promised"):
        assert f'href="{ROOM}{anchor}"' in html
    assert client.post("/organise/cork", data={"action": "make"}).headers["location"] == (
        "/organise/cork"
    )
    with small_world.database.read_session() as session:
        assert jobs.under_way(session, small_world.event_id, MAKE) is None
    made = client.post("/organise/cork", data={"action": "make-anyway"})
    assert "/runs/" in made.headers["location"]


def test_people_who_are_not_there_fill_no_place(small_world: World) -> None:
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        people = guests(session, event.id)
        seldom = [replace(person, available=["s01"]) for person in people[2:]]
        places = places_of(session, event, [*people[:2], *seldom])
        assert (places.needed, places.room, places.filled) == (2, 9, 2 + 1 + 1)


def test_times_keep_the_rhythm_of_the_last_two() -> None:
    from api.events.models import Slot

    noon = dt.datetime(2027, 3, 18, 12, tzinfo=dt.UTC)
    minutes = dt.timedelta(minutes=1)
    slots = [
        Slot(key=f"s0{n + 1}", position=n, starts_at=noon + 25 * n * minutes,
             ends_at=noon + (25 * n + 20) * minutes)
        for n in range(2)
    ]  # fmt: skip
    pause = Break(name="Tea", starts_at=noon + 60 * minutes, ends_at=noon + 90 * minutes)
    added = times_after(Event(id="e", slots=slots, breaks=[pause]), 2)
    begins = [(slot.starts_at - noon) / minutes for slot in added]
    assert begins == [90, 115]
    assert [slot.key for slot in added] == ["s03", "s04"]
