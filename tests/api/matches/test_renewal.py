"""Matches follow the people: asked for once, and whatever came before, as if matched afresh."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, undefer

import api.worker  # noqa: F401 - declares all jobs
from api.attendees.importing import import_people
from api.attendees.models import Attendee, Block, Coming, FacetText
from api.attendees.renewal import RENEW, ask_for_matches
from api.attendees.service import say_coming
from api.clock import now
from api.db.rows import new_id
from api.events.models import Event, Slot
from api.jobs import engine, execution, tasks
from api.jobs.models import RUN, Job
from api.jobs.queries import JobView, find
from api.jobs.service import run_here
from api.jobs.worker import new_worker
from api.matches.models import Candidate, MatchRun, Suggestion
from api.matches.queries import last_run
from api.matches.runs import store_run
from api.matches.service import match_event
from api.timetable import jobs as handlers
from api.timetable.making.acquaintance import met_before
from api.timetable.making.stored_version import forget_unused_runs
from api.timetable.models import ScheduleVersion
from api.timetable.service import MAKE
from embeddings import HashingEncoder, embed
from matcher import People, Profile, match
from tests.api.looking import email, plain
from tests.api.world import World, people

N = 30
_TRADES = ("sourdough bread", "oak furniture", "wool carding", "boat repair", "bee keeping")
SENT = {"offer": "lighthouse lamps", "when": ["s01", "s02", "s03"], "action": "send"}


@pytest.fixture(autouse=True)
def hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoder that needs no model."""
    monkeypatch.setattr(handlers, "encoder_of", lambda settings: HashingEncoder(dim=64))


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
        tasks.claim(session, RUN, waiting, "another")
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
        waits = ask_for_matches(session, world.event_id)
        assert waits is not None
        past = now() - dt.timedelta(days=1)
        session.execute(update(Slot).values(starts_at=past, ends_at=past))
        assert ask_for_matches(session, world.event_id) == waits
    _work(world)
    with world.database.write_session() as session:
        assert ask_for_matches(session, world.event_id) is None


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


def test_a_timetable_takes_the_match_that_is_shown_and_the_next_edit_leaves_it(
    world: World,
) -> None:
    _work(world)
    _edit(world)
    _work(world)
    shown = _last(world)
    version = _make(world)
    assert version.run_id == shown.id
    kept = _rows(world, shown.id)
    _edit(world, 2)
    _work(world)
    assert _last(world).id != shown.id
    assert _rows(world, shown.id) == kept
    again = _make(world)
    assert again.run_id == _last(world).id
    assert _rows(world, shown.id) == kept


def test_only_rows_that_differ_are_written(world: World) -> None:
    """Whoever rewrites a row that says the same would write over what is put here."""
    _work(world)
    run = _last(world)
    with world.database.write_session() as session:
        session.execute(update(Candidate).where(Candidate.run_id == run.id).values(affinity=9))
    _edit(world, 1, offer=_text(world, 1, "offer"), need=_text(world, 1, "need"), name="Cork One")
    _work(world)
    assert _last(world).parameters["digest"] != run.parameters["digest"]
    pairs, _ = _rows(world, run.id)
    assert {pair[5] for pair in pairs} == {9.0}
    _edit(world, 1, offer="lighthouse lamps", name="Cork One")
    _work(world)
    pairs, _ = _rows(world, run.id)
    assert all(pair[5] <= 1 for pair in pairs if world.attendees[0] in pair[:2])


STEPS = st.lists(
    st.tuples(
        st.integers(0, N - 1),
        st.sampled_from(["offer", "need", "interest", "hide", "coming", "time", "block"]),
        st.integers(0, 4),
        st.sampled_from(["", "pages", "timetable"]),
    ),
    min_size=1,
    max_size=5,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_after_any_edits_in_any_order_the_rows_are_those_of_a_fresh_match(
    world: World, steps: list[tuple[int, str, int, str]]
) -> None:
    for person, what, number, then in steps:
        with world.database.write_session() as session:
            _change(session, world.event_id, person, what, number)
        if then:
            _match(world, shown_only=then == "pages")
    _match(world, shown_only=True)
    stored = _rows(world, _last(world).id)
    with world.database.write_session() as session:
        session.execute(delete(MatchRun).where(MatchRun.event_id == world.event_id))
    _match(world, shown_only=True)
    assert stored == _rows(world, _last(world).id)
    assert stored[0]
    assert stored[1]


def _change(session: Session, event_id: str, person: int, what: str, number: int) -> None:
    everybody = session.scalars(
        select(Attendee).where(Attendee.event_id == event_id).order_by(Attendee.key)
    ).all()
    attendee = everybody[person]
    facets = {facet.kind: facet for facet in attendee.facets}
    if what == "hide":
        for facet in facets.values():
            facet.private = not facet.private
    elif what == "coming":
        attendee.coming = "yes" if attendee.coming == "no" else "no"
    elif what == "time":
        attendee.available = ["s01", "s02", "s03"][: number + 1]
    elif what == "block":
        session.merge(Block(attendee_id=attendee.id, other_id=everybody[person - 1].id))
    else:
        session.merge(
            FacetText(attendee_id=attendee.id, kind=what, text=f"{_TRADES[number]}, {person}")
        )


def _context(world: World) -> execution.RunningJob:
    with world.database.write_session() as session:
        job = Job(kind=RENEW, event_id=world.event_id)
        session.add(job)
        session.flush()
        engine.enqueue(session, "here", RUN, job.id)
        running = execution.begin(session, new_worker(world.database, world.settings), job.id)
    assert running is not None
    return running


def _match(world: World, *, shown_only: bool) -> None:
    encoder = HashingEncoder(dim=64)
    match_event(_context(world), world.event_id, encoder, met_before, shown_only=shown_only)


def _text(world: World, number: int, kind: str) -> str:
    with world.database.read_session() as session:
        return session.get_one(FacetText, (world.attendees[number - 1], kind)).text


def test_a_run_that_another_stored_meanwhile_is_compared_anew(world: World) -> None:
    """Two match at once; whoever read the people later is what is seen in the end."""
    _work(world)
    first = _last(world)
    _edit(world, 1)
    _match(world, shown_only=True)
    later = _last(world)
    assert later.id == first.id
    rows = _rows(world, later.id)
    everybody = People.of([Profile(id=one, offers="ice") for one in sorted(world.attendees[:2])])
    result = match(everybody, embed(everybody.texts, HashingEncoder(dim=64)))
    context = _context(world)
    for shown_only in (True, False):
        late = MatchRun(
            id=new_id(),
            event_id=world.event_id,
            fingerprint="earlier",
            parameters={},
            shown_only=shown_only,
            created_at=first.created_at - dt.timedelta(seconds=1),
        )
        stored = store_run(context, late, result)
        assert (stored == later.id) == shown_only, "who reads for a timetable gets their own"
        assert _last(world).id == later.id
        assert _rows(world, later.id) == rows


def test_a_copy_that_came_while_a_match_was_compared_is_what_that_gives_way_to(
    world: World,
) -> None:
    """The run compared with is a timetable's and stays as it is, so it says nothing of the copy."""
    everybody = People.of([Profile(id=one, offers="ice") for one in sorted(world.attendees[:2])])
    result = match(everybody, embed(everybody.texts, HashingEncoder(dim=64)))
    context = _context(world)
    write, once = context.write, [_match]

    def after_another() -> AbstractContextManager[Session]:
        while once:
            once.pop()(world, shown_only=True)
        return write()

    context.write = after_another  # type: ignore[method-assign]
    late = MatchRun(
        id=new_id(),
        event_id=world.event_id,
        fingerprint="earlier",
        parameters={},
        shown_only=True,
        created_at=_last(world).created_at - dt.timedelta(seconds=1),
    )
    before = len(_ids(world))
    assert store_run(context, late, result) == _last(world).id != late.id
    assert len(_ids(world)) == before + 1, "the other's copy alone"
