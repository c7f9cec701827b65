"""The site's address in a set-up: https, a name that leads somewhere, and what answers there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from api.cli.checks.finding import Finding
from api.settings import LOOPBACK, Settings

_SECONDS = 10.0


def address_findings(settings: Settings) -> Iterator[Finding]:
    """Look at CONFAB_BASE_URL as a visitor would."""
    parts = urlsplit(settings.base_url)
    host = parts.hostname or ""
    if host in LOOPBACK:
        words = f"{settings.base_url} leads to this machine alone: links in mails work only here."
        yield Finding("address", "look", words, "For an event set CONFAB_BASE_URL.")
        return
    if parts.path:
        words = f"{settings.base_url} has a path; the site lives at the top of a name."
        yield Finding(
            "address", "bad", words, "Give it a name of its own: https://meet.example.org"
        )
    if not settings.secure:
        words = f"{settings.base_url} is not https: words and sign-in links can be read on the way."
        yield Finding("address", "bad", words, "Put a proxy with TLS before it (deploy/Caddyfile).")
    elif not settings.behind_proxies:
        words = "A proxy with TLS stands before the site, and it is not told how many there are."
        remedy = "Set CONFAB_BEHIND_PROXIES=1, or all visitors share one limit of sign-in mails."
        yield Finding("address", "bad", words, remedy)
    try:
        socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        words = f"The name {host} leads nowhere, as seen from here."
        yield Finding("address", "bad", words, "Enter it in the DNS, or correct CONFAB_BASE_URL.")
        return
    yield _answer(settings.base_url)


def _answer(base_url: str) -> Finding:
    asked = Request(f"{base_url}/ready", headers={"user-agent": "confab check"})  # noqa: S310
    try:
        with urlopen(asked, timeout=_SECONDS) as answer:  # noqa: S310 - http or https by settings
            ours = b'"database"' in answer.read(1000)
    except HTTPError as error:
        words = f"{base_url} answers, but is not ready ({error.code})."
        return Finding("address", "look", words, "Read on above; or the site is not started yet.")
    except (URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        words = f"Nothing answers at {base_url} ({type(reason).__name__})."
        return Finding("address", "look", words, "Start the site and the proxy before it.")
    if not ours:
        words = f"Something else than Confab answers at {base_url}."
        return Finding("address", "bad", words, "Correct the proxy, or CONFAB_BASE_URL.")
    return Finding("address", "good", f"{base_url} answers and is ready.")
