"""Threads: begun by two yeses, once; read and written by its two alone."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
from sqlalchemy import delete, func, select, update

from api.attendees.models import Attendee
from api.clock import now
from api.feedback.models import Feedback
from api.mail.models import OutboxMail
from api.threads.models import Post, Thread, ThreadMember
from api.threads.queries import is_unread
from api.threads.service import seed_meeting
from tests.api.looking import HOST, email, plain
from tests.api.world import World

STEP = "Cork 1 sends the list by Friday"


@pytest.fixture
def both_said_yes(small_world: World) -> World:
    with small_world.database.write_session() as session:
        session.execute(delete(Thread))
        for side, step in zip(small_world.attendees[:2], (STEP, ""), strict=True):
            session.add(
                Feedback(
                    meeting_id=small_world.meeting_id, attendee_id=side, happened=True,
                    go_on=True, next_step=step, note="for me alone",
                )
            )  # fmt: skip
    return small_world


def _begin(world: World) -> None:
    with world.database.write_session() as session:
        seed_meeting(session, world.meeting_id, world.settings)


def _count(world: World, rows: type) -> int:
    with world.database.read_session() as session:
        return session.scalar(select(func.count()).select_from(rows)) or 0


def test_it_begins_once_with_why_and_what_next(both_said_yes: World) -> None:
    for _ in range(2):
        _begin(both_said_yes)
    with both_said_yes.database.read_session() as session:
        thread = session.scalars(select(Thread)).one()
        post = session.scalars(select(Post)).one()
        members = set(session.scalars(select(ThreadMember.attendee_id)))
        told = sorted(session.scalars(select(OutboxMail.to_address)))
    assert thread.meeting_id == both_said_yes.meeting_id
    assert members == set(both_said_yes.attendees[:2])
    assert told == [email(1), email(2)]
    assert post.by_host
    for number in (1, 2):
        shown = plain(both_said_yes.client(email(number)).get(f"/e/cork/threads/{thread.id}"))
        for words in (STEP, "matter 1", "help number 2"):
            assert words in shown.split('id="posts"')[1]
        assert "for me alone" not in shown


def test_two_workers_at_once_begin_it_once(both_said_yes: World) -> None:
    together = threading.Barrier(2, timeout=30)
    faults: list[Exception] = []

    def work() -> None:
        together.wait()
        try:
            _begin(both_said_yes)
        except Exception as fault:
            faults.append(fault)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert faults == []
    assert (_count(both_said_yes, Thread), _count(both_said_yes, Post)) == (1, 1)


@pytest.mark.parametrize("change", [{"go_on": False}, {"happened": False}])
def test_one_yes_begins_nothing(both_said_yes: World, change: dict[str, bool]) -> None:
    with both_said_yes.database.write_session() as session:
        key = (both_said_yes.meeting_id, both_said_yes.attendees[1])
        for name, value in change.items():
            setattr(session.get_one(Feedback, key), name, value)
    _begin(both_said_yes)
    assert (_count(both_said_yes, Thread), _count(both_said_yes, OutboxMail)) == (0, 0)


def test_nothing_begins_with_somebody_who_left(both_said_yes: World) -> None:
    with both_said_yes.database.write_session() as session:
        session.get_one(Attendee, both_said_yes.attendees[1]).left_at = now()
    _begin(both_said_yes)
    assert _count(both_said_yes, Thread) == 0


def test_it_is_for_its_two_alone(small_world: World) -> None:
    path = f"/e/cork/threads/{small_world.thread_id}"
    for number in (1, 2):
        client = small_world.client(email(number))
        assert client.get(path).status_code == 200
        assert path in client.get("/e/cork/threads").text
    for stranger in (email(3), HOST, "elsewhere1@example.org"):
        client = small_world.client(stranger)
        assert client.get(path).status_code == 404
        assert client.post(path, data={"body": "let me in"}).status_code == 404
        assert path not in client.get("/e/cork/threads").text
    assert _count(small_world, Post) == 1


def test_a_post_is_told_to_the_other_and_new_until_read(small_world: World) -> None:
    path = f"/e/cork/threads/{small_world.thread_id}"
    author, reader = small_world.client(email(1)), small_world.client(email(2))
    reader.get(path)
    assert ">New<" not in reader.get("/e/cork/threads").text.replace("\n", "")
    sent = author.post(path, data={"body": "The list: **salt**, <script>alert(1)</script>"})
    assert sent.status_code == 303
    with small_world.database.read_session() as session:
        assert session.scalars(select(OutboxMail.to_address)).all() == [email(2)]
    assert "New" in reader.get("/e/cork/threads").text
    html = plain(reader.get(path))
    assert "<strong>salt</strong>" in html
    assert "<script>alert" not in html
    assert "badge-rhubarb" not in reader.get("/e/cork/threads").text


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 10_001])
def test_an_empty_or_endless_post_is_refused(small_world: World, body: str) -> None:
    path = f"/e/cork/threads/{small_world.thread_id}"
    assert small_world.client(email(1)).post(path, data={"body": body}).status_code == 422
    assert _count(small_world, Post) == 1


def test_a_long_thread_shows_its_last_posts_and_leads_to_the_others(small_world: World) -> None:
    path = f"/e/cork/threads/{small_world.thread_id}"
    with small_world.database.write_session() as session:
        begin = now() - dt.timedelta(hours=1)
        session.execute(update(Post).values(created_at=begin))
        session.add_all(
            Post(
                id=f"post-{number:03}", thread_id=small_world.thread_id, body=f"word-{number:03}",
                author_id=small_world.attendees[number % 2],
                # Some at the same moment: then the ids say which comes first.
                created_at=begin + dt.timedelta(seconds=1 + number // 3),
            )
            for number in range(120)
        )  # fmt: skip
    client = small_world.client(email(1))

    def shown(query: str = "") -> tuple[list[str], list[str]]:
        text = client.get(path + query).text
        links = re.findall(r'href="[^"?]*(\?(?:before|after)=post-\d+)', text)
        return re.findall(r"word-(\d+)", text), links

    numbers = [f"{number:03}" for number in range(120)]
    with small_world.database.read_session() as session:
        assert is_unread(session, small_world.thread_id, small_world.attendees[0])
    assert shown("?before=post-070") == (
        numbers[20:70], ["?before=post-020", "?after=post-069"],
    )  # fmt: skip
    with small_world.database.read_session() as session:
        assert is_unread(session, small_world.thread_id, small_world.attendees[0]), "not seen yet"
    assert shown() == (numbers[70:], ["?before=post-070"])
    with small_world.database.read_session() as session:
        assert not is_unread(session, small_world.thread_id, small_world.attendees[0])
    first, links = shown("?before=post-020")
    assert (first, links) == (numbers[:20], ["?after=post-019"])
    assert shown("?after=post-019") == (
        numbers[20:70], ["?before=post-020", "?after=post-069"],
    )  # fmt: skip
    assert shown("?after=post-069") == (numbers[70:], ["?before=post-070"])
    assert shown("?before=none") == shown(), "a post that is not there"
    sent = client.post(path, data={"body": "the newest"})
    answer = client.get(sent.headers["location"])
    assert f'id="{sent.headers["location"].partition("#")[2]}"' in answer.text
