"""Negations and exclusions: whether a statement says what is not wanted or not offered."""

from __future__ import annotations

import re

from matcher.profiles import Facet, Polarity

_NOT_WANTED = re.compile(
    r"^(?:(?:sorry|please|pls|but|and|truly)[,:]?\s+)*"
    r"(?:(?:i'm|i am|we're|we are)\s+)?"
    r"(?:no more|no|not looking for|not interested in|not in need of|not|don't (?:want|need)|"
    r"(?:i|we) (?:don't|do not|can't|cannot|won't) (?:want|need|do|offer|take|handle)?)\b[:,]?\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[,.]?\s*\b(?:please|thanks|thank you|truly|pls)\b[.!]*\s*$", re.IGNORECASE)


def polarity_of(statement: str, facet: Facet) -> tuple[str, Polarity]:
    """Tell whether a statement excludes; the text returned is what it is about."""
    match = _NOT_WANTED.match(statement)
    if facet is Facet.INTEREST or match is None:
        return statement, 1
    about = _TAIL.sub("", statement[match.end() :]).strip(" .,:;!")
    return (about, -1) if about else (statement, 1)
