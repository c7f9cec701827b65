"""The mail server of a set-up: it answers, encrypts, lets us in and takes our own address."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator

import aiosmtplib

from api.cli.checks.finding import Finding
from api.mail import refusals
from api.mail.addresses import parsed
from api.mail.connection import server_of
from api.settings import LOOPBACK, Settings

_SECONDS = 15.0
_DEFAULT_SENDER = Settings.model_fields["mail_from"].default


def mail_findings(settings: Settings) -> Iterator[Finding]:
    """Speak with the mail server up to the point where a mail would follow; none is sent."""
    if not settings.smtp_host:
        yield _none(settings)
        return
    sender = parsed(settings.mail_from)
    if sender is None or settings.mail_from == _DEFAULT_SENDER:
        words = f"The sender's address is {settings.mail_from!r}, which nobody can answer."
        yield Finding("mail", "bad", words, "Set CONFAB_MAIL_FROM: Meet <meet@example.org>")
    if settings.smtp_security == "none" and settings.smtp_host not in LOOPBACK:
        words = f"Mail and sign-in links go to {settings.smtp_host} without encryption."
        yield Finding("mail", "look", words, "Set CONFAB_SMTP_SECURITY=starttls, or tls.")
    if not settings.contact:
        words = "Mails and error pages name nobody to ask."
        yield Finding("mail", "look", words, "Set CONFAB_CONTACT to an address that is read.")
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        asyncio.run(_speak(settings, sender.addr_spec if sender else settings.mail_from))
    except (aiosmtplib.SMTPException, OSError) as trouble:
        yield Finding("mail", "bad", f"{where}: {_words(trouble)}", _remedy(trouble))
    else:
        yield Finding("mail", "good", f"{where} lets us in and takes mail from our address.")


def _none(settings: Settings) -> Finding:
    if settings.shows_outbox:
        words = "No mail server is set: mail stays in the developer's mailbox, /outbox."
        return Finding("mail", "look", words, "For an event set CONFAB_SMTP_HOST.")
    words = "No mail server is set: nobody gets an agenda or a link to sign in."
    return Finding("mail", "bad", words, "Set CONFAB_SMTP_HOST, and its user and password.")


async def _speak(settings: Settings, sender: str) -> None:
    async with server_of(settings, _SECONDS) as server:
        await server.mail(sender)
        await server.rset()


def _words(trouble: Exception) -> str:
    if isinstance(trouble, aiosmtplib.SMTPResponseException):
        return refusals.of_answer(trouble).words
    if isinstance(trouble, ssl.SSLCertVerificationError) or "CERTIFICATE" in str(trouble):
        return "Its certificate is not one that this machine trusts, or is another host's."
    if isinstance(trouble, ssl.SSLError) or "SSL" in str(trouble):
        return "It does not speak TLS there."
    if "STARTTLS" in str(trouble):
        return "It does not offer STARTTLS there."
    if isinstance(trouble, aiosmtplib.SMTPTimeoutError):
        return f"It did not answer within {_SECONDS:.0f} s."
    return refusals.of_trouble(trouble).words


def _remedy(trouble: Exception) -> str:
    if isinstance(trouble, aiosmtplib.SMTPAuthenticationError):
        return "Correct CONFAB_SMTP_USER and CONFAB_SMTP_PASSWORD."
    if isinstance(trouble, aiosmtplib.SMTPSenderRefused):
        return "Set CONFAB_MAIL_FROM to an address that this server sends for."
    if "SSL" in str(trouble) or "TLS" in str(trouble):
        return "Port 587 goes with CONFAB_SMTP_SECURITY=starttls, port 465 with tls."
    return "Correct CONFAB_SMTP_HOST and CONFAB_SMTP_PORT, or the firewall between."
