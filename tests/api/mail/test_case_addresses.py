"""Addresses as lists have them: who can be reached is, who cannot is shown with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from api.attendees.importing import import_people
from api.attendees.people_file import parse_people
from api.events.models import Event
from api.mail import outbox
from api.mail.composing import Mail
from api.mail.models import OutboxMail
from api.mail.sending import send_mail
from tests.api.looking import HOST, plain
from tests.api.publishing import send_agendas
from tests.api.world import World
from tests.mail_server import mail_server

CASE = Path(__file__).parents[2] / "cases" / "21-addresses.csv"


@pytest.mark.parametrize("utf8", [False, True])
def test_who_can_be_reached_is(small_world: World, utf8: bool) -> None:
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        import_people(session, event, parse_people(CASE.read_bytes(), CASE.name).people, CASE.name)
        send_agendas(session, event.id, 1, None, "p")
        ids = session.scalars(select(OutboxMail.id)).all()
    with mail_server(utf8=utf8) as server:
        for mail_id in ids:
            send_mail(server.worker(small_world.database, small_world.settings), mail_id)
    reached = [mail["To"].addresses[0] for mail in server.mails]
    named = {address.addr_spec: address.display_name for address in reached}
    assert named["ana@xn--bckerei-5wa.example"] == "Ní Bhriain, Ana (Bakers' Guild)"
    assert named["ned.o'neill+bread@example.org"] == "O'Neill; Ned <ned>"
    assert named["Ida.Quist@Example.ORG"] == 'Ida "the knitter" Quist 🧶'
    assert ("jörg@example.org" in server.recipients) == utf8
    page = plain(small_world.client(HOST).get("/organise/cork/mail"))
    assert ("lacks SMTPUTF8" in page) == (not utf8)
    assert ("jörg@example.org" in page) == (not utf8)


@pytest.mark.parametrize("utf8", [False, True])
@pytest.mark.parametrize("name", ["Ravi Menon", "Menon, Ravi", "", "Zoë"])
def test_letters_before_the_at_under_any_name(small_world: World, utf8: bool, name: str) -> None:
    with small_world.database.write_session() as session:
        outbox.put(
            session, Mail("k", "first-post", "josé@example.org", "Hello", "Hello.", to_name=name)
        )
        mail_id = session.scalars(select(OutboxMail.id)).one()
    with mail_server(utf8=utf8) as server:
        send_mail(server.worker(small_world.database, small_world.settings), mail_id)
    assert server.recipients == (["josé@example.org"] if utf8 else [])
    with small_world.database.read_session() as session:
        mail = session.get_one(OutboxMail, mail_id)
        assert mail.state == ("sent" if utf8 else "failed")
        assert ("lacks SMTPUTF8" in mail.error) == (not utf8)
