"""Reasons: the item pair behind each direction of a score, in both people's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matcher.people import People
from matcher.profiles import Facet, Item
from matcher.ranking.candidates import CandidateGraph
from matcher.ranking.evidence import Evidence, Told
from matcher.strengths import FAIR, Word, strength_word

Kind = Literal["need", "interest", "aim"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one person would gain from another.

    Attributes
    ----------
    for_id
        Who gains; of what both share the first of the two.
    need, offer
        The words of the one who gains and of the other, as they wrote them; empty where the
        author marked the words as private.
    strength
        How likely somebody who reads the two finds the reason at least plausible, 0..1.
    kind
        ``need``: a need meets an offer; ``interest``: both like it; ``aim``: both seek it, with
        somebody.
    role
        The offer is who the other is (role and sector), which they did not write as an offer.
    """

    for_id: str
    need: str
    offer: str
    strength: float
    kind: Kind = "need"
    role: bool = False

    @property
    def strength_word(self) -> Word:
        """The strength as a word."""
        return strength_word(self.strength)


def reasons_of(
    people: People,
    graph: CandidateGraph,
    evidence: Evidence,
    pair: int,
    least: float = FAIR,
) -> tuple[Reason, ...]:
    """Put what speaks for one pair into words, strongest first.

    A direction for which nothing of at least that strength speaks gives no reason.
    """
    a, b = people.profiles[graph.a[pair]].id, people.profiles[graph.b[pair]].id
    directions: tuple[tuple[Told, str, Kind], ...] = (
        (evidence.a_gains, a, "need"),
        (evidence.b_gains, b, "need"),
        (evidence.shared, a, "interest"),
    )
    found = []
    for told, person, kind in directions:
        strength = float(told.strength[pair])
        if strength >= least and min(told.near[pair], told.far[pair]) >= 0:
            near, far = (people.items[int(side[pair])] for side in (told.near, told.far))
            if kind == "interest" and near.facet is Facet.NEED:
                kind = "aim"
            found.append(Reason(person, _said(near), _said(far), strength, kind, far.implied))
    return tuple(sorted(found, key=lambda reason: -reason.strength))


def _said(item: Item) -> str:
    return "" if item.private else item.quote
