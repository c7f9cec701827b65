"""Mail that did not arrive: shown to the organisers of the event alone, sent again once mended."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from api.attendees import mail_pages
from api.attendees.models import Attendee
from api.mail.models import OutboxMail
from api.mail.sending import WAITS, send_mail
from tests.api.looking import HOST, email, plain
from tests.api.publishing import send_agendas
from tests.api.world import World
from tests.mail_server import MailServer, mail_server, text_of


def _agendas(world: World) -> None:
    with world.database.write_session() as session:
        send_agendas(session, world.event_id, 1, None, "p")


def _work(world: World, server: MailServer) -> None:
    """Make one attempt at all that waits."""
    with world.database.read_session() as session:
        ids = session.scalars(select(OutboxMail.id).where(OutboxMail.state == "waiting")).all()
    for mail_id in ids:
        send_mail(server.worker(world.database, world.settings), mail_id)


def _people(world: World) -> str:
    return plain(world.client(HOST).get("/organise/cork/people"))


def _undelivered(world: World) -> str:
    return plain(world.client(HOST).get("/organise/cork/mail"))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("550 5.1.1 No such person", "The mailbox is unknown (550)"),
        ("550 Not for you", "The mail server refused the address (550)"),
        ("552 5.2.2 Mailbox full", "The mailbox is full (552)"),
    ],
)
def test_it_stands_beside_the_person_with_the_reason(
    small_world: World, answer: str, reason: str
) -> None:
    _agendas(small_world)
    with mail_server() as server:
        server.answers[email(1)] = answer
        _work(small_world, server)
    assert len(server.mails) == 3
    for page in (_people(small_world), _undelivered(small_world)):
        assert reason in page
    page = _undelivered(small_world)
    assert email(1) in page
    assert email(2) not in page
    assert "agendas and their changes" in page
    assert "help number" not in page, "nobody's words"
    assert "Mail does not reach 1 person" in plain(
        small_world.client(HOST).get("/organise/cork/timetable/1")
    )
    elsewhere = small_world.client("host-elsewhere@example.org")
    assert elsewhere.get("/organise/cork/mail").status_code == 404
    assert "Cork 1" not in elsewhere.get("/organise/elsewhere/mail").text


def test_a_mended_address_gets_it_again_once(small_world: World) -> None:
    _agendas(small_world)
    with mail_server() as server:
        server.answers[email(1)] = "550 No such person"
        _work(small_world, server)
        with small_world.database.write_session() as session:
            session.get_one(Attendee, small_world.attendees[0]).email = "Right.One@example.org"
            failed = session.scalars(select(OutboxMail).where(OutboxMail.state == "failed")).one()
        server.mails.clear()
        server.recipients.clear()
        host = small_world.client(HOST)
        for _ in range(2):
            host.post("/organise/cork/mail", data={"mail": failed.id})
        _work(small_world, server)
    assert server.recipients == ["Right.One@example.org"]
    assert "Cork 2" in text_of(server.mails[0])
    assert "Every mail has arrived" in _undelivered(small_world)
    history = plain(host.get("/organise/cork"))
    assert history.count("undelivered mails sent again") == 1


def test_another_event_s_mail_cannot_be_sent_again(small_world: World) -> None:
    _agendas(small_world)
    with mail_server() as server:
        server.answers[email(1)] = "550 No such person"
        _work(small_world, server)
    with small_world.database.read_session() as session:
        failed = session.scalars(select(OutboxMail.id).where(OutboxMail.state == "failed")).one()
    small_world.client("host-elsewhere@example.org").post(
        "/organise/elsewhere/mail", data={"mail": failed}
    )
    with small_world.database.read_session() as session:
        assert session.get_one(OutboxMail, failed).state == "failed"


def test_a_server_that_is_away_is_said_with_since_when_and_that_we_go_on(
    small_world: World,
) -> None:
    _agendas(small_world)
    with mail_server() as server:
        pass
    _work(small_world, server)
    page = _undelivered(small_world)
    assert "The mail server cannot be reached" in page
    assert "We keep trying" in page
    assert "since" in page
    assert "Mail does not arrive yet" in _people(small_world)
    with small_world.database.read_session() as session:
        first = session.scalars(select(OutboxMail)).first()
        assert first is not None
        began = first.failing_since
    for _ in range(len(WAITS)):
        _work(small_world, server)
    with small_world.database.read_session() as session:
        assert session.get_one(OutboxMail, first.id).failing_since == began
    assert "Given up" in _undelivered(small_world)
    assert "Send all 4 again" in _undelivered(small_world)


def test_many_are_shown_a_page_at_a_time_and_sent_again_by_the_page(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _agendas(small_world)
    with mail_server() as server:
        for number in (1, 2, 3, 4):
            server.answers[email(number)] = "550 No such person"
        _work(small_world, server)
    monkeypatch.setattr(mail_pages, "_A_PAGE", 3)
    host = small_world.client(HOST)
    first, second = (host.get(f"/organise/cork/mail?page={page}") for page in (1, 2))
    assert "4 mails" in plain(first)
    assert "Send all 3 on this page again" in plain(first)
    assert [email(n) in plain(first) for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert email(4) in plain(second)
    assert "Mail does not reach 4 people" in plain(host.get("/organise/cork/timetable/1"))
    one = host.get(f"/organise/cork/mail?person={small_world.attendees[3]}")
    assert "To Cork 4 alone." in plain(one)
    assert email(3) not in plain(one)
    ids = re.findall(r'type="hidden" name="mail" value="([^"]+)"', first.text)
    host.post("/organise/cork/mail", data={"mail": ids})
    left = plain(host.get("/organise/cork/mail"))
    assert [email(n) in left for n in (1, 2, 3, 4)] == [False, False, False, True]


def test_a_later_mail_that_arrives_makes_up_for_it(small_world: World) -> None:
    _agendas(small_world)
    with mail_server() as server:
        server.answers[email(1)] = "550 No such person"
        _work(small_world, server)
        server.answers.clear()
        with small_world.database.write_session() as session:
            send_agendas(session, small_world.event_id, 1, None, "q")
        _work(small_world, server)
    assert "Every mail has arrived" in _undelivered(small_world)


def test_who_cannot_sign_in_is_seen_too(small_world: World) -> None:
    small_world.client().post("/sign-in", data={"email": email(3)})
    with mail_server() as server:
        server.answers[email(3)] = "550 No such person"
        _work(small_world, server)
    page = _undelivered(small_world)
    assert "about signing in" in page
    assert "Send again" not in page


def test_one_attempt_is_made_once_however_often_its_task_runs(small_world: World) -> None:
    _agendas(small_world)
    with mail_server() as server:
        for number in (1, 2, 3, 4):
            server.answers[email(number)] = "451 Later"
        _work(small_world, server)
        with small_world.database.read_session() as session:
            row = session.scalars(select(OutboxMail)).first()
        assert row is not None
        server.answers.clear()
        worker = server.worker(small_world.database, small_world.settings)
        assert send_mail(worker, f"{row.id}:0.0") is None, "that turn is over"
        assert server.mails == []
        for _ in range(2):
            send_mail(worker, f"{row.id}:0.1")
    assert len(server.mails) == 1
