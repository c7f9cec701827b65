"""Leaving an event: by one's own act, at once, for good; the others are told, without a name."""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar
from sqlalchemy import select

from api.accounts.models import Account
from api.accounts.queries import SignedIn
from api.attendees.access import LeftHere, who_left
from api.attendees.importing import import_people
from api.attendees.leaving import TELL_LEFT
from api.attendees.list_plan import plan_list
from api.attendees.models import Attendee, Block, Draft
from api.clock import now
from api.events.models import Event
from api.jobs.models import Job
from api.mail.models import OutboxMail
from api.matches.models import Wish
from api.matches.returning import return_to
from api.timetable.agenda.left import tell_left
from tests.api.looking import HOST, email, plain
from tests.api.world import World, people

LEAVE = "/e/cork/leave"


def _entry(world: World) -> Calendar:
    answer = world.client(email(1)).get("/e/cork/agenda.ics")
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return entry


def _leave(world: World, number: int = 2) -> None:
    client = world.client(email(number))
    client.post("/e/cork/profile", data={"need": "half a thought", "action": "draft"})
    answer = client.post(LEAVE, data={"leave": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "You have left Cork Exchange." in client.get("/").text
    assert client.get("/e/cork").status_code == 404


def _tell(world: World) -> list[OutboxMail]:
    with world.database.write_session() as session:
        job = session.scalars(select(Job).where(Job.kind == TELL_LEFT)).one()
        for _ in range(2):
            tell_left(session, **job.payload, job_id=job.id, settings=world.settings)
    with world.database.read_session() as session:
        return list(session.scalars(select(OutboxMail)))


def test_nobody_leaves_by_oversight(small_world: World) -> None:
    client = small_world.client(email(2))
    assert client.post(LEAVE).headers["location"] == "/e/cork/profile"
    shown = client.get("/e/cork/profile").text
    assert "Tick the box under" in shown
    assert "Leave this event" in shown


def test_name_and_words_are_deleted_and_no_list_brings_them_back(small_world: World) -> None:
    _leave(small_world)
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        outcome = import_people(session, event, people("cork"), "people.csv").outcome
        assert (outcome.added, outcome.changed) == (0, 0)
    with small_world.database.read_session() as session:
        gone = session.get_one(Attendee, small_world.attendees[1])
        assert gone.left_at is not None
        assert (gone.name, gone.organisation, gone.role, gone.answers) == ("", "", "", {})
        assert gone.facets == []
        assert session.scalars(select(Draft)).all() == []


def test_the_other_is_free_and_told_without_a_name(small_world: World) -> None:
    before = _entry(small_world)
    _leave(small_world)
    agenda = plain(small_world.client(email(1)).get("/e/cork/agenda"))
    assert "you are free then" in agenda
    assert "Cork 2" not in agenda
    after = _entry(small_world)
    assert after["uid"] == before["uid"]
    assert (after["status"], after["sequence"]) == ("CANCELLED", before["sequence"] + 1)
    (mail,) = _tell(small_world)
    assert mail.to_address == email(1)
    assert "Your meeting on Thursday 18 March at 13:40 is off" in mail.text
    assert "Cork 2" not in mail.text + mail.html


def test_hosts_learn_whose_seat_is_free_and_repair_it(small_world: World) -> None:
    client = small_world.client(HOST)
    assert client.post("/organise/cork/day", data={"notice": "10"}).status_code == 422
    _leave(small_world)
    home = plain(client.get("/organise/cork"))
    assert "Somebody has left the event: cork-2 in your list" in home
    assert "1 meeting is off" in home
    assert "1 meeting is off" in plain(client.get("/organise/cork/day"))
    assert client.post("/organise/cork/day", data={"notice": "10"}).status_code == 303


def test_what_took_place_stays_without_a_name(small_world: World) -> None:
    with small_world.database.write_session() as session:
        for slot in session.get_one(Event, small_world.event_id).slots:
            slot.starts_at = slot.starts_at.replace(year=2025)
            slot.ends_at = slot.ends_at.replace(year=2025)
    _leave(small_world)
    entry = _entry(small_world)
    assert (entry["status"], entry["summary"]) == ("CONFIRMED", "Meet Somebody who has left")
    assert _tell(small_world) == []
    assert "1 meeting is off" not in plain(small_world.client(HOST).get("/organise/cork"))


def test_who_left_comes_back_by_their_own_press_and_starts_anew(small_world: World) -> None:
    with small_world.database.write_session() as session:
        one, two, *_ = small_world.attendees
        session.add(Block(attendee_id=one, other_id=two))
        session.add(Wish(attendee_id=two, other_id=one, want="want"))
    before = _entry(small_world)
    _leave(small_world)
    client = small_world.client(email(2))
    shut = client.get("/e/cork/matches")
    assert (shut.status_code, 'href="/e/cork/back"' in shut.text) == (404, True)
    assert 'href="/e/cork/back"' in client.get("/").text
    assert "start anew" in client.get("/e/cork/back").text
    assert client.post("/e/cork/back").headers["location"] == "/e/cork/profile"
    assert client.get("/e/cork").status_code == 200
    assert client.post("/e/cork/back").status_code == 404
    # What was called off stays off, in calendars too; the fresh profile holds no old word.
    entry = _entry(small_world)
    assert (entry["uid"], entry["status"]) == (before["uid"], "CANCELLED")
    assert "help number 2" not in client.get("/e/cork/profile").text
    with small_world.database.read_session() as session:
        fresh = session.scalars(
            select(Attendee).where(Attendee.external_id == "cork-2", Attendee.left_at.is_(None))
        ).one()
        assert (fresh.key, fresh.name, fresh.email) == ("cork-2-2", "Cork 2", email(2))
        assert session.get(Block, (one, fresh.id)) is not None
        assert session.get(Wish, (fresh.id, one)) is not None
        event = session.get_one(Event, small_world.event_id)
        report = plan_list(session, event, people("cork"), "people.csv").report
        assert [each.attendee_id for each in report.changed] == [fresh.id]
        assert report.added == report.withdrawn == ()


def test_the_way_back_is_shown_until_the_event_ends(small_world: World) -> None:
    _leave(small_world)
    client = small_world.client(email(2))
    hour = dt.timedelta(hours=1)
    with small_world.database.write_session() as session:
        slots = session.get_one(Event, small_world.event_id).slots
        slots[0].starts_at, slots[0].ends_at = now() - 50 * hour, now() - 49 * hour
    assert 'href="/e/cork/back"' in client.get("/").text, "the last day is to come"
    with small_world.database.write_session() as session:
        for slot in session.get_one(Event, small_world.event_id).slots:
            slot.starts_at, slot.ends_at = now() - 2 * hour, now() - hour
    assert 'href="/e/cork/back"' not in client.get("/").text


def test_two_devices_that_come_back_at_once_are_one_person(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _leave(small_world)
    client = small_world.client(email(2))
    with small_world.database.read_session() as session:
        left = session.get_one(Attendee, small_world.attendees[1])
        account = session.get_one(Account, left.account_id)
        me = SignedIn(account.id, account.email, account.name or "Cork 2", "", now())
    assert client.post("/e/cork/back").headers["location"] == "/e/cork/profile"
    with small_world.database.write_session() as session:
        assert return_to(session, left.id) is None
    # The other device was let in just before.
    here = LeftHere(me, left.id, "cork", "Cork Exchange", "Europe/Dublin")
    monkeypatch.setitem(small_world.app.dependency_overrides, who_left, lambda: here)
    late = client.post("/e/cork/back")
    assert (late.status_code, "You take part already" in late.text) == (404, True)
    with small_world.database.read_session() as session:
        rows = session.scalars(select(Attendee).where(Attendee.account_id == account.id))
        assert len(rows.all()) == 1


def test_nobody_else_is_at_the_door(small_world: World) -> None:
    for who in (email(1), HOST, "stranger@example.org"):
        client = small_world.client(who)
        assert client.get("/e/cork/back").status_code == 404
        assert client.post("/e/cork/back").status_code == 404
