"""A list that is numbered again leaves calendars, versions and repairs as they were."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import select

from api.attendees.importing import import_people
from api.attendees.list_report import Outcome
from api.attendees.models import Attendee
from api.events.models import Event
from api.timetable import queries
from api.timetable.exports.ics import write_calendar
from api.timetable.exports.spreadsheet import rows
from api.timetable.making.stored_problem import stored_problem
from api.timetable.models import ScheduleVersion
from tests.api.world import World, people


def _renumber(world: World) -> None:
    """Give everybody the next one's id; the first is somebody new."""
    listed = people("cork")
    new = replace(listed[0], row=6, name="Ada", email="ada@example.org", organisation="Signs")
    moved = [replace(row, id=f"cork-{place}") for place, row in enumerate(listed, start=2)]
    with world.database.write_session() as session:
        event = session.get_one(Event, world.event_id)
        report = import_people(session, event, [*moved, new], "people.csv")
    assert report.outcome == Outcome(added=1, renumbered=4)


def _calendars(world: World) -> list[bytes]:
    with world.database.read_session() as session:
        event = session.get_one(Event, world.event_id)
        version = queries.version(session, event.id, 1)
        assert version is not None
        view = queries.view(session, event, version)
        return [write_calendar(view, one) for one in world.attendees]


def test_no_calendar_entry_gets_another_uid(small_world: World) -> None:
    before = _calendars(small_world)
    assert b"UID:" in before[0]
    _renumber(small_world)
    assert _calendars(small_world) == before


def test_versions_are_read_as_they_were_made(small_world: World) -> None:
    def read() -> tuple[object, ...]:
        with small_world.database.read_session() as session:
            event = session.scalars(select(Event.id).where(Event.slug == "cork")).one()
            version = session.scalars(
                select(ScheduleVersion).where(ScheduleVersion.event_id == event)
            ).one()
            stored = stored_problem(session, version)
            return stored.schedule, stored.problem.attendees, stored.met()

    before = read()
    _renumber(small_world)
    assert read() == before


def test_lists_of_the_organiser_have_the_newest_ids(small_world: World) -> None:
    _renumber(small_world)
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        version = queries.version(session, event.id, 1)
        assert version is not None
        (row,) = rows(queries.view(session, event, version))
    assert {("cork-2", "Cork 1"), ("cork-3", "Cork 2")} == {(row[5], row[6]), (row[8], row[9])}


def test_pages_of_the_timetable_name_the_right_people(small_world: World) -> None:
    host = small_world.client("host-cork@example.org")
    why = "/organise/cork/timetable/1/why"
    before = host.get(why, params={"person": "cork-1"})
    assert before.status_code == 200
    _renumber(small_world)
    after = host.get(why, params={"person": "cork-1"})
    assert "Cork 1" in after.text
    assert after.text.count("Cork") == before.text.count("Cork")
    files = "/organise/cork/timetable/1/files"
    entries = host.get(f"{files}/problem.json").json()["attendees"]
    assert (entries[0]["id"], entries[0]["name"], entries[0]["note"]) == (
        "cork-1",
        "Cork 1",
        "id cork-2 in the list",
    )
    assert {*host.get(f"{files}/schedule.json").json()["meetings"][0].values()} >= {
        "cork-1",
        "cork-2",
    }
    assert "Cork 1" in host.get("/organise/cork/day").text


def test_whose_id_the_list_gives_to_somebody_else_has_changed(small_world: World) -> None:
    def ada() -> tuple[str, dt.datetime]:
        with small_world.database.read_session() as session:
            person = session.scalars(select(Attendee).where(Attendee.name == "Ada")).one()
            return person.external_id, person.changed_at

    _renumber(small_world)
    given, then = ada()
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        import_people(session, event, people("cork"), "people.csv")
    taken, later = ada()
    assert (given, taken[:6]) == ("cork-1", "guest-")
    assert later > then, "counts of the event are kept until then"
