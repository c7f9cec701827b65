"""A pair's reasons as one of the two reads them: their own words on the left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.matches.models import Candidate

Direction = Literal["gain", "give", "shared"]


@dataclass(frozen=True, slots=True)
class ReasonPair:
    """Two quotes facing each other.

    Attributes
    ----------
    direction
        ``gain``: the reader needs what the other offers; ``give``: the reader offers what
        the other needs; ``shared``: both like it.
    strength
        0..1.
    """

    direction: Direction
    mine: str
    theirs: str
    strength: float


def reason_pairs(candidate: Candidate | None, reader_id: str) -> tuple[ReasonPair, ...]:
    """Turn a candidate's reasons towards one reader, strongest first.

    A reason of which either side's words are private is left out.
    """
    if candidate is None:
        return ()
    pairs = []
    for reason in candidate.reasons:
        if not reason["need"] or not reason["offer"]:
            continue
        own = reason["for"] == reader_id
        direction: Direction = "gain" if own else "give"
        if reason.get("kind") == "interest":
            direction = "shared"
        mine, theirs = (
            (reason["need"], reason["offer"]) if own else (reason["offer"], reason["need"])
        )
        pairs.append(ReasonPair(direction, mine, theirs, reason["strength"]))
    return tuple(pairs)
