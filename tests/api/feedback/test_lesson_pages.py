"""The organiser's page of lessons: learn, use, go back; what is no better is refused in words."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from api.feedback.queries import LEARN
from api.jobs.execution import run
from api.jobs.models import Job
from api.jobs.worker import new_worker
from api.matches.lessons import active_lesson
from api.matches.models import MatchRun, StoredLesson
from tests.api.looking import HOST
from tests.api.world import World

PATH = "/organise/cork/lessons"
HELD_OUT = {
    "learned": 0.58, "prior": 0.72, "popularity": 0.65, "constant": 0.64, "margin": 0.14,
    "error": 0.02, "left_out": "meetings",
}  # fmt: skip


def _add(world: World, number: int, better: bool, event_id: str = "") -> None:
    with world.database.write_session() as session:
        session.add(
            StoredLesson(
                event_id=event_id or world.event_id, number=number, weights={"affinity": 1.5},
                held_out=HELD_OUT, better=better, why="Better." if better else "Not used: why.",
                changes=[f"Change {number}."], answers=90, events=2,
            )
        )  # fmt: skip


def _do(world: World, action: str, **more: str) -> tuple[int, str]:
    """Press a button and follow; give the first status and the page after it."""
    client = world.client(HOST)
    sent = client.post(PATH, data={"action": action} | more)
    if sent.status_code != 303:
        return sent.status_code, sent.text
    assert sent.headers["location"] == PATH
    return 303, client.get(PATH).text


def _used(world: World) -> int | None:
    with world.database.read_session() as session:
        lesson = active_lesson(session, world.event_id)
        return lesson.number if lesson else None


def _jobs(world: World) -> list[str]:
    with world.database.read_session() as session:
        return list(session.scalars(select(Job.id).where(Job.kind == LEARN)))


def test_lessons_stand_there_in_words_with_their_figures(small_world: World) -> None:
    _add(small_world, 1, True)
    _add(small_world, 2, False)
    html = small_world.client(HOST).get(PATH).text
    assert html.index("Change 2.") < html.index("Change 1.")
    for words in ("90 answers at 2 events", "Not used: why.", "No better", "56.0 %", "48.7 %"):
        assert words in html
    assert "Use lesson 1" in html
    assert "Use lesson 2" not in html
    assert "The score as it comes, without a lesson." in html


def test_a_lesson_is_used_then_another_then_none(small_world: World) -> None:
    _add(small_world, 1, True)
    _add(small_world, 2, True)
    for number in (1, 2, 2, 1):
        status, html = _do(small_world, "use", number=str(number))
        assert (status, _used(small_world)) == (303, number)
        assert f"The next timetable uses lesson {number}." in html
    with small_world.database.write_session() as session:
        lesson_id = session.scalar(select(StoredLesson.id).where(StoredLesson.number == 2))
        session.scalars(select(MatchRun)).one().lesson_id = lesson_id
    assert "The newest match was made with lesson 2." in small_world.client(HOST).get(PATH).text
    status, html = _do(small_world, "back")
    assert (status, _used(small_world)) == (303, None)
    assert "The next timetable uses the score as it comes." in html
    assert "The newest match was still made with lesson 2." in html
    history = small_world.client(HOST).get("/organise/cork").text
    assert "Lesson 2 is used from the next timetable on" in history
    assert "The score as it comes is used from the next timetable on" in history


def test_what_is_no_better_is_refused_with_the_reason(small_world: World) -> None:
    _add(small_world, 1, True)
    _add(small_world, 2, False)
    _do(small_world, "use", number="1")
    status, html = _do(small_world, "use", number="2")
    assert status == 303
    assert "notice-problem" in html
    assert "Not used: why." in html
    assert _used(small_world) == 1


@pytest.mark.parametrize("number", ["7", "", "-1", "x", "9" * 30, "²"])
def test_there_is_no_other_lesson(small_world: World, number: str) -> None:
    _add(small_world, 1, True)
    assert _do(small_world, "use", number=number)[0] == 404
    assert _do(small_world, "forget")[0] == 404


def test_another_event_s_lesson_is_none_here(small_world: World) -> None:
    from api.events.models import Event

    with small_world.database.read_session() as session:
        elsewhere = session.scalar(select(Event.id).where(Event.slug == "elsewhere"))
    assert elsewhere is not None
    _add(small_world, 4, True, elsewhere)
    assert _do(small_world, "use", number="4")[0] == 404
    assert "Change 4." not in small_world.client(HOST).get(PATH).text


def test_learning_runs_once_and_says_what_came_of_it(small_world: World) -> None:
    import api.feedback.learning as handlers

    assert handlers.learn_from_answers, "declares what the worker runs"
    for _ in range(2):
        _, html = _do(small_world, "learn")
        assert "A lesson is being made." in html
        assert "Learn from the answers" not in html
    (job_id,) = _jobs(small_world)
    run(new_worker(small_world.database, small_world.settings), job_id)
    html = small_world.client(HOST).get(PATH).text
    assert "0 answers are too few to learn from; 30 are needed." in html
    assert "Learn from the answers" in html
    with small_world.database.read_session() as session:
        assert session.scalar(select(func.count()).select_from(StoredLesson)) == 0


def test_of_two_who_choose_at_once_the_second_is_asked_again(small_world: World) -> None:
    _add(small_world, 1, True)
    _add(small_world, 2, True)
    opened = small_world.client(HOST).get(PATH).text
    stamp = re.search(r'name="stamp" value="(\w+)"', opened)
    assert stamp is not None
    assert _do(small_world, "use", number="1", stamp=stamp[1])[0] == 303
    status, html = _do(small_world, "use", number="2", stamp=stamp[1])
    assert (status, _used(small_world)) == (409, 1)
    assert "Somebody else chose meanwhile" in html
    fresh = re.search(r'name="stamp" value="(\w+)"', html)
    assert fresh is not None
    assert _do(small_world, "use", number="2", stamp=fresh[1])[0] == 303
    assert _used(small_world) == 2
