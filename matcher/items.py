"""Facet text to items: statements told apart, shared frames off, exclusions marked."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.frames import strip_frame
from matcher.negation import polarity_of
from matcher.profiles import Facet, Item, Profile
from matcher.statements import lines, list_parts, statements


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
    for line, hidden in lines(text):
        for quote in statements(line):
            stated, polarity = polarity_of(quote, facet)
            core = strip_frame(stated)
            parts = list_parts(core)
            for part in parts:
                yield Item(part, part, facet, polarity, private or hidden, statement=core)
            if core and not parts:
                yield Item(core, quote, facet, polarity, private or hidden)
