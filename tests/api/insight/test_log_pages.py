"""The log of all that was done: filters, the file, and by whom a timetable was made."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from api.accounts.service import account_of
from api.events import log
from api.events.models import LogEntry
from api.insight.history import TOPICS, Wanted, count_wanted, wanted_happenings
from tests.api.looking import HOST, plain
from tests.api.world import World

LOG = "/organise/cork/log"
ROOM = {"promised": "1", "most": "3", "tables-0": "4", "tables-1": "1", "more_times": "1"}


def test_every_kind_of_entry_belongs_to_one_topic() -> None:
    for kind in log.kinds():
        topics = [key for key, _, begins in TOPICS if kind.startswith(begins)]
        assert len(topics) == 1, kind


def test_before_and_after_by_whom(small_world: World) -> None:
    client = small_world.client(HOST)
    assert client.post("/organise/cork/room", data=ROOM).status_code == 303
    html = plain(client.get(LOG, params={"topic": "settings"}))
    assert "Room and promise changed: tables 3 → 5, times 3 → 4" in html
    assert "Timetable version" not in html
    assert "promised to each" not in html


def test_days_are_those_of_the_event_and_included(small_world: World) -> None:
    # A quarter past midnight in Dublin, the evening before by UTC.
    at = dt.datetime(2031, 7, 1, 23, 15, tzinfo=dt.UTC)
    with small_world.database.write_session() as session:
        host = account_of(session, HOST).id
        session.add(
            LogEntry(event_id=small_world.event_id, kind="event-made", account_id=host, at=at)
        )
    day = dt.date(2031, 7, 2)
    with small_world.database.read_session() as session:
        for wanted, expected in (
            (Wanted(since=day, until=day), 1),
            (Wanted(since=day - dt.timedelta(1), until=day - dt.timedelta(1)), 0),
            (Wanted(since=day, by=host, topic="settings"), 1),
            (Wanted(since=day, by="itself"), 0),
            (Wanted(since=dt.date.max), 0),
            (Wanted(until=dt.date.min), 0),
        ):
            found = count_wanted(session, small_world.event_id, "Europe/Dublin", wanted)
            assert found == expected, wanted
        newest = wanted_happenings(
            session, small_world.event_id, "Europe/Dublin", Wanted(since=day)
        )
        assert [each.text for each in newest] == ["Event made"]


@pytest.mark.parametrize("since", ["31.12.2030", "2030-13-01", "\0", "9" * 5000, "９９９９-01-01"])
def test_a_day_that_is_none_is_said_and_leaves_out_nothing(small_world: World, since: str) -> None:
    with small_world.database.write_session() as session:
        log.record(session, log.EVENT_MADE, small_world.event_id)
    client = small_world.client(HOST)
    answer = client.get(LOG, params={"since": since})
    assert answer.status_code in (200, 404)
    if answer.status_code == 200:
        assert "Choose a date." in plain(answer)
        assert "Event made" in plain(answer)


def test_the_file_holds_what_is_shown_and_runs_nothing(small_world: World) -> None:
    with small_world.database.write_session() as session:
        host = account_of(session, HOST)
        host.name = "=1+1"
        log.record(
            session, log.SETTINGS_CHANGED, small_world.event_id, host.id, changes="Name A → B"
        )
    client = small_world.client(HOST)
    answer = client.get(f"{LOG}.csv", params={"topic": "settings", "by": host.id})
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["When", "Who", "What"]
    assert rows[1][1:] == ["'=1+1", "Settings changed: Name A → B"]
