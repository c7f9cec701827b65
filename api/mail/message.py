"""A mail as it goes over the wire: headers, text and HTML, a calendar beside them."""

from __future__ import annotations

import email.policy
from email.headerregistry import AddressHeader, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import css_inline

from api.clock import now
from api.mail.addresses import ascii_form, named, needs_utf8, parsed, written
from api.mail.models import OutboxMail
from api.mail.stopping import stop_page
from api.settings import Settings

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
# The standard folding breaks a long address into encoded words, in which no program finds a link.
_NEVER_FOLDED = frozenset({"list-unsubscribe", "list-unsubscribe-post", "message-id"})
# Headers of which most mails have the same, and which take longer to read than a line to word.
_ALIKE = frozenset(
    {"auto-submitted", "content-disposition", "content-transfer-encoding", "content-type"}
    | {"list-unsubscribe-post", "mime-version"}
)


class _Headers(HeaderRegistry):
    """The standard library's headers; it would make a class for each anew, and read it anew."""

    def __getitem__(self, name: str) -> Any:
        return _kind_of(name.lower())

    def __call__(self, name: str, value: Any) -> Any:
        # A boundary is of one mail alone.
        alike = name.lower() in _ALIKE and isinstance(value, str) and "boundary" not in value
        return _alike(name, value) if alike else self[name](name, value)


_headers = HeaderRegistry()


@lru_cache(maxsize=64)
def _kind_of(name: str) -> Any:
    return _headers[name]


@lru_cache(maxsize=64)
def _alike(name: str, value: str) -> Any:
    return _headers(name, value)


class _Policy(EmailPolicy):
    """Headers that programs read are written plainly."""

    def fold(self, name: str, value: Any) -> str:
        if isinstance(value, BaseHeader) and name.lower() in _NEVER_FOLDED:
            return f"{name}: {value}{self.linesep}"
        if isinstance(value, AddressHeader):
            listed = ", ".join(written(address) for address in value.addresses)
            return f"{name}: {listed}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "surrogateescape")


_POLICY = _Policy(linesep=email.policy.SMTP.linesep, cte_type="7bit", header_factory=_Headers())


def build_message(mail: OutboxMail, settings: Settings, stop_link: str = "") -> EmailMessage:
    """Build the message; its id is the row's, so a mail sent twice is seen as one.

    Parameters
    ----------
    stop_link
        Stops this kind of mail (RFC 8058); empty for a mail that cannot be stopped.

    Raises
    ------
    ValueError
        The recipient's address cannot stand in a header.
    """
    host = _host(settings)
    to = named(mail.to_name, mail.to_address)
    message = EmailMessage(policy=_POLICY.clone(utf8=needs_utf8(to.addr_spec)))
    message["Message-ID"] = f"<{mail.id}@{host}>"
    message["Date"] = format_datetime(now())
    message["From"] = parsed(settings.mail_from) or settings.mail_from
    message["To"] = to
    reply_to = parsed(settings.contact)
    if reply_to is not None:
        message["Reply-To"] = reply_to
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"
    if mail.conversation:
        root = f"<{mail.conversation}@{host}>"
        message["In-Reply-To"] = root
        message["References"] = root
    text, html = mail.text, mail.html
    if stop_link:
        message["List-Unsubscribe"] = f"<{stop_link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        text, html = (part.replace(stop_page(settings), stop_link) for part in (text, html))
    message.set_content(text)
    if html:
        message.add_alternative(_inliner.inline(html), subtype="html")
    if mail.calendar:
        message.add_attachment(
            mail.calendar,
            subtype="calendar",
            cte="base64",
            params={"method": "PUBLISH"},
            filename="agenda.ics",
        )
    return message


def _host(settings: Settings) -> str:
    name = urlsplit(settings.base_url).hostname or "localhost"
    return ascii_form(f"x@{name}").removeprefix("x@")
