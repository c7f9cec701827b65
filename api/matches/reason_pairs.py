"""A pair's reasons as one of the two reads them: their own words on the left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from api.matches.shown_reasons import ShownReason

Direction = Literal["gain", "give", "shared", "aim"]


@dataclass(frozen=True, slots=True)
class ReasonPair:
    """Two quotes facing each other.

    Attributes
    ----------
    direction
        ``gain``: the reader needs what the other offers; ``give``: the reader offers what
        the other needs; ``shared``: both like it; ``aim``: both seek it.
    strength
        0..1.
    role
        What is offered is who that one is ("Nurse, in Health"): nobody's words, never quoted.
    """

    direction: Direction
    mine: str
    theirs: str
    strength: float
    role: bool = False


def reason_pairs(reasons: Iterable[ShownReason], reader_id: str) -> tuple[ReasonPair, ...]:
    """Turn a pair's reasons towards one reader, strongest first."""
    pairs = []
    for reason in reasons:
        own = reason.for_id == reader_id
        direction: Direction = "gain" if own else "give"
        if reason.kind == "interest":
            direction = "shared"
        elif reason.kind == "aim":
            direction = "aim"
        mine, theirs = (reason.need, reason.offer) if own else (reason.offer, reason.need)
        pairs.append(ReasonPair(direction, mine, theirs, reason.strength, reason.role))
    return tuple(pairs)
