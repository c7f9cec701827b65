"""Facet text to items: statements told apart, shared frames off, exclusions marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from matcher.profiles import Facet, Item, Profile
from matcher.text.exclusions import Reading, readings
from matcher.text.sentence_frames import stated_facet, strip_frame, turns
from matcher.text.silence import says_nothing
from matcher.text.standing import opened, points, refers_back, stands_alone, telling_words
from matcher.text.statements import exclusions, lines, list_parts, statements

# No sentence is longer; what is, is no prose, and is taken as it comes.
_SENTENCE = 1000
_BLOCKS = re.compile(r"\n\s*\n")
_HEADING = 5
# Words of a list's part, and letters of a list, up to which the part is quoted with the others.
_SHORT = 2
_LINE = 120
# Profiles whose items are kept: some 60 MB where all say much.
_REMEMBERED = 1 << 14


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
    texts = (profile.offers, profile.needs, profile.interests)
    return _split(texts, profile.bio, profile.private)


# Reading what people say takes longer than scoring them, and few edit between two matches.
@lru_cache(maxsize=_REMEMBERED)
def _split(texts: tuple[str, str, str], bio: str, private: frozenset[Facet]) -> tuple[Item, ...]:
    found: list[Item] = []
    for facet, text in zip((Facet.OFFER, Facet.NEED, Facet.INTEREST), texts, strict=True):
        found.extend(_facet_items(text, facet, private=facet in private))
    if bio.strip():
        stated = {item.facet for item in found}
        for facet in (Facet.OFFER, Facet.INTEREST):
            told = _facet_items(bio, facet, private=facet in private)
            found.extend(item for item in told if item.facet is not facet or facet not in stated)
    # A lone dash or a "tbd" says nothing that could be matched.
    said = (item for item in found if not says_nothing(item.text))
    return tuple(dict.fromkeys(said))


def _facet_items(text: str, facet: Facet, *, private: bool) -> Iterator[Item]:
    for block in _BLOCKS.split(text):
        heading = Reading("", 1, facet)
        for line, hidden in lines(block):
            if says_nothing(line) and not line.endswith(":"):
                continue
            named = _heading(line, facet)
            heading = named or heading
            if named is None:
                yield from _line_items(line, heading, private or hidden)


def _heading(line: str, facet: Facet) -> Reading | None:
    """Read a line that says what the next ones are ("Not looking for:"); None for another line."""
    if not line.endswith(":") or len(line.split()) > _HEADING:
        return None
    first, *_ = readings(f"{line} this thing", facet)
    if first.polarity == -1:
        return first
    place = stated_facet(f"{line} this thing", facet)
    framed = strip_frame(f"{line} this thing") == "this thing"
    return Reading("", 1, place) if framed else None


def _line_items(line: str, heading: Reading, private: bool) -> Iterator[Item]:
    if heading.polarity == -1:
        for part in exclusions(strip_frame(line)):
            yield Item(part, line, heading.facet, -1, private)
        return
    before = ""
    for statement in statements(line):
        pieces = list(_pieces(statement, heading.facet))
        whole = len(pieces) == 1
        for piece, reading in pieces:
            quote = _understandable(statement, before) if whole else piece
            yield from _piece_items(piece, quote, reading, private)
        before = statement if all(reading.polarity == 1 for _, reading in pieces) else ""


def _understandable(statement: str, before: str) -> str:
    """Give the words to quote: with the statement before, if this one goes on from it."""
    if before and refers_back(statement) and telling_words(statement) and not points(statement):
        both = f"{before} {statement}"
        if stands_alone(both):
            return both
    return statement


def _pieces(statement: str, facet: Facet) -> Iterator[tuple[str, Reading]]:
    if len(statement) > _SENTENCE:
        yield statement, Reading(statement, 1, facet)
        return
    for reading in readings(statement, facet):
        for piece in turns(reading.text) if reading.polarity == 1 else (reading.text,):
            yield piece, reading


def _piece_items(piece: str, quote: str, reading: Reading, private: bool) -> Iterator[Item]:
    core = strip_frame(piece)
    if reading.polarity == -1:
        # Each thing excluded stands alone: what it is mentioned with is excluded too.
        for part in exclusions(core):
            yield Item(part, quote, reading.facet, -1, private)
        return
    facet = stated_facet(piece, reading.facet)
    parts = list_parts(core)
    for part in parts:
        # "Food" in a list of what somebody photographs says little without the others.
        short = (len(part.split()) <= _SHORT or refers_back(part)) and len(quote) <= _LINE
        said = opened(quote if short else part)
        yield Item(part, said, facet, 1, private, core, alone=stands_alone(said))
    if core and not parts:
        said = opened(quote)
        yield Item(
            core, said, facet, 1, private, alone=bool(telling_words(core)) and stands_alone(said)
        )
