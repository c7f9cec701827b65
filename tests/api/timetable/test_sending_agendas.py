"""A publication's agendas: put in without words, sent parcel by parcel, once each, and counted."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from api.db.session import Database
from api.jobs import execution, mending
from api.jobs.models import Job
from api.jobs.owners import new_worker
from api.jobs.tasks import TASKS, task_id
from api.mail import outbox
from api.mail.models import OutboxMail
from api.mail.sending import NotAttempted, _again, _parcels, _singly, send_mail, send_parcel
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
        return list(_parcels(session)), [*_singly(session), *_again(session)]


def _queues(database: Database, turn: str) -> list[str]:
    """Name the queues on which an attempt at a mail waits."""
    with database.read_session() as session:
        mine = TASKS.c.workflow_uuid == task_id(outbox.TASK, turn)
        return list(session.scalars(select(TASKS.c.queue_name).where(mine)))


def _lose(database: Database, turn: str) -> None:
    """Forget an attempt at a mail, as a backup that is brought back does."""
    with database.write_session() as session:
        session.execute(delete(TASKS).where(TASKS.c.workflow_uuid == task_id(outbox.TASK, turn)))


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
        assert _queues(small_world.database, turns[0]) == ["parcels"], "not before who signs in"
        assert mending.mend(small_world.database) == 0, "it is on a queue"
        _lose(small_world.database, turns[0])
        assert mending.mend(small_world.database) == 1
        assert _queues(small_world.database, turns[0]) == ["parcels"]
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


def test_one_that_cannot_be_worded_holds_up_no_other(small_world: World) -> None:
    _publish(small_world)
    _put_in(small_world)
    with small_world.database.write_session() as session:
        first = session.scalars(
            select(OutboxMail).where(OutboxMail.batch.is_not(None)).order_by(OutboxMail.id)
        ).first()
        assert first is not None
        first.source, unreadable = {"strange": True}, first.to_address
    with mail_server() as server:
        with pytest.raises(NotAttempted):
            _send(small_world, server)
        others = {email(n) for n in (1, 2, 3, 4)} - {unreadable}
        assert sorted(server.recipients) == sorted(others)
        parcels, turns = _waiting(small_world.database)
        assert (len(parcels), turns) == (1, []), "it is to be taken up again"


def test_a_mail_of_an_earlier_release_is_not_put_in_twice(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.api.publishing import send_agendas

    monkeypatch.setattr(outbox, "_AT_ONCE", 2)
    monkeypatch.setattr(outbox, "IN_A_PARCEL", 2)
    with small_world.database.write_session() as session:
        assert send_agendas(session, small_world.event_id, 1, None, "p") == 4
        # It was put in by itself, when there were no batches.
        ids = session.scalars(select(OutboxMail.id).order_by(OutboxMail.id)).all()
        values = {"batch": None, "parcel": None}
        session.execute(update(OutboxMail).where(OutboxMail.id == ids[3]).values(values))
        session.execute(delete(OutboxMail).where(OutboxMail.id.in_(ids[:3])))
        assert send_agendas(session, small_world.event_id, 1, None, "p") == 4
        assert sorted(_parcels(session)) == ["p:0", "p:1"]
        assert list(_singly(session)) == [ids[3]]
    with small_world.database.read_session() as session:
        assert outbox.departures(session, "p") == {"waiting": 3}
