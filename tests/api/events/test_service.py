"""Setting an event up, and again from a newer file."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from api.db.session import Database
from api.events import log
from api.events.models import Event, LogEntry, Organiser, RoomTable
from api.events.service import put_event
from api.events.stored import StoredEvent
from api.faults import InputFaults
from tests.api.world import event_file


def test_an_event_is_stored_as_its_file_says(database: Database) -> None:
    file = event_file()
    with database.write_session() as session:
        put_event(session, file, "host@example.org")
    with database.read_session() as session:
        event = session.scalars(select(Event)).one()
        stored = StoredEvent.of(event)
        assert stored.slot_times() == file.slot_times()
        assert [table.key for table in event.tables] == ["Quay 1", "Quay 2", "Snug 1"]
        assert [(zone.name, zone.step_free) for zone in event.zones] == [
            ("Quay", True),
            ("Snug", False),
        ]
        (tea,) = event.breaks
        assert tea.starts_at == dt.datetime(2027, 3, 18, 14, 40, tzinfo=dt.UTC)
        assert stored.rules == file.rules
        assert stored.fields == file.fields
        assert stored.labels == ("seller", "step-free")


def test_again_changes_only_what_differs(database: Database) -> None:
    for _ in range(2):
        with database.write_session() as session:
            _, new = put_event(session, event_file(), "host@example.org")
    assert not new
    with database.write_session() as session:
        session.get_one(RoomTable, (session.scalars(select(Event.id)).one(), "Quay 1")).closed = [
            "s01"
        ]
    zones = [{"name": "Quay", "tables": 3}]
    with database.write_session() as session:
        put_event(session, event_file(zones=zones), "second@example.org")
    with database.read_session() as session:
        event = session.scalars(select(Event)).one()
        assert [table.key for table in event.tables] == ["Quay 1", "Quay 2", "Quay 3"]
        # What was done to a table that is still there stays done.
        assert [table.closed for table in event.tables] == [["s01"], [], []]
        assert len(session.scalars(select(Organiser)).all()) == 2


def test_whatever_differs_is_noted_and_nothing_else_is(database: Database) -> None:
    zones = [{"name": "Quay", "tables": 2, "step_free": True}, {"name": "Snug", "tables": 1}]
    breaks = [{"name": "Tea", "start": "14:40", "end": "15:00"}]
    files = [
        event_file(),
        event_file(),
        event_file(zones=[zones[0] | {"quiet": True}, zones[1]]),
        event_file(zones=[zones[0], zones[1] | {"tables": 2}]),
        event_file(),
        event_file(breaks=[breaks[0] | {"end": "15:10"}]),
        event_file(breaks=[breaks[0] | {"name": "Scones"}]),
        event_file(breaks=[]),
    ]
    noted = []
    for file in files:
        with database.write_session() as session:
            event, _ = put_event(session, file, "host@example.org")
            # As an earlier release stored them, before there were hosts.
            event.rules = {key: value for key, value in event.rules.items() if key != "hosts"}
            session.flush()
            noted.append(len(session.scalars(select(LogEntry)).all()))
    assert noted == [1, 1, 2, 3, 4, 5, 6, 7]


def test_other_times_are_refused(database: Database) -> None:
    with database.write_session() as session:
        put_event(session, event_file(), "host@example.org")
    later = {"date": "2027-03-19", "minutes": 20, "starts": ["13:40", "14:00", "14:20"]}
    with pytest.raises(InputFaults, match="other times"), database.write_session() as session:
        put_event(session, event_file(slots=later), "host@example.org")


def test_the_log_takes_what_was_declared_and_nothing_else(database: Database) -> None:
    with database.write_session() as session:
        event, _ = put_event(session, event_file(), "host@example.org")
        with pytest.raises(KeyError):
            log.record(session, "something-new", event.id)
        with pytest.raises(ValueError, match="takes"):
            log.record(session, log.EVENT_MADE, event.id, answer="what somebody wrote")
    with database.read_session() as session:
        (entry,) = session.scalars(select(LogEntry)).all()
        assert log.sentence(entry) == "Event made"
