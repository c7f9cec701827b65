"""A publication's agendas: put in without words, sent parcel by parcel, once each, and counted."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.db.session import Database
from api.jobs import execution
from api.jobs.models import Job
from api.jobs.owners import new_worker
from api.mail import outbox
from api.mail.models import OutboxMail
from api.mail.sending import _parcels, _turns, send_mail, send_parcel
from api.timetable.service import SEND
from tests.api.looking import HOST, email, plain
from tests.api.timetable.versions import add_version
from tests.api.world import World
from tests.mail_server import MailServer, mail_server, text_of

OTHERS = {(1, 3): (0, "Quay 1"), (2, 4): (1, "Quay 2")}


def _publish(world: World) -> str:
    """Publish a version that changes everybody's agenda, and do its job; give its page."""
    page = f"/organise/cork/timetable/{add_version(world, OTHERS)}"
    form = {"action": "publish", "acknowledge": "yes"}
    assert world.client(HOST).post(page, data=form).status_code == 303
    return page


def _put_in(world: World) -> None:
    with world.database.read_session() as session:
        job_id = session.scalars(
            select(Job.id).where(Job.kind == SEND).order_by(Job.id.desc())
        ).first()
    assert job_id is not None
    execution.run(new_worker(world.database, world.settings), job_id)


def _waiting(database: Database) -> tuple[list[str], list[str]]:
    with database.read_session() as session:
        return list(_parcels(session)), list(_turns(session))


def _send(world: World, server: MailServer) -> None:
    for key in _waiting(world.database)[0]:
        send_parcel(server.worker(world.database, world.settings), key)


def test_they_leave_once_each_over_one_connection_and_the_organiser_sees_it(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "IN_A_PARCEL", 3)
    page, host = _publish(small_world), small_world.client(HOST)
    assert "The agendas are being put together." in plain(host.get(page))
    _put_in(small_world)
    with small_world.database.read_session() as session:
        rows = session.scalars(select(OutboxMail).where(OutboxMail.batch.is_not(None))).all()
    assert {(row.text, row.html, row.calendar) for row in rows} == {("", "", "")}
    parcels, singly = _waiting(small_world.database)
    assert (len(parcels), singly) == (2, [])
    with mail_server() as server:
        worker = server.worker(small_world.database, small_world.settings)
        send_parcel(worker, parcels[0])
        part = host.get(f"{page}/departures", headers={"hx-request": "true"})
        assert "3 of 4 agendas have left." in part.text
        assert "hx-trigger" in part.text
        send_parcel(worker, parcels[0])
        send_parcel(worker, parcels[1])
    assert sorted(server.recipients) == sorted(email(n) for n in (1, 2, 3, 4))
    assert len(set(server.lines)) == 2, "a connection for each parcel that had something to send"
    assert "Cork 3" in text_of(next(m for m in server.mails if email(1) in str(m["To"])))
    assert _waiting(small_world.database) == ([], [])
    shown = host.get(page)
    assert "All 4 agendas have left." in plain(shown)
    assert "hx-trigger" not in shown.text.partition('id="departures"')[2][:300]


def test_one_that_is_to_come_later_holds_up_no_parcel_and_is_worded_again(
    small_world: World,
) -> None:
    _publish(small_world)
    _put_in(small_world)
    with mail_server() as server:
        server.answers[email(1)] = "451 Later"
        _send(small_world, server)
        assert sorted(server.recipients) == [email(n) for n in (2, 3, 4)]
        parcels, turns = _waiting(small_world.database)
        assert (parcels, len(turns)) == ([], 1)
        server.answers.clear()
        send_mail(server.worker(small_world.database, small_world.settings), turns[0])
        assert "Cork 3" in text_of(server.mails[-1])
    assert sorted(server.recipients) == sorted(email(n) for n in (1, 2, 3, 4))


def test_a_server_that_takes_few_mails_a_connection_gets_more_connections(
    small_world: World,
) -> None:
    _publish(small_world)
    _put_in(small_world)
    with mail_server() as server:
        server.most = 2
        _send(small_world, server)
    assert sorted(server.recipients) == sorted(email(n) for n in (1, 2, 3, 4))


def test_the_same_batch_is_put_in_once_and_not_for_who_stopped_it(small_world: World) -> None:
    from api.mail.kinds import AGENDA
    from api.mail.stopping import stop
    from tests.api.publishing import send_agendas

    with small_world.database.write_session() as session:
        stop(session, email(2), AGENDA)
        assert send_agendas(session, small_world.event_id, 1, None, "p") == 3
        assert send_agendas(session, small_world.event_id, 1, None, "p") == 3
    with small_world.database.read_session() as session:
        assert outbox.departures(session, "p") == {"waiting": 3}
