"""Reasons as others may read them now: the only reader of those that candidate pairs hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from api.attendees.visibility import Visible
from api.matches.models import Candidate
from matcher.strengths import FAIR

Pair = tuple[str, str]
Kind = Literal["need", "interest", "aim"]

# Where the words of either side were written.
_FACETS: dict[Kind, tuple[str, str]] = {
    "need": ("need", "offer"),
    "interest": ("interest", "interest"),
    "aim": ("need", "need"),
}


@dataclass(frozen=True, slots=True)
class ShownReason:
    """Why ``for_id`` gains: their words and the other's, strength 0..1.

    Of an interest (``kind``) both like it, of an aim both seek it, and ``for_id`` is the first of
    the two. Where
    ``role`` holds, the offer is who the other is, which they did not write as an offer.
    """

    for_id: str
    need: str
    offer: str
    strength: float
    kind: Kind
    role: bool = False


def shown_reasons(
    session: Session, candidates: Iterable[Candidate]
) -> dict[Pair, tuple[ShownReason, ...]]:
    """Give the reasons of candidate pairs, by the ids of the two, strongest first.

    A reason of which either side's words may not be read any more is left out as a whole: half
    of one would say that there is something to hide.
    """
    found = [candidate for candidate in candidates if candidate.reasons]
    visible = Visible.of(session, {side for c in found for side in (c.a_id, c.b_id)})
    return {(c.a_id, c.b_id): tuple(_shown(c, visible)) for c in found}


def reasons_of(session: Session, candidate: Candidate | None) -> tuple[ShownReason, ...]:
    """Give the reasons of one pair; none where there is no such pair."""
    if candidate is None:
        return ()
    return shown_reasons(session, [candidate]).get((candidate.a_id, candidate.b_id), ())


def _shown(candidate: Candidate, visible: Visible) -> Iterable[ShownReason]:
    for stored in candidate.reasons:
        if stored["strength"] < FAIR:
            # Of a run before reasons were held to it.
            continue
        one = stored["for"]
        other = candidate.b_id if one == candidate.a_id else candidate.a_id
        kind = stored.get("kind", "need")
        near, far = _FACETS[kind]
        if visible.may_quote(one, stored["need"], near) and visible.may_quote(
            other, stored["offer"], far
        ):
            yield ShownReason(
                one,
                stored["need"],
                stored["offer"],
                stored["strength"],
                kind,
                stored.get("role", False),
            )
