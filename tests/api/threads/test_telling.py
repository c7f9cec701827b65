"""Posts of a few minutes are one mail; what was read meanwhile is none."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from api.attendees.models import Attendee
from api.mail.models import OutboxMail
from api.mail.sending import send_mail
from api.threads.models import Thread, ThreadMember
from api.threads.schemas import NewPost
from api.threads.service import add_post, mark_read
from tests.api.looking import email
from tests.api.world import World
from tests.mail_server import MailServer, mail_server, text_of


def _write(world: World, author: int, *bodies: str) -> None:
    for body in bodies:
        with world.database.write_session() as session:
            thread = session.get_one(Thread, world.thread_id)
            person = session.get_one(Attendee, world.attendees[author - 1])
            add_post(session, thread, person, NewPost(body=body), world.settings)


def _waiting(world: World) -> list[str]:
    with world.database.read_session() as session:
        query = select(OutboxMail.id).where(OutboxMail.state == "waiting").order_by(OutboxMail.id)
        return list(session.scalars(query))


def _leave(world: World, server: MailServer) -> None:
    for mail_id in _waiting(world):
        send_mail(server.worker(world.database, world.settings), mail_id)


def test_many_posts_are_one_mail_to_the_other(small_world: World) -> None:
    _write(small_world, 1, "The list: **salt**", "O'Neill \\# 2 & more", "Monday?")
    (waiting,) = _waiting(small_world)
    with small_world.database.read_session() as session:
        assert "Monday?" in session.get_one(OutboxMail, waiting).text
    with mail_server() as server:
        _leave(small_world, server)
    (got,) = server.mails
    assert server.recipients == [email(2)]
    assert got["Subject"] == "Cork 1 wrote to you: Cork Exchange"
    text = text_of(got)
    assert "The list: salt\n" in text
    assert "O'Neill # 2 & more\n" in text
    assert "Monday?" in text
    assert "You both said go on." not in text, "only what came after the mail before"
    assert got["References"] == f"<thread.{small_world.thread_id}@127.0.0.1>"
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_comes_later_is_another_mail(small_world: World) -> None:
    with mail_server() as server:
        _write(small_world, 1, "one", "two")
        _leave(small_world, server)
        _write(small_world, 1, "three")
        _leave(small_world, server)
    first, second = (text_of(mail) for mail in server.mails)
    assert "two" in first
    assert "two" not in second
    assert "three" in second


def test_what_was_read_meanwhile_is_not_mailed(small_world: World) -> None:
    with mail_server() as server:
        _write(small_world, 1, "one")
        with small_world.database.write_session() as session:
            mark_read(session, small_world.thread_id, small_world.attendees[1])
        _leave(small_world, server)
        assert server.mails == []
        _write(small_world, 1, "two")
        _leave(small_world, server)
    assert "one" not in text_of(server.mails[0])
    assert "two" in text_of(server.mails[0])


def test_in_a_group_each_gets_what_the_others_wrote(small_world: World) -> None:
    with small_world.database.write_session() as session:
        session.get_one(Thread, small_world.thread_id).kind = "niche"
        session.add(
            ThreadMember(thread_id=small_world.thread_id, attendee_id=small_world.attendees[2])
        )
    _write(small_world, 1, "from one")
    _write(small_world, 2, "from two")
    with mail_server() as server:
        _leave(small_world, server)
    got = {mail["To"].addresses[0].addr_spec: mail for mail in server.mails}
    # Who writes has read what stood there.
    assert "from one" not in text_of(got[email(1)])
    assert "from two" in text_of(got[email(1)])
    assert set(got) == {email(1), email(3)}
    third = text_of(got[email(3)])
    assert third.index("Cork 1:\nfrom one") < third.index("Cork 2:\nfrom two")
    assert got[email(3)]["Subject"] == "Cork 1 and Cork 2 wrote in your group: Cork Exchange"


def test_a_retry_says_what_the_first_attempt_said(small_world: World) -> None:
    with mail_server() as server:
        server.answers[email(2)] = "451 Later"
        _write(small_world, 1, "one")
        _leave(small_world, server)
        _write(small_world, 1, "two")
        assert len(_waiting(small_world)) == 2
        server.answers.clear()
        _leave(small_world, server)
    first, second = (text_of(mail) for mail in server.mails)
    assert ("one" in first, "two" in first) == (True, False)
    assert ("one" in second, "two" in second) == (False, True)


def test_a_crash_before_it_was_sent_leaves_it_to_be_sent(small_world: World) -> None:
    _write(small_world, 1, "one", "two")
    (waiting,) = _waiting(small_world)
    with mail_server() as server:
        worker = server.worker(small_world.database, small_world.settings)
        for _ in range(2):
            send_mail(worker, waiting)
    assert len(server.mails) == 1


@pytest.mark.parametrize("posts", [4])
def test_two_who_write_at_once_begin_one_mail_each(small_world: World, posts: int) -> None:
    together = threading.Barrier(2, timeout=30)
    faults: list[Exception] = []

    def work(author: int) -> None:
        together.wait()
        try:
            for number in range(posts):
                _write(small_world, author, f"{author}: {number}")
        except Exception as fault:
            faults.append(fault)

    with small_world.database.write_session() as session:
        session.add(
            ThreadMember(thread_id=small_world.thread_id, attendee_id=small_world.attendees[2])
        )
    workers = [threading.Thread(target=work, args=(n,)) for n in (1, 2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert faults == []
    with mail_server() as server:
        _leave(small_world, server)
    to_third = [m for m in server.mails if m["To"].addresses[0].addr_spec == email(3)]
    assert len(to_third) == 1
    for author in (1, 2):
        for number in range(posts):
            assert f"{author}: {number}" in text_of(to_third[0])
