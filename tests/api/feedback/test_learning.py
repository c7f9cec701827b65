"""Stored answers teach a better score, which the next match uses; noise is refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select, update

from api.attendees.models import Attendee
from api.clock import now
from api.db.session import Database
from api.events.models import LogEntry
from api.feedback.models import Feedback
from api.feedback.schemas import Answer
from api.feedback.teaching import answers_for
from api.matches.lessons import NotBetter, activate, active_lesson, go_back, lesson_of, lessons_of
from api.matches.models import Candidate, MatchRun, Suggestion
from api.settings import Settings
from matcher.learning.learn import LEAST_ANSWERS
from tests.api.feedback.evening import Evening, announce
from tests.api.kept_world import KeptRows

NOBODY = frozenset[str]()
SHARING = 0.17
"""About the middle of what people who meet share."""


def who_share(pair: Candidate, _first: bool) -> Answer:
    """People go on where they share more than most who meet, whatever they need."""
    return Answer(happened=True, go_on=pair.affinity > SHARING)


@pytest.fixture
def evening(database: Database, settings: Settings) -> Evening:
    return announce(database, settings, "quay", "2027-03-18")


@pytest.fixture(scope="module")
def kept_evening(empty_sqlite: Path) -> tuple[Evening, KeptRows]:
    """Hold an evening after which people go on where they share, once."""
    url = f"sqlite:///{shutil.copy(empty_sqlite, empty_sqlite.with_name('evening.sqlite'))}"
    database = Database(url)
    settings = Settings(database_url=url, _env_file=None)
    evening = announce(database, settings, "quay", "2027-03-18")
    evening.hold(who_share)
    rows = KeptRows.of(database)
    database.close()
    return evening, rows


@pytest.fixture
def shared(
    kept_evening: tuple[Evening, KeptRows], database: Database, settings: Settings
) -> Evening:
    """Put that evening into a database."""
    evening, rows = kept_evening
    rows.put(database)
    return replace(evening, database=database, settings=settings)


def _use(evening: Evening, number: int) -> None:
    with evening.database.write_session() as session:
        lesson = lesson_of(session, evening.event_id, number)
        assert lesson is not None
        activate(session, lesson)


def _affinity_of_suggestions(evening: Evening, run: MatchRun) -> float:
    pairs = evening.pairs(run)
    with evening.database.read_session() as session:
        rows = session.scalars(select(Suggestion).where(Suggestion.run_id == run.id)).all()
    firsts = [row for row in rows if row.position < 4]
    return float(
        np.mean(
            [
                pairs[
                    min(row.attendee_id, row.other_id), max(row.attendee_id, row.other_id)
                ].affinity
                for row in firsts
            ]
        )
    )


def _history(evening: Evening) -> list[str]:
    with evening.database.read_session() as session:
        return [entry.kind for entry in session.scalars(select(LogEntry).order_by(LogEntry.id))]


def test_a_rule_in_the_answers_is_learned_used_and_left_again(shared: Evening) -> None:
    plain = shared.match()
    assert shared.learn().result["number"] == 1
    with shared.database.read_session() as session:
        lesson = lesson_of(session, shared.event_id, 1)
        assert lesson is not None
        assert (lesson.better, lesson.active) == (True, False)
        assert lesson.held_out["learned"] < min(
            lesson.held_out["prior"], lesson.held_out["constant"]
        )
        assert any("share counts for more" in change for change in lesson.changes)
        assert active_lesson(session, shared.event_id) is None
    # What is only learned changes nothing.
    assert shared.match().id == plain.id

    _use(shared, 1)
    taught = shared.match()
    assert taught.id != plain.id
    assert (plain.lesson_id, taught.lesson_id) == (None, lesson.id)
    assert _affinity_of_suggestions(shared, taught) > _affinity_of_suggestions(shared, plain)
    scores = {pair: candidate.score for pair, candidate in shared.pairs(plain).items()}
    assert any(
        abs(candidate.score - scores.get(pair, 0.0)) > 0.05
        for pair, candidate in shared.pairs(taught).items()
    )

    with shared.database.write_session() as session:
        assert go_back(session, shared.event_id)
        assert not go_back(session, shared.event_id)
    again = shared.match()
    assert again.lesson_id is None
    assert {pair: c.score for pair, c in shared.pairs(again).items()} == scores
    kinds = ["lesson-learned", "lesson-used", "lesson-left"]
    assert [kind for kind in _history(shared) if kind in kinds] == kinds


def test_noise_is_kept_as_a_lesson_and_refused(evening: Evening) -> None:
    random = np.random.default_rng(3)
    evening.hold(lambda _pair, _first: Answer(happened=True, go_on=bool(random.random() < 0.5)))
    assert evening.learn().result["number"] == 1
    with evening.database.write_session() as session:
        lesson = lesson_of(session, evening.event_id, 1)
        assert lesson is not None
        assert not lesson.better
        with pytest.raises(NotBetter, match="Not used: "):
            activate(session, lesson)
        assert active_lesson(session, evening.event_id) is None


def test_a_worse_lesson_leaves_the_one_in_use(shared: Evening) -> None:
    shared.learn()
    _use(shared, 1)
    random = np.random.default_rng(5)
    with shared.database.write_session() as session:
        rows = session.scalars(select(Feedback)).all()
        for row in rows:
            row.go_on = bool(random.random() < 0.5)
        for row in rows[:20]:
            row.go_on = None
    assert shared.learn().result["number"] == 2
    with pytest.raises(NotBetter):
        _use(shared, 2)
    with shared.database.read_session() as session:
        used = active_lesson(session, shared.event_id)
        assert used is not None
        assert used.number == 1


def test_too_few_answers_leave_no_lesson(evening: Evening) -> None:
    said = 0

    def first_few(pair: Candidate, first: bool) -> Answer:
        nonlocal said
        said += 1
        return who_share(pair, first) if said < LEAST_ANSWERS else Answer(happened=True)

    evening.hold(first_few)
    result = evening.learn().result
    assert result["number"] is None
    assert f"{LEAST_ANSWERS - 1} answers are too few" in result["why"]
    with evening.database.read_session() as session:
        assert lessons_of(session, evening.event_id) == []


def test_one_more_answer_makes_no_new_lesson(shared: Evening) -> None:
    """Else what changes from one lesson to the next would tell what a single person said."""
    shared.learn()
    for left_open, number in ((1, 1), (8, 1), (3, 2)):
        with shared.database.write_session() as session:
            rows = session.scalars(select(Feedback).where(Feedback.go_on.is_not(None)))
            for row in rows.all()[:left_open]:
                row.go_on = None
        assert shared.learn().result["number"] == number


def _teachers(evening: Evening) -> set[str]:
    """Names of those whose answers would teach the event."""
    with evening.database.read_session() as session:
        ids = {answer.person for answer in answers_for(session, evening.event_id)}
        return set(session.scalars(select(Attendee.name).where(Attendee.id.in_(ids))))


def _agree(evening: Evening, names: frozenset[str], agree: bool) -> None:
    with evening.database.write_session() as session:
        session.execute(
            update(Attendee)
            .where(Attendee.event_id == evening.event_id, Attendee.name.in_(names))
            .values(teaches_since=now() if agree else None)
        )


def test_earlier_events_teach_by_consent_until_it_is_taken_back(shared: Evening) -> None:
    spring = announce(shared.database, shared.settings, "spring", "2027-04-22")
    everybody = frozenset(f"Person {number}" for number in range(1, 31))
    assert _teachers(spring) == NOBODY
    assert spring.learn().result["number"] is None
    assert _teachers(shared) == everybody, "an event learns from its own answers"

    _agree(shared, everybody, True)
    assert _teachers(spring) == everybody
    assert spring.learn().result["number"] == 1
    with spring.database.read_session() as session:
        lesson = lesson_of(session, spring.event_id, 1)
        assert lesson is not None
        assert (lesson.better, lesson.events) == (True, 1)
    _use(spring, 1)
    assert spring.match().lesson_id == lesson.id
    assert shared.match().lesson_id is None, "a lesson is its event's own"

    _agree(shared, everybody - {"Person 4"}, False)
    assert _teachers(spring) == {"Person 4"}
    result = spring.learn().result
    assert result["number"] is None
    assert "too few" in result["why"]


def test_who_left_and_later_events_and_other_organisers_teach_nothing(shared: Evening) -> None:
    everybody = frozenset(f"Person {number}" for number in range(1, 31))
    _agree(shared, everybody, True)
    before = announce(shared.database, shared.settings, "winter", "2027-01-14")
    other = announce(
        shared.database, shared.settings, "other", "2027-05-20", host="else@example.org"
    )
    assert _teachers(before) == _teachers(other) == NOBODY
    with shared.database.write_session() as session:
        session.execute(update(Attendee).where(Attendee.name == "Person 9").values(left_at=now()))
    assert _teachers(shared) == everybody - {"Person 9"}


def test_an_answer_that_teaches_holds_numbers_and_ids_alone(shared: Evening) -> None:
    with shared.database.read_session() as session:
        answers = answers_for(session, shared.event_id)
        assert len(answers) == session.scalar(select(func.count()).select_from(Feedback))
        run_id = session.scalar(select(MatchRun.id).where(MatchRun.event_id == shared.event_id))
        rows = session.scalars(select(Candidate).where(Candidate.run_id == run_id))
        pairs = {frozenset((row.a_id, row.b_id)): row for row in rows}
    for one in answers:
        pair = pairs[frozenset((one.person, one.other))]
        towards = (pair.benefit_ab, pair.benefit_ba)
        assert (one.gain, one.given) == (towards if one.person == pair.a_id else towards[::-1])
        assert one.affinity == pair.affinity
        assert one.went_well == (pair.affinity > SHARING)
