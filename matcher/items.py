"""Facet text to items: statements told apart, shared frames off, exclusions marked."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.frames import stated_facet, strip_frame
from matcher.negation import readings
from matcher.profiles import Facet, Item, Polarity, Profile
from matcher.statements import exclusions, lines, list_parts, statements


def split(profile: Profile) -> tuple[Item, ...]:
    """Split a profile's free text into items.

    A statement counts where its opening says ("we also look for ..." among the offers is a
    need). What a bio says that is no need is an offer or an interest, wherever the profile
    has none of its own.

    Parameters
    ----------
    profile
        Any profile; empty facets give no items.

    Returns
    -------
    tuple of Item
        In reading order: offers, needs, interests, bio; each once, none with an empty text.
    """
    found: list[Item] = []
    for facet, text in (
        (Facet.OFFER, profile.offers),
        (Facet.NEED, profile.needs),
        (Facet.INTEREST, profile.interests),
    ):
        found.extend(_facet_items(text, facet, private=facet in profile.private))
    if profile.bio.strip():
        stated = {item.facet for item in found}
        for facet in (Facet.OFFER, Facet.INTEREST):
            told = _facet_items(profile.bio, facet, private=facet in profile.private)
            found.extend(item for item in told if item.facet is not facet or facet not in stated)
    # A lone dash or smiley says nothing that could be matched.
    said = (item for item in found if any(letter.isalnum() for letter in item.text))
    return tuple(dict.fromkeys(said))


def _facet_items(text: str, facet: Facet, *, private: bool) -> Iterator[Item]:
    for line, hidden in lines(text):
        for statement in statements(line):
            pieces = readings(statement)
            for piece, polarity in pieces:
                quote = statement if len(pieces) == 1 else piece
                yield from _piece_items(piece, quote, facet, polarity, private or hidden)


def _piece_items(
    piece: str, quote: str, facet: Facet, polarity: Polarity, private: bool
) -> Iterator[Item]:
    facet = stated_facet(piece, facet)
    core = strip_frame(piece)
    if polarity == -1:
        # Each thing excluded stands alone: what it is mentioned with is excluded too.
        for part in exclusions(core):
            yield Item(part, quote, facet, polarity, private)
        return
    parts = list_parts(core)
    for part in parts:
        yield Item(part, part, facet, polarity, private, statement=core)
    if core and not parts:
        yield Item(core, quote, facet, polarity, private)
