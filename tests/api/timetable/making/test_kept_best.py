"""A job whose worker died goes on from the best it had kept; what no longer fits is passed over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, text, update

from api.db.session import Database
from api.jobs.execution import carry_out
from api.jobs.models import Job
from api.jobs.registry import JobLost
from api.jobs.tasks import TASKS
from api.matches import queries as matches
from api.matches.models import Candidate
from api.timetable.making import kept_best
from api.timetable.making.kept_best import best_so_far, forget_best, keep_best
from api.timetable.making.make import Limits, make_timetable
from api.timetable.models import BestSoFar, Placement, ScheduleVersion
from scheduling.problem import Meeting, Schedule
from scheduling.progress import Progress
from tests.api.timetable.making.test_make import _running
from tests.api.world import World

BEST = Schedule((Meeting("s01", "cork-1", "cork-3"), Meeting("s02", "cork-2", "cork-4")))


def _kept(database: Database, job_id: str) -> Schedule | None:
    with database.read_session() as session:
        return best_so_far(session, job_id)


def _everybody_may_meet(world: World) -> str:
    with world.database.write_session() as session:
        run = matches.last_run(session, world.event_id)
        assert run is not None
        session.execute(delete(Candidate))
        ids = sorted(world.attendees)
        session.add_all(
            Candidate(
                run_id=run.id, a_id=a, b_id=b, score=0.5, benefit_ab=0.5, benefit_ba=0.5,
                affinity=0.0, reasons=[],
            )
            for place, a in enumerate(ids)
            for b in ids[place + 1 :]
        )  # fmt: skip
        return run.id


@pytest.mark.parametrize("fits", [True, False])
def test_the_next_attempt_begins_with_what_was_kept(
    small_world: World, monkeypatch: pytest.MonkeyPatch, fits: bool
) -> None:
    run_id, job = _everybody_may_meet(small_world), _running(small_world)
    monkeypatch.setattr(kept_best, "EVERY", 0.0)
    strange = Schedule((Meeting("s01", "cork-1", "who-left"),))
    best = BEST if fits else strange
    keep_best(job)(Progress("improvement", 0.5, 1.0, 2.0, lambda: best))
    assert _kept(small_world.database, job.job_id) == best
    number = make_timetable(job, small_world.event_id, run_id, Limits(seconds=20.0))
    with small_world.database.read_session() as session:
        placed = session.scalar(
            select(func.count())
            .select_from(Placement)
            .join(ScheduleVersion, ScheduleVersion.id == Placement.version_id)
            .where(ScheduleVersion.number == number)
        )
        assert session.scalar(select(func.count()).select_from(BestSoFar)) == 0
    assert placed == 6, "it is a beginning and no bound"


def test_it_is_kept_at_intervals_and_only_where_there_is_a_better_one(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = _running(small_world)
    keep = keep_best(job)
    keep(Progress("improvement", 0.5, 1.0, 2.0, lambda: BEST))
    assert _kept(small_world.database, job.job_id) is None, "too soon"
    monkeypatch.setattr(kept_best, "EVERY", 0.0)
    keep = keep_best(job)
    keep(Progress("seating", 0.0, 1.0, 2.0))
    assert _kept(small_world.database, job.job_id) is None
    keep(Progress("improvement", 0.5, 1.0, 2.0, lambda: BEST))
    assert _kept(small_world.database, job.job_id) == BEST


def test_one_passed_over_as_too_soon_is_kept_later_and_the_same_one_once(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, seconds = _running(small_world), 0.0
    monkeypatch.setattr(kept_best.time, "monotonic", lambda: seconds)
    keep, asked = keep_best(job), list[float]()

    def best() -> Schedule:
        asked.append(seconds)
        return BEST

    told = Progress("improvement", 0.5, 1.0, 2.0, best)
    for at in (1.0, 11.0, 30.0, 50.0):
        seconds = at
        keep(told)
    assert asked == [11.0], "written down where it is kept, and never the same one again"
    assert _kept(small_world.database, job.job_id) == BEST
    keep(replace(told, objective=1.5))
    assert asked == [11.0, 50.0]


def test_a_database_that_does_not_take_it_costs_no_solve(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, job = small_world.database, _running(small_world)
    monkeypatch.setattr(kept_best, "EVERY", 0.0)
    monkeypatch.setattr(kept_best, "_SHARE", 1e9)
    keep, told = keep_best(job), Progress("improvement", 0.5, 1.0, 2.0, lambda: BEST)
    with database.write_session() as session:
        session.execute(text("ALTER TABLE best_so_far RENAME TO out_of_reach"))
    keep(told)
    with database.write_session() as session:
        session.execute(text("ALTER TABLE out_of_reach RENAME TO best_so_far"))
    keep(told)
    assert _kept(database, job.job_id) == BEST, "tried again"
    _take_over(database)
    with pytest.raises(JobLost):
        keep(replace(told, objective=1.5))


def _take_over(database: Database) -> None:
    with database.write_session() as session:
        session.execute(update(TASKS).values(owner_xid="another"))


def test_what_was_kept_is_forgotten_where_the_job_ends_without_a_timetable(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, job = small_world.database, _running(small_world)
    monkeypatch.setattr(kept_best, "EVERY", 0.0)
    told = Progress("improvement", 0.5, 1.0, 2.0, lambda: BEST)
    keep_best(job)(told)
    job.settings = job.settings.model_copy(update={"model": "/no/such/model"})
    carry_out(job)
    with database.read_session() as session:
        assert session.get_one(Job, job.job_id).outcome == "failed"
    assert _kept(database, job.job_id) is None

    lost = _running(small_world)
    lost.settings = job.settings
    keep_best(lost)(told)
    _take_over(database)
    carry_out(lost)
    assert _kept(database, lost.job_id) == BEST, "it is the next attempt's"
    with database.write_session() as session:
        forget_best(session, job.job_id)
    assert _kept(database, lost.job_id) == BEST, "it is not over"
    with database.write_session() as session:
        session.execute(update(Job).values(outcome="failed"))
        forget_best(session, job.job_id)
    assert _kept(database, lost.job_id) is None, "nobody was left to forget it"
