"""A real mail server that keeps what it is given, and refuses whom it is told to."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from api.db.session import Database
from api.jobs.registry import Worker
from api.settings import Settings
from tests.postgres import free_port


@dataclass
class MailServer:
    """What arrived, for whom, and how recipients are answered."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    lines: list[object] = field(default_factory=list)
    """Who asked for each mail, by connection."""
    most: int = 1000
    """Mails it takes over one connection."""

    async def handle_MAIL(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.lines.count(session.peer) >= self.most:
            return "421 Enough over this line"
        self.lines.append(session.peer)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        read = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)
        self.raw.append(content)
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def settings(self, settings: Settings, **changed: object) -> Settings:
        """Give settings that send to this server."""
        own = {"smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_security": "none"}
        return settings.model_copy(update=own | changed)

    def worker(self, database: Database, settings: Settings, **changed: object) -> Worker:
        """Give a worker that sends to this server."""
        return Worker("test", database, self.settings(settings, **changed))


@contextmanager
def mail_server(*, utf8: bool = False) -> Iterator[MailServer]:
    """Run a server, with SMTPUTF8 or without, while the block runs."""
    server = MailServer(free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port, enable_SMTPUTF8=utf8)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def text_of(mail: EmailMessage) -> str:
    """Give the text part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
