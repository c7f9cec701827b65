"""Feedback: what one side said is for nobody's eyes, whatever the other side says."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, func, select

from api.feedback.models import Feedback
from api.jobs.models import Job
from api.threads.models import Thread
from api.threads.service import seed_meeting
from api.timetable.models import Meeting
from tests.api.looking import begin, email, plain, seen_by_attendee, seen_by_organiser
from tests.api.world import World

YES = {"happened": "yes", "worth": "5", "go_on": "yes", "next_step": "send the list", "note": "hm"}
NO = {"happened": "yes", "worth": "1", "go_on": "no", "next_step": "", "note": "never again"}
NOT_MET = {"happened": "no", "go_on": "", "next_step": "", "note": ""}
OPEN = YES | {"go_on": ""}
SAID = {"yes": YES, "no": NO, "left open": OPEN, "did not meet": NOT_MET, "nothing": None}


@pytest.fixture
def begun(small_world: World) -> World:
    """A world whose first meeting has begun."""
    begin(small_world, minutes=5)
    return small_world


@pytest.fixture
def before_any_thread(begun: World) -> World:
    with begun.database.write_session() as session:
        session.execute(delete(Thread))
    return begun


def _answer(world: World, number: int, said: dict[str, str]) -> tuple[int, str]:
    """Answer and follow to the page that comes after."""
    client = world.client(email(number))
    sent = client.post(f"/e/cork/feedback/{world.meeting_id}", data=said)
    if sent.status_code != 303:
        return sent.status_code, plain(sent)
    return 303, plain(client.get(sent.headers["location"]))


def _hear(world: World) -> None:
    """Do what the job after an answer does."""
    with world.database.write_session() as session:
        seed_meeting(session, world.meeting_id, world.settings)


@pytest.mark.parametrize("said", [YES, NO, OPEN, NOT_MET])
def test_one_side_s_answer_shows_nowhere(before_any_thread: World, said: dict[str, str]) -> None:
    world = before_any_thread
    others = [seen_by_attendee(world, 2), seen_by_organiser(world)]
    assert _answer(world, 1, said)[0] == 303
    _hear(world)
    assert [seen_by_attendee(world, 2), seen_by_organiser(world)] == others


@pytest.mark.parametrize("mine", [YES, NO])
def test_the_page_after_answering_is_the_same_whatever_the_other_said(
    before_any_thread: World, mine: dict[str, str]
) -> None:
    world = before_any_thread
    pages, jobs = set(), set()
    for theirs in SAID.values():
        with world.database.write_session() as session:
            session.execute(delete(Feedback))
            session.execute(delete(Job).where(Job.kind == "feedback-answered"))
        if theirs is not None:
            assert _answer(world, 2, theirs)[0] == 303
        _, page = _answer(world, 1, mine)
        pages.add(page)
        with world.database.read_session() as session:
            asked = session.scalar(
                select(func.count()).select_from(Job).where(Job.kind == "feedback-answered")
            )
        jobs.add((asked or 0) - (theirs is not None))
    assert len(pages) == 1
    assert jobs == {1}, "the same work follows every answer"
    assert "If you both want to go on" in pages.pop()


@pytest.mark.parametrize("theirs", [NO, OPEN, NOT_MET])
def test_a_no_looks_like_silence(before_any_thread: World, theirs: dict[str, str]) -> None:
    world = before_any_thread
    assert _answer(world, 1, YES)[0] == 303
    _hear(world)
    silent = seen_by_attendee(world, 1)
    assert _answer(world, 2, theirs)[0] == 303
    _hear(world)
    assert seen_by_attendee(world, 1) == silent


def test_my_answers_come_back_to_me_and_can_be_changed(begun: World) -> None:
    path = f"/e/cork/feedback/{begun.meeting_id}"
    assert _answer(begun, 1, YES)[0] == 303
    html = plain(begun.client(email(1)).get(path))
    assert "send the list" in html
    assert "Change my answers" in html
    assert _answer(begun, 1, NO)[0] == 303
    with begun.database.read_session() as session:
        row = session.scalars(select(Feedback)).one()
        assert (row.attendee_id, row.worth, row.go_on) == (begun.attendees[0], 1, False)


@pytest.mark.parametrize(
    ("said", "chosen", "kept"),
    [(YES, "yes", True), (NO, "no", False), (OPEN, "", None), (NOT_MET, "", None)],
)
def test_a_no_and_an_answer_left_open_are_two_things(
    begun: World, said: dict[str, str], chosen: str, kept: bool | None
) -> None:
    assert _answer(begun, 1, said)[0] == 303
    with begun.database.read_session() as session:
        assert session.scalars(select(Feedback.go_on)).one() is kept
    html = plain(begun.client(email(1)).get(f"/e/cork/feedback/{begun.meeting_id}"))
    assert re.findall(r'name="go_on" value="(\w*)" checked', html) == [chosen]


def test_they_met_if_either_says_so(begun: World) -> None:
    def happened() -> bool | None:
        with begun.database.read_session() as session:
            return session.get_one(Meeting, begun.meeting_id).happened

    assert happened() is None
    for number, said, met in ((1, NOT_MET, False), (2, OPEN, True), (2, NOT_MET, False)):
        assert _answer(begun, number, said)[0] == 303
        assert happened() is met


@pytest.mark.parametrize(
    "wrong",
    [{}, YES | {"worth": "6"}, YES | {"happened": "perhaps"}, NOT_MET | {"go_on": "yes"}],
)
def test_a_wrong_answer_is_shown_again_and_not_kept(begun: World, wrong: dict[str, str]) -> None:
    status, html = _answer(begun, 1, wrong)
    assert status == 422
    assert "Nothing you wrote is lost" in html
    assert wrong.get("next_step", "") in html
    with begun.database.read_session() as session:
        assert session.scalars(select(Feedback)).all() == []


def test_nothing_is_asked_before_a_meeting_begins(small_world: World) -> None:
    path = f"/e/cork/feedback/{small_world.meeting_id}"
    html = plain(small_world.client(email(1)).get(path))
    assert "You meet Cork" in html
    assert 'name="worth"' not in html
    status, refused = _answer(small_world, 1, YES)
    assert status == 422
    assert "This meeting has not begun." in refused
    with small_world.database.read_session() as session:
        assert session.scalars(select(Feedback)).all() == []
    begin(small_world, minutes=1)
    assert "How was it with Cork?" in plain(small_world.client(email(1)).get(path))
    assert _answer(small_world, 1, YES)[0] == 303


def test_a_meeting_is_only_its_two_s(begun: World) -> None:
    assert _answer(begun, 3, YES)[0] == 404
    with begun.database.read_session() as session:
        assert session.scalars(select(Feedback)).all() == []
