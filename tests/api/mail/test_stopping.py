"""Stopping mail: by a link without signing in, by the page of one's mail, each kind for itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from api.mail import outbox, stopping
from api.mail.models import OutboxMail, StopLink
from api.mail.outbox import Mail
from api.mail.sending import send_mail
from tests.api.looking import email, plain
from tests.api.world import World
from tests.mail_server import mail_server


def _mail(key: str, kind: str = "agenda") -> Mail:
    text = "Stop: http://127.0.0.1:8000/mail/stop"
    return Mail(key, kind, email(1), "Hello", text, attendee_id="a", event_id="e")


def _put(world: World, key: str, kind: str = "agenda") -> bool:
    with world.database.write_session() as session:
        return outbox.put(session, _mail(key, kind))


def _states(world: World) -> dict[str, str]:
    with world.database.read_session() as session:
        rows = session.scalars(select(OutboxMail))
        return {row.dedupe_key: row.state for row in rows}


@pytest.fixture
def link(small_world: World) -> str:
    """Give the path of the link in a mail that was sent."""
    _put(small_world, "first")
    with mail_server() as server:
        with small_world.database.read_session() as session:
            mail_id = session.scalars(select(OutboxMail.id)).one()
        send_mail(server.worker(small_world.database, small_world.settings), mail_id)
    parts = urlsplit(server.mails[0]["List-Unsubscribe"].strip("<>"))
    return f"{parts.path}?{parts.query}"


def test_looking_changes_nothing_and_the_button_stops(small_world: World, link: str) -> None:
    visitor = small_world.client()
    assert "Stop mails about agendas and their changes" in visitor.get(link).text
    assert _put(small_world, "second"), "a mail scanner that looks stops nothing"
    assert "Stopped" in visitor.post(link, data={"action": "stop"}).text
    assert not _put(small_world, "third")
    assert _put(small_world, "other", "thread"), "each kind for itself"
    assert set(_states(small_world)) == {"first", "second", "other"}
    visitor.post(link, data={"action": "start"})
    assert _put(small_world, "third")


def test_a_mail_program_s_button_needs_no_page(small_world: World, link: str) -> None:
    program = small_world.client()
    del program.headers["sec-fetch-site"]
    answer = program.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not _put(small_world, "second")


def test_what_waits_is_not_sent_once_it_is_stopped(small_world: World, link: str) -> None:
    _put(small_world, "second")
    small_world.client().post(link)
    with small_world.database.read_session() as session:
        waiting = session.scalars(select(OutboxMail.id).where(OutboxMail.state == "waiting")).one()
    with mail_server() as server:
        send_mail(server.worker(small_world.database, small_world.settings), waiting)
    assert server.mails == []
    assert _states(small_world)["second"] == "dropped"


def test_only_the_token_s_hash_is_kept(small_world: World, link: str) -> None:
    token = link.partition("token=")[2]
    assert len(token) >= 32
    with small_world.database.read_session() as session:
        assert session.scalars(select(StopLink.token_hash)).one() != token
        assert token not in session.scalars(select(OutboxMail.text)).one()


def test_a_made_up_or_old_token_stops_nothing(small_world: World, link: str) -> None:
    client = small_world.client()
    for address in ("/mail/stop?token=made-up", link[:-1]):
        assert client.get(address).status_code == 410
        assert client.post(address).status_code == 410
    with small_world.database.write_session() as session:
        session.scalars(select(StopLink)).one().made_at -= stopping.LIFE
    assert client.post(link).status_code == 410
    assert _put(small_world, "second")


def test_one_s_own_page_has_a_switch_for_each_kind(small_world: World) -> None:
    client = small_world.client(email(1))
    assert len(re.findall(r'name="kinds"[^>]* checked', client.get("/mail").text)) == 3
    client.post("/mail", data={"kinds": "thread"})
    assert (_put(small_world, "a"), _put(small_world, "t", "thread")) == (False, True)
    assert "Mails about your agenda are off" in plain(client.get("/e/cork/agenda"))
    with small_world.database.read_session() as session:
        assert stopping.stopped_kinds(session, email(1).upper()) == {"agenda", "invitation"}
        assert stopping.stopped_kinds(session, email(2)) == frozenset()
    client.post("/mail", data={"kinds": ["thread", "agenda"]})
    assert _put(small_world, "a")
    assert "Mails about your agenda are off" not in plain(client.get("/e/cork/agenda"))
