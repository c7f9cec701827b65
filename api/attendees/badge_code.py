"""The code on a badge: it names a person to the event's team, and nothing to anybody else.

It is drawn by lot when the person joins, so that nobody can make out another's, and it is no
sign-in: the page that it leads to is the team's. It stays the same however often badges are
printed.
"""

from __future__ import annotations

import secrets
from typing import Protocol

# What is easily taken for one another is left out; ten of thirty are 49 bits.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LONG = 10
_PAUSES = str.maketrans("", "", " -")


class _HasSlug(Protocol):
    @property
    def slug(self) -> str: ...


class _HasBadge(Protocol):
    @property
    def badge(self) -> str: ...


def new_badge() -> str:
    """Draw the code of somebody who joins."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_LONG))


def badge_path(event: _HasSlug, attendee: _HasBadge) -> str:
    """Give the path that a badge's QR code carries: the check-in page of its bearer.

    Put the site's `base_url` before it. An `Event` and an `Attendee` fit, and so do rows of the
    two columns alone.
    """
    return f"/organise/{event.slug}/door/{attendee.badge}"


def badge_of(words: str) -> str:
    """Read a code as somebody typed it, in any case, with pauses; empty where it is none."""
    code = words.translate(_PAUSES).upper()
    return code if len(code) == _LONG and set(code) <= set(_SIGNS) else ""
