"""Somebody new at the door: a name is enough, they get meetings at once, and nobody loses any."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from api.attendees.models import Attendee, Block
from api.clock import now
from api.event_day import jobs as handlers
from api.jobs import execution
from api.jobs.worker import new_worker
from api.mail.models import OutboxMail
from api.timetable import queries
from tests.api.event_day.test_pages import pairs_of, shown
from tests.api.looking import HOST, begin, plain
from tests.api.publishing import word_all
from tests.api.world import World

assert handlers.repair, "declares what the worker runs"
NEW = "/organise/cork/door/new"


def work(world: World, path: str) -> str:
    """Do the job that a page waits for, and those that it starts; give the page it leads to."""
    door = world.client("door@example.org")
    for _ in range(3):
        waiting = door.get(path)
        assert 'http-equiv="refresh"' in waiting.text, "it goes on without JavaScript"
        execution.run(new_worker(world.database, world.settings), path.rsplit("/", 1)[1])
        done = door.get(path)
        if not done.is_redirect:
            return done.text
        path = done.headers["location"]
    raise AssertionError("it never ends")


def arrive(world: World, **told: str) -> str:
    """Take somebody in; give the path of the page that waits for their meetings."""
    answer = world.client("door@example.org").post(NEW, data={"name": "Wanda Neu", **told})
    assert answer.status_code == 303, plain(answer)
    path: str = answer.headers["location"]
    return path


def person(world: World, name: str = "Wanda Neu") -> Attendee:
    with world.database.read_session() as session:
        mine = Attendee.event_id == world.event_id, Attendee.name == name
        return session.scalars(select(Attendee).where(*mine)).one()


def test_a_name_is_enough(world: World) -> None:
    begin(world, -30)
    before = shown(world)
    old = pairs_of(world, before.number)
    page = work(world, arrive(world))
    wanda = person(world)
    assert wanda.checked_in_at is not None
    assert wanda.email == ""
    after = shown(world)
    assert after.number > before.number
    fresh = pairs_of(world, after.number)
    assert old.items() <= fresh.items(), "nobody lost or moved anything"
    theirs = [pair for pair in fresh.keys() - old.keys() if wanda.key in pair]
    assert theirs, "everybody is free in the last of three times"
    other = next(iter(set(theirs[0]) - {wanda.key}))
    assert re.search(rf"{other.replace('-', ' ').title()}", page)
    assert "Print" in page
    # Whoever meets them is told, by mail.
    with world.database.read_session() as session:
        told = session.scalars(select(OutboxMail).where(OutboxMail.event_id == world.event_id))
        assert list(told) == []
    execution.run(new_worker(world.database, world.settings), after.sending_id or "")
    with world.database.write_session() as session:
        word_all(session, world.settings)
    with world.database.read_session() as session:
        mails = session.scalars(select(OutboxMail)).all()
    assert any("Wanda Neu" in mail.text for mail in mails)


def test_rules_and_refusals_hold_for_whom_no_words_speak(world: World) -> None:
    begin(world, -30)
    path = arrive(world, organisation="Firm 2")
    with world.database.write_session() as session:
        wanda = session.scalars(select(Attendee).where(Attendee.name == "Wanda Neu")).one()
        for blocker in world.attendees[:1]:
            session.add(Block(attendee_id=blocker, other_id=wanda.id))
        session.get_one(Attendee, world.attendees[2]).coming = "no"
    work(world, path)
    fresh = pairs_of(world, shown(world).number)
    met = {who for pair in fresh if person(world).key in pair for who in pair}
    assert met == {person(world).key, "cork-4"}, "not a colleague, who refuses, nor who stays away"


def test_who_is_here_comes_first(world: World) -> None:
    begin(world, -30)
    with world.database.write_session() as session:
        session.get_one(Attendee, world.attendees[3]).checked_in_at = now()
        session.execute(
            update(Attendee)
            .where(Attendee.id.in_(world.attendees[:3]))
            .values(available=["s01", "s02", "s03"])
        )
    work(world, arrive(world))
    third = {
        pair: place
        for pair, place in pairs_of(world, shown(world).number).items()
        if place[0] == "s03" and person(world).key in pair
    }
    assert [pair for pair in third if "cork-4" in pair], third


def test_published_meanwhile_it_is_worked_out_anew(world: World) -> None:
    begin(world, -30)
    one, two = arrive(world), arrive(world, name="Otto Neu")
    work(world, one)
    page = work(world, two)
    assert "Otto Neu" in page
    fresh = pairs_of(world, shown(world).number)
    for name in ("Wanda Neu", "Otto Neu"):
        assert any(person(world, name).key in pair for pair in fresh), name


def test_where_nobody_is_free_others_may_be_moved_after_a_look(world: World) -> None:
    begin(world, -30)
    with world.database.write_session() as session:
        session.execute(
            update(Attendee)
            .where(Attendee.id.in_(world.attendees))
            .values(available=["s01", "s02"])
        )
    number = shown(world).number
    page = work(world, arrive(world))
    assert "No meetings for the rest of the day" in page
    assert "Quay" not in page
    door = world.client("door@example.org")
    data = {"who": person(world).key, "moving": "yes"}
    answer = door.post("/organise/cork/door/meetings", data=data)
    assert answer.headers["location"].startswith("/organise/cork/day/")
    assert shown(world).number == number, "nothing is shown that nobody looked at"


def test_somebody_reported_missing_comes_after_all(world: World) -> None:
    begin(world, -30)
    host = world.client(HOST)
    answer = host.post("/organise/cork/day", data={"notice": "0", "absent": "cork-1"})
    path = answer.headers["location"]
    execution.run(new_worker(world.database, world.settings), path.rsplit("/", 1)[1])
    assert host.post(path).status_code == 303
    gone = pairs_of(world, shown(world).number)
    assert not any("cork-1" in pair for pair in gone)
    door = world.client("door@example.org")
    door.post("/organise/cork/door", data={"who": "cork-1", "action": "here"})
    assert "Find meetings for them" in door.get("/organise/cork/door?who=cork-1").text
    answer = door.post("/organise/cork/door/meetings", data={"who": "cork-1"})
    work(world, answer.headers["location"])
    fresh = pairs_of(world, shown(world).number)
    assert gone.items() <= fresh.items()
    assert any("cork-1" in pair for pair in fresh)


def test_who_left_and_whose_time_no_longer_fits_is_left_to_a_repair(world: World) -> None:
    """Meetings of others that the day has overtaken are for somebody to look at."""
    begin(world, -30)
    old = pairs_of(world, shown(world).number)
    with world.database.write_session() as session:
        session.get_one(Attendee, world.attendees[0]).left_at = now()
        session.get_one(Attendee, world.attendees[1]).available = []
    work(world, arrive(world))
    fresh = pairs_of(world, shown(world).number)
    others = {pair: place for pair, place in old.items() if "cork-1" not in pair}
    assert others.items() <= fresh.items()
    added = {who for pair in fresh.keys() - old.keys() for who in pair}
    assert added.isdisjoint({"cork-1", "cork-2"})


@pytest.mark.parametrize("state", ["over", "unpublished"])
def test_without_time_or_timetable_they_are_only_noted(world: World, state: str) -> None:
    if state == "over":
        begin(world, 24 * 60)
    else:
        with world.database.write_session() as session:
            version = queries.published(session, world.event_id)
            while version is not None:
                version.published_at = None
                session.flush()
                version = queries.published(session, world.event_id)
    path = arrive(world)
    assert path.startswith("/organise/cork/door?who=")
    page = world.client("door@example.org").get(path)
    assert "here since" in page.text


def test_the_same_name_is_asked_about_and_a_double_tap_adds_one(world: World) -> None:
    door = world.client("door@example.org")
    twice = {"name": "Cork 1", "organisation": "Firm 1", "once": "a" * 32}
    asked = door.post(NEW, data=twice)
    assert asked.status_code == 422
    assert "This is another person of the same name" in asked.text
    sure = twice | {"sure": "yes"}
    first, second = door.post(NEW, data=sure), door.post(NEW, data=sure)
    assert first.headers["location"] == second.headers["location"]
    with world.database.read_session() as session:
        same = select(Attendee).where(Attendee.name == "Cork 1", Attendee.left_at.is_(None))
        assert len(session.scalars(same).all()) == 2
    assert door.post(NEW, data={"name": "  "}).status_code == 422
