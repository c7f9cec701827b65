"""Cards: which of the people suggested to an attendee are worth a card, told by their reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.matches.reason_pairs import ReasonPair

LEAST = 3
"""So many are shown even where nothing good can be said of them: somebody to walk up to."""
_ONE_NEED = 3


@dataclass(frozen=True, slots=True)
class MatchCard:
    """One suggested person.

    Attributes
    ----------
    common
        What is true of the two where no reason is good enough ("You both work in Food."), or "".
    """

    id: str
    name: str
    organisation: str
    role: str
    reasons: tuple[ReasonPair, ...]
    wish: str
    meets_at: str
    common: str = ""


def worth_a_card(suggested: Sequence[MatchCard]) -> tuple[MatchCard, ...]:
    """Keep the cards that have a reason, no need of the reader's more than three times.

    Whom the reader has spoken of already, or will meet, stays; and where fewer than `LEAST` are
    left, the first of the others make up for it.
    """
    told: Counter[str] = Counter()
    kept: set[str] = set()
    for card in suggested:
        needs = {pair.mine for pair in card.reasons if pair.direction == "gain" and pair.mine}
        fresh = any(told[need] < _ONE_NEED for need in needs) or len(needs) < len(card.reasons)
        if card.wish or card.meets_at or (card.reasons and fresh):
            kept.add(card.id)
            told.update(needs)
    missing = LEAST - len(kept)
    rest = [card.id for card in suggested if card.id not in kept]
    kept.update(rest[: max(missing, 0)])
    return tuple(card for card in suggested if card.id in kept)
