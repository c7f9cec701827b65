"""Before, during and after: what pages ask of people and organisers, and what they refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from api.attendees.models import Attendee
from api.clock import now
from api.events.models import Event
from api.events.phase import phase_of
from api.jobs.models import Job
from api.timetable.service import MAKE
from tests.api.looking import HOST, begin, email, plain
from tests.api.timetable.versions import add_version
from tests.api.world import World

HOME = "/organise/cork"
# Minutes since the first slot began; the last one ends after an hour.
WHEN = {"before": -30, "during": 25, "after": 90}


@pytest.mark.parametrize("phase", WHEN)
def test_an_event_runs_from_its_first_slot_to_its_last(small_world: World, phase: str) -> None:
    begin(small_world, minutes=WHEN[phase])
    with small_world.database.read_session() as session:
        event = session.get_one(Event, small_world.event_id)
        assert phase_of(event, now()) == phase
        starts, ends = event.slots[0].starts_at, event.slots[-1].ends_at
        instant = dt.timedelta(microseconds=1)
        assert [phase_of(event, at) for at in (starts - instant, starts, ends - instant, ends)] == [
            "before", "during", "during", "after",
        ]  # fmt: skip


@pytest.mark.parametrize("phase", WHEN)
def test_whether_they_come_is_asked_until_it_is_over(small_world: World, phase: str) -> None:
    begin(small_world, minutes=WHEN[phase])
    client = small_world.client(email(1))
    asked = phase != "after"
    assert ("I am coming" in plain(client.get("/e/cork"))) is asked
    answer = client.post("/e/cork", data={"coming": "no"})
    assert answer.status_code == 303
    with small_world.database.read_session() as session:
        me = session.get_one(Attendee, small_world.attendees[0])
        assert me.coming == ("no" if asked else "unknown")
    if not asked:
        assert "The event is over" in plain(client.get(answer.headers["location"]))


@pytest.mark.parametrize("phase", WHEN)
def test_food_is_planned_for_until_it_is_over(small_world: World, phase: str) -> None:
    begin(small_world, minutes=WHEN[phase])
    html = plain(small_world.client(HOST).get(HOME))
    assert ("Plan food for" in html) is (phase != "after")


def made(world: World) -> int:
    with world.database.read_session() as session:
        return session.scalar(
            select(func.count()).where(Job.kind == MAKE, Job.state != "done")
        ) or 0  # fmt: skip


@pytest.mark.parametrize("phase", ["during", "after"])
def test_making_it_again_is_asked_twice_once_it_has_begun(small_world: World, phase: str) -> None:
    begin(small_world, minutes=WHEN[phase])
    client = small_world.client(HOST)
    html = plain(client.get(HOME))
    if phase == "during":
        assert "1 meeting has begun or is over and 0 are to come" in html
        assert f'href="{HOME}/day"' in html
    else:
        assert "The event is over." in html
    refused = client.post(HOME, data={"action": "make"})
    assert refused.status_code == 422
    assert "Tick the box if you mean it." in refused.text
    assert made(small_world) == 0
    assert client.post(HOME, data={"action": "make", "sure": "yes"}).status_code == 303
    assert made(small_world) == 1


def test_before_it_begins_nothing_is_asked(small_world: World) -> None:
    assert small_world.client(HOST).post(HOME, data={"action": "make"}).status_code == 303
    assert made(small_world) == 1


def test_a_version_that_changes_what_has_begun_says_so(small_world: World) -> None:
    begin(small_world, minutes=5)
    number = add_version(small_world, {(1, 3): (0, "Quay 1"), (2, 4): (1, "Quay 1")})
    html = plain(small_world.client(HOST).get(f"{HOME}/timetable/{number}"))
    assert "The event has begun: it changes 2 meetings at times that are past." in html
    same = add_version(small_world, {(1, 2): (0, "Quay 1"), (3, 4): (2, "Quay 1")})
    html = plain(small_world.client(HOST).get(f"{HOME}/timetable/{same}"))
    assert "The event has begun" not in html
