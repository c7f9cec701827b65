"""Addresses as lists have them: who can be reached is, who cannot is shown with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from api.attendees.importing import import_people
from api.attendees.people_file import parse_people
from api.events.models import Event
from api.mail.models import OutboxMail
from api.mail.sending import send_mail
from api.timetable.service import send_agendas
from tests.api.looking import HOST, plain
from tests.api.world import World
from tests.mail_server import mail_server

CASE = Path(__file__).parents[2] / "cases" / "21-addresses.csv"


@pytest.mark.parametrize("utf8", [False, True])
def test_who_can_be_reached_is(small_world: World, utf8: bool) -> None:
    with small_world.database.write_session() as session:
        event = session.get_one(Event, small_world.event_id)
        import_people(session, event, parse_people(CASE.read_bytes(), CASE.name), CASE.name)
        send_agendas(session, event.id, 1, None, "p", small_world.settings)
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
