"""Addresses as mail servers take them: the domain in its ASCII form, names in encoded words."""

from __future__ import annotations

import re
from email.header import Header
from email.headerregistry import Address
from email.utils import parseaddr

import idna

_MOST_NAME = 60
_ENCODED_WORD = 75
_NOT_PLAIN = re.compile(r'[\s()<>\[\]:;@\\,"\x00-\x1f\x7f]')


def ascii_form(address: str) -> str:
    """Give an address with its domain in ASCII (IDNA 2008): ``ana@xn--bckerei-5wa.example``.

    What stands before the @ stays as it is: it has no ASCII form.

    Raises
    ------
    ValueError
        It is no address, or its domain cannot be one.
    """
    local, at, domain = address.strip().rpartition("@")
    if not (local and at and domain):
        raise ValueError("not an address")
    if domain.isascii():
        return f"{local}@{domain}"
    return f"{local}@{idna.encode(domain, uts46=True).decode()}"


def same_address(address: str) -> str:
    """Give the form in which two spellings of an address are equal."""
    try:
        return ascii_form(address).lower()
    except ValueError:
        return address.strip().lower()


def needs_utf8(address: str) -> bool:
    """Whether only a server with SMTPUTF8 (RFC 6531) can take the address."""
    return not address.isascii()


def named(name: str, address: str) -> Address:
    """Put a name and an address together for a header.

    Raises
    ------
    ValueError
        The address cannot stand in a header.
    """
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if len(plain) > _MOST_NAME:
        plain = plain[: _MOST_NAME - 1].rstrip() + "…"
    address = ascii_form(address)
    if address.isascii():
        return Address(plain, addr_spec=address)
    # The library reads no other letters, though it writes them.
    local, _, domain = address.rpartition("@")
    if _NOT_PLAIN.search(local):
        raise ValueError("not an address")
    return Address(plain, username=local, domain=domain)


def parsed(text: str) -> Address | None:
    """Read ``Name <address>`` or an address, as settings hold them; None if it is neither."""
    name, address = parseaddr(text)
    try:
        return named(name, address)
    except ValueError:
        return None


def written(address: Address) -> str:
    """Write an address into a header; other than ``email``'s own folding, the name stays whole."""
    name = address.display_name
    if not name:
        return address.addr_spec
    if name.isascii() and "=?" not in name:
        return str(address)
    words = Header(name, "utf-8", maxlinelen=_ENCODED_WORD).encode(linesep="\r\n")
    return f"{words}\r\n <{address.addr_spec}>"
