"""A meeting changed by hand: its cost first, then a draft; what is settled holds for later ones."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from api.attendees.models import Block
from api.jobs.execution import RunningJob, begin, carry_out
from api.jobs.models import Job
from api.jobs.registry import JobLost
from api.jobs.service import start, throw_away
from api.jobs.worker import new_worker
from api.matches import queries as matches
from api.timetable import jobs as handlers
from api.timetable import queries
from api.timetable.making.make import load_problem
from api.timetable.models import PairRule, Placement, ScheduleVersion
from api.timetable.service import BY_HAND
from api.timetable.versions.held import seats
from tests.api.looking import HOST, seen_by_attendee
from tests.api.world import World

assert handlers.by_hand, "declares what the worker runs"
HOME = "/organise/cork/timetable/2"


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def _work(world: World) -> None:
    """Do what waits, as the worker would."""
    with world.database.write_session() as session:
        waiting = session.scalars(
            select(Job.id).where(Job.kind == BY_HAND, Job.outcome.is_(None))
        ).all()
        running = [
            begin(session, new_worker(world.database, world.settings), job) for job in waiting
        ]
    for job in running:
        assert isinstance(job, RunningJob)
        carry_out(job)


def _ask(world: World, **fields: str) -> str:
    """Send the form, work it out, and give the page of its cost."""
    client = world.client(HOST)
    answer = client.post(f"{HOME}/change", data=fields)
    assert answer.status_code == 303, _text(answer.text)
    _work(world)
    page = client.get(answer.headers["location"])
    assert page.status_code == 200
    return page.text


def _keep(world: World, page: str) -> str:
    """Keep what was shown as a draft; give its address."""
    job = re.search(r'name="job" value="([^"]+)"', page)
    assert job is not None, _text(page)
    client = world.client(HOST)
    answer = client.post(f"{HOME}/change", data={"job": job[1]})
    _work(world)
    asked_again = client.get(answer.headers["location"], headers={"hx-request": "true"})
    assert 'id="change"' in asked_again.text, "the page that waits finds its part"
    assert "Kept as version 3" in asked_again.text
    return client.get(answer.headers["location"]).headers["location"]


def _meetings(world: World, number: int) -> dict[tuple[int, ...], str]:
    with world.database.read_session() as session:
        version = queries.version(session, world.event_id, number)
        assert version is not None
        return {
            tuple(sorted(world.attendees.index(side) + 1 for side in (seat.a, seat.b))): seat.slot
            for seat in seats(session, version).values()
        }


def test_a_meeting_is_moved_in_a_draft_and_back(world: World) -> None:
    before = _meetings(world, 2), seen_by_attendee(world, 1)
    page = _ask(world, a="cork-1", b="cork-2", how="move", slot="s03", table="")
    assert "Cork 1 and Cork 2 moved to 14:20" in _text(page)
    assert "Agendas that change" in page
    with world.database.read_session() as session:
        assert len(queries.versions(session, world.event_id)) == 2, "a cost keeps nothing"
    assert _keep(world, page) == "/organise/cork/timetable/3"
    assert _meetings(world, 3)[1, 2] == "s03"
    draft = _text(world.client(HOST).get("/organise/cork/timetable/3").text)
    assert "As version 2, Cork 1 and Cork 2 moved to 14:20" in draft
    assert "Undo: back to version 2" in draft
    assert "Redo: version 3" in _text(world.client(HOST).get(HOME).text)
    assert before == (_meetings(world, 2), seen_by_attendee(world, 1)), "nobody sees a draft"


def test_what_is_ruled_out_stays_out_and_can_be_taken_back(world: World) -> None:
    page = _ask(world, a="cork-1", b="cork-2", how="forbid")
    _keep(world, page)
    assert (1, 2) not in _meetings(world, 3)
    with world.database.read_session() as session:
        run = matches.last_run(session, world.event_id)
        assert run is not None
        assert load_problem(session, world.event_id, run.id).never_meet == (("cork-1", "cork-2"),)
    client = world.client(HOST)
    listed = client.get("/organise/cork/pairs")
    assert "Cork 1 and Cork 2 do not meet do not meet" in _text(listed.text)
    rule = re.search(r'name="rule" value="([^"]+)"', listed.text)
    assert rule is not None
    for _ in range(2):
        assert client.post("/organise/cork/pairs", data={"rule": rule[1]}).status_code == 303
    with world.database.read_session() as session:
        assert session.scalars(select(PairRule)).all() == []


def test_two_are_required_to_meet(world: World) -> None:
    assert (1, 4) not in _meetings(world, 2)
    _keep(world, _ask(world, a="cork-1", b="cork-4", how="require"))
    assert (1, 4) in _meetings(world, 3)
    with world.database.read_session() as session:
        run = matches.last_run(session, world.event_id)
        assert run is not None
        (must,) = load_problem(session, world.event_id, run.id).must_meet
        assert (must.a, must.b) == ("cork-1", "cork-4")


def test_a_kept_meeting_is_locked_and_another_cannot_be_kept_then(world: World) -> None:
    client = world.client(HOST)
    kept = client.post(f"{HOME}/change", data={"a": "cork-1", "b": "cork-2", "how": "keep"})
    assert kept.status_code == 303
    with world.database.read_session() as session:
        run = matches.last_run(session, world.event_id)
        assert run is not None
        (lock,) = load_problem(session, world.event_id, run.id).locked
    assert (lock.a, lock.b, lock.slot, lock.table) == ("cork-1", "cork-2", "s01", "Quay 1")
    with world.database.write_session() as session:
        # As a timetable made before the rule might have it.
        version = queries.version(session, world.event_id, 2)
        assert version is not None
        for place in session.scalars(select(Placement).where(Placement.version_id == version.id)):
            place.slot_key = "s01"
    refused = client.post(f"{HOME}/change", data={"a": "cork-1", "b": "cork-3", "how": "keep"})
    assert refused.status_code == 422
    assert "are kept at that time already" in refused.text


@pytest.mark.parametrize("asked", ["cork-1", "cork-4"])
def test_whoever_refuses_is_not_given_away(world: World, asked: str) -> None:
    one, four = world.attendees[0], world.attendees[3]
    with world.database.write_session() as session:
        session.add(Block(attendee_id={"cork-1": one, "cork-4": four}[asked],
                          other_id={"cork-1": four, "cork-4": one}[asked]))  # fmt: skip
    refused = _text(_ask(world, a="cork-1", b="cork-4", how="require"))
    # A pair for whom there is truly no place: the words are the same.
    with world.database.write_session() as session:
        for row in session.scalars(select(Block)):
            session.delete(row)
        for version in session.scalars(select(ScheduleVersion)):
            version.problem = version.problem | {
                "attendees": [
                    person | ({"available": []} if person["id"] == "cork-4" else {})
                    for person in version.problem["attendees"]
                ]
            }
    nowhere = _text(_ask(world, a="cork-1", b="cork-4", how="require"))
    assert "No place was found" in refused
    assert refused == nowhere


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Say who the two are"),
        ({"a": "cork-1", "b": "cork-1"}, "Choose two different people"),
        ({"a": "nobody at all", "b": "cork-1"}, "Nobody here is called"),
        ({"a": "cork-1", "b": "cork-2", "how": "burn"}, "Choose what is to be done"),
        ({"a": "cork-1", "b": "cork-2", "how": "require"}, "They meet already"),
        ({"a": "cork-1", "b": "cork-4", "how": "drop"}, "They do not meet in this version"),
        ({"a": "cork-1", "b": "cork-2", "how": "move"}, "Choose a time"),
        ({"a": "cork-1", "b": "cork-2", "how": "move", "slot": "s03", "table": "Moon"}, "No table"),
        ({"a": "cork-1", "b": "cork-2", "how": "move", "slot": "s01"}, "They meet there already"),
    ],
)
def test_what_is_filled_in_wrongly_is_said(world: World, fields: dict[str, str], said: str) -> None:
    answer = world.client(HOST).post(f"{HOME}/change", data=fields)
    assert answer.status_code == 422
    assert said in answer.text


def test_any_two_versions_are_compared_and_others_are_not_there(world: World) -> None:
    client = world.client(HOST)
    page = client.get("/organise/cork/compare?of=1&to=2")
    text = _text(page.text)
    assert "Version 2 beside version 1" in text
    assert "Everybody" in text
    assert "More meetings" in text
    assert client.get("/organise/cork/compare?of=1&to=1").status_code == 200
    assert client.get("/organise/cork/compare?of=1&to=2&kind=more&page=9").status_code == 200
    assert client.get("/organise/cork/compare?of=1&to=99").status_code == 404
    assert client.get("/organise/cork/compare?of=x").status_code in (404, 422)


def test_who_gets_which_mail_is_told_before_and_going_back_is_a_publication(world: World) -> None:
    client = world.client(HOST)
    page = _text(client.get("/organise/cork/timetable/1/mails").text)
    # Version 1 has the first two alone; 3 and 4 would lose all their meetings.
    assert "Your agenda has changed (2)" in page
    assert "No meeting for you (2)" in page
    none = client.get("/organise/cork/timetable/1/mails?kind=none").text
    assert "Cork 3" in none
    assert "Cork 1" not in none
    assert client.get(f"{HOME}/mails").status_code == 200, "of the one people see: nobody"
    shown = client.get("/organise/cork/timetable/1").text
    assert "Go back to this version" in shown
    back = client.post("/organise/cork/timetable/1", data={"acknowledge": "yes"})
    assert back.status_code == 303
    home = _text(client.get("/organise/cork").text)
    assert "People see version 1" in home
    assert "Gone back to timetable version 1" in home


def test_a_run_is_thrown_away(world: World) -> None:
    client = world.client(HOST)
    run = client.post("/organise/cork", data={"action": "make"}).headers["location"]
    thrown = client.post(f"{run}/cancel", data={"what": "throw"})
    assert thrown.headers["location"] == "/organise/cork/timetable"
    with world.database.read_session() as session:
        job = session.get_one(Job, run.rsplit("/", 1)[1])
        assert job.outcome == "cancelled"
        assert len(queries.versions(session, world.event_id)) == 2


def test_what_runs_when_it_is_thrown_away_stores_nothing(world: World) -> None:
    with world.database.write_session() as session:
        job_id = start(session, BY_HAND, {"event_id": world.event_id}).id
        running = begin(session, new_worker(world.database, world.settings), job_id)
    assert running is not None
    with world.database.write_session() as session:
        throw_away(session, job_id)
    with pytest.raises(JobLost), running.write():
        pass
