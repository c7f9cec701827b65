"""Calendar entries follow whatever people see change: each change is a later revision."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from api.events.models import Event
from api.events.stored_file import file_of
from api.insight.changing import bring_up_to_date
from api.timetable import queries
from api.timetable.service import publish
from tests.api.event_day.test_pages import report
from tests.api.looking import HOST, begin, email, plain
from tests.api.timetable.versions import add_version
from tests.api.world import World

AT_FIRST, MOVED = {(1, 2): (0, "Quay 1")}, {(1, 2): (2, "Snug 1")}
GONE = {(1, 3): (0, "Quay 1")}


def show(world: World, number: int) -> None:
    with world.database.write_session() as session:
        version = queries.version(session, world.event_id, number)
        assert version is not None
        publish(session, version)


def revisions(world: World, person: int) -> dict[str, tuple[int, str]]:
    """SEQUENCE and STATUS of each entry of a person's calendar, by its UID."""
    data = world.client(email(person)).get("/e/cork/agenda.ics").content
    return {
        str(e["uid"]): (int(e["sequence"]), str(e["status"]))
        for e in Calendar.from_ical(data).walk("VEVENT")
    }


def test_every_change_is_a_later_revision(small_world: World) -> None:
    world = small_world
    moved, gone = add_version(world, MOVED), add_version(world, GONE)
    seen = [revisions(world, 1)]
    for number in (moved, 1, gone, 1, moved, gone):
        show(world, number)
        seen.append(revisions(world, 1))
    (uid,) = seen[0]
    assert [each[uid][0] for each in seen] == [0, 1, 2, 3, 4, 5, 6]
    assert [each[uid][1] for each in seen] == [
        "CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED", "CONFIRMED", "CANCELLED",
    ]  # fmt: skip


def test_a_new_meeting_begins_at_nought_and_what_stays_stays(small_world: World) -> None:
    show(small_world, add_version(small_world, AT_FIRST | {(3, 4): (1, "Quay 2")}))
    assert [sequence for sequence, _ in revisions(small_world, 3).values()] == [0]
    assert [sequence for sequence, _ in revisions(small_world, 1).values()] == [0]
    assert "Moved" not in plain(small_world.client(email(3)).get("/e/cork/agenda"))


def test_a_delay_is_a_later_revision(small_world: World) -> None:
    show(small_world, add_version(small_world, AT_FIRST | {(1, 3): (1, "Quay 2")}))
    late = {"delay_slot": "s02", "delay_minutes": "15", "delay_sure": "yes"}
    assert small_world.client(HOST).post("/organise/cork/delay", data=late).status_code == 303
    assert sorted(sequence for sequence, _ in revisions(small_world, 1).values()) == [1, 1]


def test_another_place_is_a_later_revision(small_world: World) -> None:
    """Calendars tell the place, by whichever way it is changed."""
    show(small_world, add_version(small_world, AT_FIRST))
    host, form = small_world.client(HOST), "/organise/cork/settings/about"
    sent = {"name": "Cork Exchange", "languages": "en", "place": "Custom House"}
    assert host.post(form, data=sent).status_code == 303
    assert [sequence for sequence, _ in revisions(small_world, 1).values()] == [1]
    with small_world.database.write_session() as session:
        file = file_of(session.get_one(Event, small_world.event_id))
        about = file.event.model_copy(update={"place": "The Quay"})
        bring_up_to_date(session, file.model_copy(update={"event": about}))
    assert [sequence for sequence, _ in revisions(small_world, 1).values()] == [2]


@pytest.mark.parametrize("only", ["", "yes"])
def test_a_table_that_is_closed_is_no_longer_in_the_plan(world: World, only: str) -> None:
    begin(world, minutes=-5)
    client = world.client(email(1))
    before = client.get("/e/cork/agenda").text
    assert "Snug: 1 table" in before
    closing = {"table_table_0": "Snug 1", "table_slot_0": "s01", "table_only_0": only}
    path = report(world, **closing)
    assert world.client(HOST).post(path).status_code == 303
    page = client.get("/e/cork/agenda").text
    assert "Where you sit" in page
    assert "Snug" not in page
    assert "Quay: 2 tables" in page
