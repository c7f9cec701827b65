"""A job whose worker died goes on from the best it had kept; what no longer fits is passed over."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select

from api.db.session import Database
from api.matches import queries as matches
from api.matches.models import Candidate
from api.timetable.making import kept_best
from api.timetable.making.kept_best import best_so_far, keep_best
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
