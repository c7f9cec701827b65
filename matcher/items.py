"""Facet text to items: bullets, sentences and lists apart, shared frames off, negations marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcher.frames import strip_frame
from matcher.negation import polarity_of
from matcher.profiles import Facet, Item, Profile

PRIVATE_MARK = "[private]"
_BULLET = re.compile(r"^\s*(?:[-*+•·◦▪–—>]+|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[]?[A-ZÀ-Þ0-9€£$])|\s*;\s+|\s*\|\s*")


def split(profile: Profile) -> tuple[Item, ...]:
    """Split a profile's free text into items.

    Parameters
    ----------
    profile
        Any profile; empty facets give no items.

    Returns
    -------
    tuple of Item
        In reading order: offers, needs, interests, bio. No item has an empty text.
    """
    found: list[Item] = []
    for facet, text in (
        (Facet.OFFER, profile.offers),
        (Facet.NEED, profile.needs),
        (Facet.INTEREST, profile.interests),
    ):
        found.extend(_facet_items(text, facet, private=facet in profile.private))
    return tuple(dict.fromkeys(found))


def _facet_items(text: str, facet: Facet, *, private: bool) -> Iterator[Item]:
    for line, hidden in _lines(text):
        for quote in _statements(line):
            stated, polarity = polarity_of(quote, facet)
            core = strip_frame(stated)
            if core:
                yield Item(core, quote, facet, polarity, private or hidden)


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    for raw in text.splitlines():
        line = _BULLET.sub("", raw.strip())
        hidden = line.casefold().startswith(PRIVATE_MARK)
        if hidden:
            line = line[len(PRIVATE_MARK) :]
        line = " ".join(line.split())
        if line:
            yield line, hidden


def _statements(line: str) -> Iterator[str]:
    for part in _SENTENCE.split(line):
        statement = part.strip(" \t,;")
        if any(character.isalnum() for character in statement):
            yield statement
