"""Mail: leaves with its transaction, once, over real SMTP; kept where there is no server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from api.db.session import Database
from api.jobs.registry import Worker
from api.mail import outbox
from api.mail.models import OutboxMail
from api.mail.outbox import Mail
from api.mail.sending import WAITS, send_mail
from api.settings import Settings
from tests.mail_server import MailServer, mail_server

MAIL = Mail(
    dedupe_key="agenda:1:2",
    kind="agenda",
    to_address="ana@example.org",
    to_name="Ana Kovač, née Nic Gabhann",
    subject="Your agenda\r\nBcc: everybody@example.org",
    text="Hello Ana,\nyou meet Tadhg at 14:00.\n",
    html="<html><head><style>p { color: #b02a4f }</style></head><p>Hello Ana</p></html>",
)


@pytest.fixture
def inbox() -> Iterator[tuple[MailServer, int]]:
    """Run a mail server; give it and its port."""
    with mail_server() as server:
        yield server, server.port


def _worker(database: Database, settings: Settings, port: int) -> Worker:
    changed = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    return Worker("test", database, settings.model_copy(update=changed))


def _put(database: Database, mail: Mail = MAIL) -> str:
    with database.write_session() as session:
        outbox.put(session, mail)
    with database.read_session() as session:
        return session.scalars(select(OutboxMail.id)).one()


def _row(database: Database) -> OutboxMail:
    with database.read_session() as session:
        return session.scalars(select(OutboxMail)).one()


def test_a_mail_is_sent_once_as_text_and_html(
    database: Database, settings: Settings, inbox: tuple[MailServer, int]
) -> None:
    handler, port = inbox
    worker, mail_id = _worker(database, settings, port), _put(database)
    assert send_mail(worker, mail_id) is None
    assert send_mail(worker, mail_id) is None
    (got,) = handler.mails
    assert got["To"].addresses[0].display_name == "Ana Kovač, née Nic Gabhann"
    assert got["To"].addresses[0].addr_spec == "ana@example.org"
    # A line break in a subject begins no header of the sender's choosing.
    assert got["Subject"] == "Your agenda Bcc: everybody@example.org"
    assert got["Bcc"] is None
    assert got["Message-ID"] == f"<{mail_id}@127.0.0.1>"
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "you meet Tadhg at 14:00." in text.get_content()
    assert 'style="color: #b02a4f' in html.get_content()
    row = _row(database)
    assert (row.state, row.attempts, row.text) == ("sent", 1, MAIL.text)


def test_a_mail_with_a_secret_is_wiped_when_it_is_sent(
    database: Database, settings: Settings, inbox: tuple[MailServer, int]
) -> None:
    from dataclasses import replace

    mail_id = _put(database, replace(MAIL, secret=True))
    send_mail(_worker(database, settings, inbox[1]), mail_id)
    row = _row(database)
    assert (row.state, row.text, row.html) == ("sent", "", "")


@pytest.mark.parametrize(
    ("answer", "state"), [("550 No such person", "failed"), ("451 Come back later", "waiting")]
)
def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_not(
    database: Database, settings: Settings, inbox: tuple[MailServer, int], answer: str, state: str
) -> None:
    handler, port = inbox
    handler.answers["ana@example.org"] = answer
    wait = send_mail(_worker(database, settings, port), _put(database))
    assert wait == (None if state == "failed" else WAITS[0])
    assert _row(database).state == state
    assert handler.mails == []


def test_a_server_that_is_away_is_asked_again_and_in_the_end_given_up(
    database: Database, settings: Settings, inbox: tuple[MailServer, int]
) -> None:
    handler, _ = inbox
    worker, mail_id = _worker(database, settings, 1), _put(database)
    waits = [send_mail(worker, mail_id) for _ in range(len(WAITS) + 1)]
    assert waits == [*WAITS, None]
    row = _row(database)
    assert (row.state, row.attempts) == ("failed", len(WAITS) + 1)
    assert "cannot be reached" in row.error
    assert handler.mails == []


def test_without_a_server_mail_is_kept(database: Database, settings: Settings) -> None:
    assert send_mail(Worker("test", database, settings), _put(database)) is None
    row = _row(database)
    assert (row.state, row.text) == ("kept", MAIL.text)


def test_the_same_mail_is_put_in_once(database: Database) -> None:
    _put(database)
    _put(database)


def test_what_is_rolled_back_leaves_no_mail_and_no_task(database: Database) -> None:
    def put_and_fail() -> None:
        with database.write_session() as session:
            outbox.put(session, MAIL)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    with database.read_session() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMail)) == 0
    # The task went with it: the same mail can be put in again, and is.
    _put(database)
