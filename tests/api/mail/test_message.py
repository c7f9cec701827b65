"""What goes over the wire: names and addresses of any kind, headers that programs read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from api.db.session import Database
from api.mail import outbox
from api.mail.models import OutboxMail
from api.mail.outbox import Mail
from api.mail.sending import send_mail
from api.settings import Settings
from tests.mail_server import MailServer, mail_server

MAIL = Mail(
    dedupe_key="k",
    kind="agenda",
    to_address="ana@example.org",
    to_name="Ana",
    subject="Your agenda",
    text="Stop: http://127.0.0.1:8000/mail/stop\n",
    html="<html lang='en'><p><a href='http://127.0.0.1:8000/mail/stop'>Stop</a></p></html>",
    calendar="BEGIN:VCALENDAR\r\nSUMMARY:Käse\r\nEND:VCALENDAR\r\n",
    conversation="thread.7",
)
NAMES = (
    "Ní Bhriain, Ana (Bakers' Guild)",
    "Jörg Weiß",
    "O'Neill; Ned <ned>",
    'Ida "the knitter" Quist 🧶',
    "=?utf-8?q?Eve?=",
    "Zoë\r\nBcc: everybody@example.org",
    "",
)


def _send(
    database: Database, settings: Settings, server: MailServer, mail: Mail, **changed: object
) -> OutboxMail:
    with database.write_session() as session:
        outbox.put(session, mail)
    with database.read_session() as session:
        mail_id = session.scalars(select(OutboxMail.id)).one()
    send_mail(server.worker(database, settings, **changed), mail_id)
    with database.read_session() as session:
        return session.scalars(select(OutboxMail)).one()


@pytest.mark.parametrize("name", NAMES)
def test_any_name_arrives_whole(database: Database, settings: Settings, name: str) -> None:
    with mail_server() as server:
        _send(database, settings, server, replace(MAIL, to_name=name))
    (got,) = server.mails
    (to,) = got["To"].addresses
    assert to.addr_spec == "ana@example.org"
    assert to.display_name == " ".join(name.split())
    assert got["Bcc"] is None
    assert server.recipients == ["ana@example.org"]


def test_a_long_name_is_cut_and_its_words_stay_within_what_mail_allows(
    database: Database, settings: Settings
) -> None:
    name = "Dr. Wolfgang-Amadeus, Äußerst Langername von und zu Hohenstein-Überlingen, der Ältere"
    with mail_server() as server:
        _send(database, settings, server, replace(MAIL, to_name=name))
    (to,) = server.mails[0]["To"].addresses
    assert to.display_name.startswith("Dr. Wolfgang-Amadeus, Äußerst Langername von und")
    assert max(len(line) for line in server.raw[0].split(b"\r\n\r\n")[0].split(b"\r\n")) < 150
    assert all(len(word) <= 75 for word in server.raw[0].split() if word.startswith(b"=?"))


@pytest.mark.parametrize("utf8", [False, True])
def test_an_international_domain_leaves_in_its_ascii_form(
    database: Database, settings: Settings, utf8: bool
) -> None:
    with mail_server(utf8=utf8) as server:
        row = _send(database, settings, server, replace(MAIL, to_address="ana@bäckerei.example"))
    assert (row.state, row.to_address) == ("sent", "ana@bäckerei.example")
    assert server.recipients == ["ana@xn--bckerei-5wa.example"]
    assert server.mails[0]["To"].addresses[0].addr_spec == "ana@xn--bckerei-5wa.example"


def test_letters_before_the_at_need_a_server_that_takes_them(
    database: Database, settings: Settings
) -> None:
    mail = replace(MAIL, to_address="jörg@example.org", to_name="Jörg Weiß")
    with mail_server() as server:
        row = _send(database, settings, server, mail)
    assert row.state == "failed"
    assert "SMTPUTF8" in row.error
    assert server.mails == []


def test_they_arrive_where_it_does(database: Database, settings: Settings) -> None:
    mail = replace(MAIL, to_address="jörg@bäckerei.example", to_name="Jörg Weiß")
    with mail_server(utf8=True) as server:
        row = _send(database, settings, server, mail)
    assert (row.state, server.recipients) == ("sent", ["jörg@xn--bckerei-5wa.example"])
    assert "jörg@xn--bckerei-5wa.example".encode() in server.raw[0]


def test_programs_find_what_they_look_for(database: Database, settings: Settings) -> None:
    # So long a host that the standard folding would break the link into encoded words.
    site = "https://meetings.of-a-very-long-name.institution.example.org"
    text = MAIL.text.replace("http://127.0.0.1:8000", site)
    with mail_server() as server:
        row = _send(
            database, settings, server, replace(MAIL, text=text), base_url=site,
            contact="Hilfe für Cork <help@bäckerei.example>",
        )  # fmt: skip
    (got,) = server.mails
    headers = server.raw[0].split(b"\r\n\r\n")[0].decode("ascii")
    (link,) = [line for line in headers.split("\r\n") if line.startswith("List-Unsubscribe: ")]
    address = link.removeprefix("List-Unsubscribe: <").removesuffix(">")
    assert address.startswith(f"{site}/mail/stop?token=")
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in headers
    assert got["Reply-To"].addresses[0].addr_spec == "help@xn--bckerei-5wa.example"
    assert got["Reply-To"].addresses[0].display_name == "Hilfe für Cork"
    assert got["Auto-Submitted"] == "auto-generated"
    host = "meetings.of-a-very-long-name.institution.example.org"
    assert got["Message-ID"] == f"<{row.id}@{host}>"
    assert got["References"] == got["In-Reply-To"] == f"<thread.7@{host}>"
    assert got["Date"].datetime.tzinfo is not None
    body, calendar = got.iter_parts()
    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html"]
    assert address in next(body.iter_parts()).get_content()
    assert address not in row.text, "the token is known only in the mail"
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": "PUBLISH"}
    assert calendar.get_payload(decode=True) == MAIL.calendar.encode()
    assert calendar.get_filename() == "agenda.ics"


def test_sign_in_mail_cannot_be_stopped(database: Database, settings: Settings) -> None:
    with mail_server() as server:
        _send(database, settings, server, replace(MAIL, kind="sign-in"))
    assert server.mails[0]["List-Unsubscribe"] is None
