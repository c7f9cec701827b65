"""Making a version: only what an independent checker agrees to; a failure leaves what there was."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from api.events.models import Event
from api.jobs import service as jobs
from api.jobs.execution import RunningJob, begin
from api.jobs.registry import JobLost
from api.jobs.tasks import TASKS
from api.jobs.worker import new_worker
from api.matches import queries as matches
from api.matches.models import Candidate
from api.timetable import jobs as handlers
from api.timetable import queries
from api.timetable.exports.documents import schedule_document
from api.timetable.making.make import Limits, make_timetable
from api.timetable.models import Meeting
from api.timetable.service import MAKE
from tests.api.looking import seen_by_attendee
from tests.api.world import World
from tests.checker import broken_rules

assert handlers.make, "declares what the worker runs"
QUICKLY = Limits(seconds=20.0)


@pytest.fixture
def run_id(small_world: World) -> str:
    """A match run in which everybody could meet everybody."""
    with small_world.database.write_session() as session:
        run = matches.last_run(session, small_world.event_id)
        assert run is not None
        session.execute(delete(Candidate))
        ids = sorted(small_world.attendees)
        for i, a in enumerate(ids):
            for j, b in enumerate(ids[i + 1 :], start=i + 1):
                score = round(0.9 - 0.1 * i - 0.05 * j, 2)
                session.add(
                    Candidate(
                        run_id=run.id, a_id=a, b_id=b, score=score, benefit_ab=score,
                        benefit_ba=score, affinity=0.0, reasons=[],
                    )
                )  # fmt: skip
        return run.id


def _running(world: World) -> RunningJob:
    with world.database.write_session() as session:
        job_id = jobs.start(session, MAKE, event_id=world.event_id).id
        running = begin(session, new_worker(world.database, world.settings), job_id)
    assert running is not None
    return running


def _numbers(world: World) -> list[int]:
    with world.database.read_session() as session:
        return [version.number for version in queries.versions(session, world.event_id)]


def test_what_is_stored_keeps_every_rule(small_world: World, run_id: str) -> None:
    number = make_timetable(_running(small_world), small_world.event_id, run_id, QUICKLY)
    assert number == 2
    with small_world.database.read_session() as session:
        version = queries.version(session, small_world.event_id, number)
        assert version is not None
        view = queries.view(session, session.get_one(Event, small_world.event_id), version)
        document = schedule_document(version, view)
        assert broken_rules(version.problem, document["meetings"]) == set()
        assert version.certificate["verified"] is True
        assert version.certificate["status"] == "optimal"
        # Four people, three times: everybody can meet everybody.
        assert len(document["meetings"]) == 6
        assert version.published_at is None


def test_a_second_version_keeps_the_rows_of_its_meetings(small_world: World, run_id: str) -> None:
    for number in (2, 3):
        assert number == make_timetable(
            _running(small_world), small_world.event_id, run_id, QUICKLY
        )
    with small_world.database.read_session() as session:
        rows = session.scalars(select(Meeting)).all()
    assert len(rows) == len({(row.a_id, row.b_id) for row in rows}) == 6
    assert small_world.meeting_id in {row.id for row in rows}


def test_the_same_problem_is_not_solved_again_where_that_is_asked(
    small_world: World, run_id: str
) -> None:
    again = Limits(seconds=20.0, reuse=True)
    numbers = [
        make_timetable(_running(small_world), small_world.event_id, run_id, again) for _ in range(2)
    ]
    assert numbers == [2, 2]
    assert _numbers(small_world) == [2, 1]


def test_a_job_that_another_worker_took_over_stores_nothing(
    small_world: World, run_id: str
) -> None:
    running = _running(small_world)
    with small_world.database.write_session() as session:
        session.execute(update(TASKS).values(owner_xid="another"))
    with pytest.raises(JobLost):
        make_timetable(running, small_world.event_id, run_id, QUICKLY)
    assert _numbers(small_world) == [1]


def test_a_job_that_fails_leaves_what_there_was(small_world: World) -> None:
    before = seen_by_attendee(small_world, 1)
    settings = small_world.settings.model_copy(update={"model": "/no/such/model"})
    ended = jobs.run_here(small_world.database, settings, MAKE, {}, event_id=small_world.event_id)
    assert ended.state == "failed"
    assert "/no/such/model" in ended.error
    assert "Traceback" not in ended.error
    assert _numbers(small_world) == [1]
    assert seen_by_attendee(small_world, 1) == before
