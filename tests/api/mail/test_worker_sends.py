"""A real worker sends what waits, comes back after a passing failure, and is not held up by it."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from api.db.session import Database
from api.jobs.worker import new_worker, run_worker
from api.mail import outbox, sending
from api.mail.models import OutboxMail
from api.settings import Settings
from tests.api.mail.test_message import MAIL
from tests.mail_server import MailServer, mail_server

AWAY = 6
"""More mails than the queue has places."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_mails_that_must_wait_hold_up_no_others(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "WAITS", (4.0,))
    with mail_server() as server:
        with database.write_session() as session:
            for number in range(AWAY):
                address = f"away{number}@example.org"
                server.answers[address] = "451 Later"
                outbox.put(session, replace(MAIL, dedupe_key=address, to_address=address))
            late = replace(MAIL, dedupe_key="late", to_address="late@example.org")
            outbox.put(session, late, wait=dt.timedelta(seconds=3))
        stop = threading.Event()
        worker = new_worker(database, server.settings(settings))
        thread = threading.Thread(target=run_worker, args=(worker, stop, 0.2))
        thread.start()
        try:
            _until(lambda: _attempted(database) == AWAY)
            with database.write_session() as session:
                outbox.put(session, MAIL)
            _until(lambda: MAIL.to_address in server.recipients, most=3.0)
            server.answers.clear()
            _until(lambda: len(server.mails) == AWAY + 2)
        finally:
            stop.set()
            thread.join(30)
    assert sorted(server.recipients) == sorted(set(server.recipients)), "each once"
    assert _order(server).index("ana@example.org") < _order(server).index("late@example.org")


def _order(server: MailServer) -> list[str]:
    return [mail["To"].addresses[0].addr_spec for mail in server.mails]


def _attempted(database: Database) -> int:
    with database.read_session() as session:
        return len(session.scalars(select(OutboxMail.id).where(OutboxMail.attempts > 0)).all())


def _until(happened: object, most: float = 60.0) -> None:
    assert callable(happened)
    end = time.monotonic() + most
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)
