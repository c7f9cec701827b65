"""A mail as it goes over the wire: headers, text and HTML."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

import css_inline

from api.mail.models import OutboxMail
from api.settings import Settings

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


def build_message(mail: OutboxMail, settings: Settings) -> EmailMessage:
    """Build the message; its id is the row's, so a mail sent twice is seen as one.

    Raises
    ------
    ValueError
        The recipient's address cannot stand in a header.
    """
    message = EmailMessage()
    message["Message-ID"] = f"<{mail.id}@{urlsplit(settings.base_url).hostname}>"
    message["Date"] = format_datetime(mail.created_at)
    message["From"] = _address(*parseaddr(settings.mail_from))
    message["To"] = _address(mail.to_name, mail.to_address)
    message["Subject"] = mail.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(_inliner.inline(mail.html), subtype="html")
    return message


def _address(name: str, address: str) -> Address:
    return Address(" ".join(name.split()), addr_spec=address)
