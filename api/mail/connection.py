"""The line to the mail server: opened for the first mail, kept for those that follow."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import TracebackType

import aiosmtplib

from api.mail import refusals
from api.mail.addresses import ascii_form, needs_utf8, parsed
from api.mail.message import build_message
from api.mail.models import OutboxMail
from api.mail.refusals import Refusal
from api.settings import Settings

_TIMEOUT = 30.0
_CLOSING = 421


class Connection:
    """Hands mails over, one after another; for one thread, and to be closed."""

    def __init__(self, site: Settings) -> None:
        self._site = site
        self._runner = asyncio.Runner()
        self._server: aiosmtplib.SMTP | None = None

    def __enter__(self) -> Connection:
        """Nothing is opened before the first mail."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Take leave of the server."""
        with suppress(aiosmtplib.SMTPException, OSError):
            self._runner.run(self._leave())
        self._runner.close()

    def hand_over(self, mail: OutboxMail, stop_link: str) -> Refusal | None:
        """Give what went wrong, if anything did."""
        try:
            to = ascii_form(mail.to_address)
            message = build_message(mail, self._site, stop_link).as_bytes()
        except ValueError:
            return refusals.NOT_AN_ADDRESS
        try:
            return self._runner.run(self._send(message, to))
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return refusals.of_recipient(refused)
        except aiosmtplib.SMTPResponseException as answer:
            return refusals.of_answer(answer)
        except (aiosmtplib.SMTPException, OSError) as trouble:
            return refusals.of_trouble(trouble)

    async def _send(self, message: bytes, to: str) -> Refusal | None:
        if self._server is None:
            return await self._send_now(message, to)
        try:
            return await self._send_now(message, to)
        except aiosmtplib.SMTPServerDisconnected:
            pass
        except aiosmtplib.SMTPResponseException as answer:
            if answer.code != _CLOSING:
                raise
        # It takes so many mails a connection, or so many minutes.
        return await self._send_now(message, to)

    async def _send_now(self, message: bytes, to: str) -> Refusal | None:
        sender = parsed(self._site.mail_from)
        options = ["SMTPUTF8", "BODY=8BITMIME"] if needs_utf8(to) else []
        try:
            if self._server is None:
                server = server_of(self._site, _TIMEOUT)
                await server.connect()
                self._server = server
            await self._server.sendmail(
                sender.addr_spec if sender else self._site.mail_from,
                [to],
                message,
                mail_options=options,
            )
        except aiosmtplib.SMTPNotSupported:
            return refusals.NEEDS_UTF8
        except aiosmtplib.SMTPRecipientsRefused:
            raise
        except BaseException:
            # What state the line is in nobody knows.
            await self._leave()
            raise
        return None

    async def _leave(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        try:
            await server.quit()
        except (aiosmtplib.SMTPException, OSError):
            server.close()


def server_of(site: Settings, timeout: float) -> aiosmtplib.SMTP:
    """Name the mail server of the settings; entered, it is connected and has let us in.

    Parameters
    ----------
    timeout
        Seconds it may take for an answer.
    """
    return aiosmtplib.SMTP(
        hostname=site.smtp_host,
        port=site.smtp_port,
        use_tls=site.smtp_security == "tls",
        start_tls=site.smtp_security == "starttls",
        username=site.smtp_user or None,
        password=site.smtp_password.get_secret_value() or None,
        timeout=timeout,
    )
