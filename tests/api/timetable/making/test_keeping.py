"""Keeping what people have: three late guests move a handful, and everything is verified."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from api.attendees.importing import import_people
from api.attendees.models import Attendee, Block
from api.attendees.people_file import PersonRow, read_people
from api.cli.demo import sample
from api.db.session import Database
from api.events.event_reading import read_event
from api.events.models import Event
from api.events.service import put_event
from api.jobs.execution import RunningJob, begin
from api.jobs.service import start
from api.jobs.worker import new_worker
from api.matches.service import match_event
from api.settings import Settings
from api.timetable import queries
from api.timetable.exports.documents import schedule_document
from api.timetable.making.acquaintance import met_before
from api.timetable.making.keeping import make_kept
from api.timetable.making.make import Limits, make_timetable
from api.timetable.models import ScheduleVersion
from api.timetable.service import MAKE, ask_for, publish
from api.timetable.versions.held import compared, held
from api.timetable.versions.origin import label_of
from embeddings import HashingEncoder
from tests.api.world import World
from tests.checker import broken_rules

HOST = "host@example.org"
PEOPLE = 36


class Studio:
    """The sample event with some of its people, a published timetable, and what is made of it."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        folder = sample()
        file = read_event(folder / "event.toml")
        self.rows = list(read_people(folder / "attendees.csv", file.fields).people)
        with database.write_session() as session:
            event, _ = put_event(session, file, HOST)
            self.slug, self.event_id = event.slug, event.id
        self.come(self.rows[:PEOPLE])
        number = make_timetable(
            self._job(), self.event_id, self.match(), Limits(seconds=1.5, threads=1)
        )
        self.publish(number)

    def come(self, rows: list[PersonRow]) -> None:
        with self.database.write_session() as session:
            import_people(session, session.get_one(Event, self.event_id), rows, "people.csv")

    def match(self) -> str:
        return match_event(self._job(), self.event_id, HashingEncoder(), met_before)

    def make(self, how: str, of: int = 1) -> dict[str, int]:
        limits = Limits(seconds=1.5, threads=1, how=how, of=of)  # type: ignore[arg-type]
        return make_kept(self._job(), self.event_id, self.match(), limits)

    def publish(self, number: int) -> None:
        with self.database.write_session() as session:
            version = queries.version(session, self.event_id, number)
            assert version is not None
            publish(session, version)

    def client_of(self) -> World:
        return World(self.settings, self.database, self.event_id, (), *[""] * 5)

    def _job(self) -> RunningJob:
        with self.database.write_session() as session:
            job_id = start(session, MAKE, {"event": self.slug}).id
            running = begin(session, new_worker(self.database, self.settings), job_id)
        assert running is not None
        return running


def _checked(studio: Studio, number: int) -> ScheduleVersion:
    """Find a version whose meetings keep every rule, by a checker that shares no code."""
    with studio.database.read_session() as session:
        version = queries.version(session, studio.event_id, number)
        assert version is not None
        view = queries.view(session, session.get_one(Event, studio.event_id), version)
        document = schedule_document(version, view)
        assert broken_rules(version.problem, document["meetings"]) == set()
        assert version.certificate["verified"] is True
        assert version.certificate["upper_bound"] is not None
    return version


def test_three_late_guests_move_a_handful(database: Database, settings: Settings) -> None:
    studio = Studio(database, settings)
    late = studio.rows[PEOPLE : PEOPLE + 3]
    studio.come(late)
    assert studio.make("both") == {"version": 2, "kept": 3}
    for number in (2, 3):
        _checked(studio, number)
    assert studio.make("fill") == {"version": 4}
    _checked(studio, 4)
    with database.read_session() as session:
        first, afresh, kept, filled = (
            queries.version(session, studio.event_id, number) for number in (1, 2, 3, 4)
        )
        assert first is not None
        assert afresh is not None
        assert kept is not None
        assert filled is not None
        keys = set(session.scalars(select(Attendee.id).where(
            Attendee.external_id.in_([row.id for row in late]))))  # fmt: skip
        touched = compared(held(session, first), held(session, kept))
        whole = compared(held(session, first), held(session, afresh))
        gaps = compared(held(session, first), held(session, filled))
        assert len(keys) == 3
        have = [seat for seat in held(session, kept).values() if {seat.a, seat.b} & keys]
        assert len(have) >= 3, "the guests have meetings"
        assert len(kept.certificate["unmet"]) <= len(afresh.certificate["unmet"])
        # Some meetings of others are moved to make room, not hundreds.
        assert touched.moved + touched.dropped <= 12
        assert whole.moved + whole.dropped > 3 * (touched.moved + touched.dropped)
        assert (gaps.moved, gaps.dropped) == (0, 0)
        assert [label_of(session, version) for version in (afresh, kept, filled)] == [
            "Made afresh",
            "Keeps what people have in version 1",
            "Version 1 with its gaps filled",
        ]
    html = studio.client_of().client(HOST).get(
        f"/organise/{studio.slug}/compare?of=1&beside=2&to=3").text  # fmt: skip
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "Two drafts, one to choose" in text
    assert (
        f"move {whole.moved:,} {touched.moved:,} … go {whole.dropped:,} {touched.dropped:,}" in text
    )
    assert "Keeps what people have in version 1" in text
    assert len(html) < 150_000


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_keeping_costs_the_same_whoever_refuses_whom(
    database: Database, settings: Settings
) -> None:
    studio = Studio(database, settings)
    with database.read_session() as session:
        first = queries.version(session, studio.event_id, 1)
        assert first is not None
        seat = next(iter(held(session, first).values()))
    said = []
    for number in (2, 3):
        assert studio.make("keep") == {"version": number}
        with database.write_session() as session:
            one, two = (queries.version(session, studio.event_id, each) for each in (1, number))
            assert one is not None
            assert two is not None
            said.append((
                compared(held(session, one), held(session, two)),
                round(two.certificate["objective"], 3),
                [each["attendee"] for each in two.certificate["unmet"]],
            ))  # fmt: skip
            if number == 2:
                session.add(Block(attendee_id=seat.a, other_id=seat.b))
    assert said[0] == said[1]


def test_where_nothing_is_published_all_start_afresh(small_world: World) -> None:
    with small_world.database.write_session() as session:
        shown = queries.published(session, small_world.event_id)
        assert shown is not None
        assert ask_for(session, small_world.event_id, "x").payload == {"how": "both", "of": 1}
        session.rollback()
    with small_world.database.write_session() as session:
        shown = queries.published(session, small_world.event_id)
        assert shown is not None
        shown.published_at = None
        session.flush()
        assert ask_for(session, small_world.event_id, "x", "keep").payload == {}
