"""Matches follow the people: asked for once, quickly done, and no timetable is made of updates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import undefer

import api.worker  # noqa: F401 - declares all jobs
from api.attendees.importing import import_people
from api.attendees.models import Attendee, Block, Coming
from api.attendees.renewal import RENEW, ask_for_matches
from api.attendees.service import say_coming
from api.clock import now
from api.events.models import Event, Slot
from api.jobs import execution
from api.jobs.models import Job
from api.jobs.queries import JobView, find
from api.jobs.service import run_here
from api.jobs.worker import new_worker
from api.matches import service
from api.matches.kept_result import KeptResults
from api.matches.models import Candidate, MatchRun, Suggestion
from api.matches.queries import last_run
from api.timetable import jobs as handlers
from api.timetable.making.stored_version import forget_unused_runs
from api.timetable.models import ScheduleVersion
from api.timetable.service import MAKE
from embeddings import HashingEncoder
from tests.api.looking import email, plain
from tests.api.world import World, people

N = 30
_TRADES = ("sourdough bread", "oak furniture", "wool carding", "boat repair", "bee keeping")
SENT = {"offer": "lighthouse lamps", "when": ["s01", "s02", "s03"], "action": "send"}


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> KeptResults:
    """A worker that has just begun, with an encoder that needs no model."""
    monkeypatch.setattr(handlers, "encoder_of", lambda settings: HashingEncoder(dim=64))
    fresh = KeptResults()
    monkeypatch.setattr(service, "_kept", fresh)
    return fresh


@pytest.fixture
def world(small_world: World) -> World:
    """The small world with thirty people in it; its list has asked for matches."""
    rows = [
        replace(
            row,
            offers=_TRADES[number % 5] + f"\nworkshop {number % 7}",
            needs=_TRADES[(number + 1) % 5] + f"\nworkshop {(number + 3) % 7}",
        )
        for number, row in enumerate(people("cork", N))
    ]
    with small_world.database.write_session() as session:
        import_people(session, session.get_one(Event, small_world.event_id), rows, "people.csv")
    return small_world


def _jobs(world: World, state: str = "queued") -> list[str]:
    with world.database.read_session() as session:
        waiting = select(Job.id).where(Job.kind == RENEW, Job.state == state).order_by(Job.id)
        return list(session.scalars(waiting))


def _work(world: World) -> JobView:
    """Run the one job that waits, as a worker would."""
    (job_id,) = _jobs(world)
    execution.run(new_worker(world.database, world.settings), job_id)
    with world.database.read_session() as session:
        ended = find(session, job_id)
    assert ended is not None
    assert ended.state == "done", ended.error
    return ended


def _edit(world: World, number: int = 1, **fields: str) -> None:
    form = SENT | {"name": f"Cork {number}"} | fields
    answer = world.client(email(number)).post("/e/cork/profile", data=form)
    assert answer.status_code == 303


def _make(world: World) -> ScheduleVersion:
    ended = run_here(world.database, world.settings, MAKE, {"seconds": 1}, event_id=world.event_id)
    assert ended.state == "done", ended.error
    with world.database.read_session() as session:
        return session.scalars(
            select(ScheduleVersion)
            .where(ScheduleVersion.number == ended.result["version"])
            .options(undefer(ScheduleVersion.problem))
        ).one()


def _last(world: World) -> MatchRun:
    with world.database.read_session() as session:
        run = last_run(session, world.event_id)
    assert run is not None
    return run


def _rows(world: World, run_id: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with world.database.read_session() as session:
        pairs = session.scalars(select(Candidate).where(Candidate.run_id == run_id))
        lists = session.scalars(select(Suggestion).where(Suggestion.run_id == run_id))
        return (
            sorted(
                (p.a_id, p.b_id, p.score, p.benefit_ab, p.benefit_ba, p.affinity, str(p.reasons))
                for p in pairs
            ),
            sorted((each.attendee_id, each.position, each.other_id) for each in lists),
        )


def _ids(world: World) -> list[str]:
    with world.database.read_session() as session:
        return list(session.scalars(select(MatchRun.id).order_by(MatchRun.id)))


def test_who_edits_a_profile_is_suggested_anew_without_the_organiser(world: World) -> None:
    _work(world)
    before = plain(world.client(email(2)).get("/e/cork/matches"))
    assert "lighthouse lamps" not in before
    _edit(world, 2, offer="", need="lighthouse lamps")
    _work(world)
    assert _last(world).parameters["updates"] == 1
    _edit(world, 1)
    _work(world)
    after = plain(world.client(email(2)).get("/e/cork/matches"))
    assert "Cork 1" in after
    assert "lighthouse lamps" in after


def test_many_edits_are_one_job_and_one_that_runs_is_not_enough(world: World) -> None:
    assert len(_jobs(world)) == 1, "the list asked"
    for number in (1, 2, 3):
        _edit(world, number)
    (waiting,) = _jobs(world)
    with world.database.write_session() as session:
        session.execute(update(Job).where(Job.id == waiting).values(state="running"))
    _edit(world, 4)
    _edit(world, 5)
    assert len(_jobs(world)) == 1
    assert _jobs(world, "running") == [waiting]


def test_the_same_profile_again_asks_for_nothing(world: World) -> None:
    _edit(world)
    _work(world)
    _edit(world)
    assert _jobs(world) == []


def test_who_does_not_come_makes_room_for_others(world: World) -> None:
    _work(world)
    me = world.attendees[0]
    answers: tuple[tuple[Coming, int], ...] = (("yes", 0), ("no", 1), ("no", 0), ("yes", 1))
    for coming, asked in answers:
        with world.database.write_session() as session:
            say_coming(session, me, coming)
        assert len(_jobs(world)) == asked
        if asked:
            _work(world)
            lists = _rows(world, _last(world).id)[1]
            assert any(me in row for row in lists) == (coming == "yes")


def test_there_is_no_job_for_a_few_people_or_an_event_that_is_over(world: World) -> None:
    with world.database.write_session() as session:
        elsewhere = session.scalars(select(Event.id).where(Event.slug == "elsewhere")).one()
        assert ask_for_matches(session, elsewhere) is None
        assert ask_for_matches(session, world.event_id) is not None
        past = now() - dt.timedelta(days=1)
        session.execute(update(Slot).values(starts_at=past, ends_at=past))
        assert ask_for_matches(session, world.event_id) is None


@pytest.mark.parametrize("used", [False, True])
def test_an_update_stores_what_storing_all_of_it_would(
    world: World, kept: KeptResults, used: bool
) -> None:
    _work(world)
    if used:
        _make(world)
    first = _last(world)
    assert (first.parameters["updates"], first.shown_only) == (0, not used)
    _edit(world)
    _work(world)
    run = _last(world)
    assert (run.parameters["updates"], run.shown_only) == (1, True)
    assert (run.id != first.id) == used, "a timetable's run stays as it is"
    found = _rows(world, run.id)
    result = kept.take(world.event_id, run)
    assert result is not None
    again = MatchRun(event_id=world.event_id, fingerprint="again", parameters={})
    with world.database.write_session() as session:
        service.store_run(session, again, result.result)
    assert found == _rows(world, again.id)
    assert found[0]
    assert found[1]


def test_all_are_matched_again_once_many_have_changed(world: World) -> None:
    _work(world)
    seen = []
    for number in (1, 2, 3, 4):
        _edit(world, number)
        _work(world)
        seen.append(_last(world).parameters["updates"])
    assert seen == [1, 0, 1, 0]


def test_a_timetable_is_made_of_a_match_of_everybody(world: World, kept: KeptResults) -> None:
    _work(world)
    _edit(world)
    _work(world)
    updated = _last(world)
    version = _make(world)
    run = _last(world)
    assert version.run_id == run.id != updated.id
    assert (run.parameters["updates"], run.shown_only) == (0, False)
    assert run.parameters["digest"] == updated.parameters["digest"]
    # Another worker, which never saw the update, finds the same.
    with world.database.write_session() as session:
        session.execute(update(MatchRun).values(parameters={}))
    kept.take(world.event_id, run)
    other = _make(world)
    assert other.run_id not in (None, run.id)
    assert _rows(world, run.id) == _rows(world, str(other.run_id))
    assert other.problem == version.problem


def test_a_full_match_for_the_pages_serves_the_timetable_too_and_stays(world: World) -> None:
    _work(world)
    shown = _last(world)
    version = _make(world)
    assert version.run_id == shown.id
    assert not _last(world).shown_only
    rows = _rows(world, shown.id)
    _edit(world)
    _work(world)
    assert _last(world).id != shown.id
    assert _rows(world, shown.id) == rows


def test_edits_leave_no_old_runs_but_those_of_a_timetable(world: World) -> None:
    published = _ids(world)
    _work(world)
    version = _make(world)
    for number in (1, 2, 3):
        _edit(world, number)
        _work(world)
    assert _ids(world) == sorted({*published, str(version.run_id), _last(world).id})
    with world.database.read_session() as session:
        runs = session.scalar(select(func.count(func.distinct(Candidate.run_id))))
    assert runs == len(_ids(world))


def test_making_a_timetable_leaves_later_matches_to_the_pages(world: World) -> None:
    _work(world)
    version = _make(world)
    _edit(world)
    _work(world)
    later = _last(world).id
    with world.database.write_session() as session:
        forget_unused_runs(session, world.event_id, keep=str(version.run_id))
    assert _last(world).id == later


def test_a_run_that_is_gone_is_not_gone_on_from(world: World, kept: KeptResults) -> None:
    _work(world)
    run = _last(world)
    stored = kept.take(world.event_id, run)
    assert stored is not None
    digest = run.parameters["digest"]
    for other in (
        MatchRun(id="another", parameters={"digest": digest}),
        MatchRun(id=run.id, parameters={"digest": "of another worker's update"}),
    ):
        kept.keep(world.event_id, stored)
        assert kept.take(world.event_id, other) is None
        assert len(kept) == 0
    with world.database.write_session() as session:
        fresh = MatchRun(event_id=world.event_id, fingerprint="x", parameters={})
        for gone in (
            MatchRun(id="00000000-0000-7000-8000-000000000000", parameters=run.parameters),
            MatchRun(id=run.id, parameters={"digest": "of another worker's update"}),
        ):
            kept_as = service.store_updated(session, fresh, gone, stored.result, stored.result, ())
            assert kept_as is None
    assert _last(world).parameters == run.parameters


@pytest.mark.parametrize("by", [0, 1])
def test_whoever_blocked_whom_an_edit_brings_neither_to_the_other(world: World, by: int) -> None:
    one, other = world.attendees[by], world.attendees[1 - by]
    with world.database.write_session() as session:
        session.add(Block(attendee_id=one, other_id=other))
    _work(world)
    _edit(world, 1, offer="lighthouse lamps", need="harbour bells")
    _work(world)
    _edit(world, 2, offer="harbour bells", need="lighthouse lamps")
    _work(world)
    pairs, lists = _rows(world, _last(world).id)
    assert not any({one, other} == {row[0], row[1]} for row in pairs)
    assert not any({one, other} == {row[0], row[2]} for row in lists)
    # Their lists are as long as anybody's: a gap would tell.
    assert {sum(row[0] == who for row in lists) for who in (one, other)} == {12}


def test_the_kept_results_are_bounded(world: World, kept: KeptResults) -> None:
    _work(world)
    run = _last(world)
    stored = kept.take(world.event_id, run)
    assert stored is not None
    few = KeptResults(most_events=2, most_people=3 * N)
    for event in ("a", "b", "a", "c"):
        few.keep(event, stored)
    assert (len(few), few.take("b", run)) == (2, None)
    small = KeptResults(most_events=9, most_people=2 * N)
    for event in "abcd":
        small.keep(event, stored)
    assert len(small) == 2
    tiny = KeptResults(most_people=N - 1)
    tiny.keep("a", stored)
    assert len(tiny) == 0


def test_the_list_asks_once_and_again_when_it_changes_somebody(world: World) -> None:
    _work(world)
    rows = people("cork", N)
    with world.database.write_session() as session:
        event = session.get_one(Event, world.event_id)
        import_people(session, event, rows, "people.csv")
    _work(world)
    with world.database.write_session() as session:
        import_people(session, session.get_one(Event, world.event_id), rows, "people.csv")
    assert _jobs(world) == []
    with world.database.read_session() as session:
        there = session.scalar(select(func.count()).where(Attendee.event_id == world.event_id))
    assert there == _last(world).people == N
