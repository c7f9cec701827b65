"""Reasons: the item pair behind each direction of a score, in both people's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit

from matcher.people import People
from matcher.ranking.candidates import CandidateGraph, Link

Array = NDArray[np.float32]
Kind = Literal["need", "interest"]

# Below one chance in five a meeting is a long shot; from even odds on, a strong reason.
_WEAK = 0.2
_STRONG = 0.5
# What two people are told they share should be shared; a need in question is worth a word.
_WORTH_SAYING: dict[Kind, float] = {"need": 0.05, "interest": 0.2}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one person would gain from another.

    Attributes
    ----------
    for_id
        Who gains; for a shared interest the first of the two.
    need, offer
        The words of the one who gains and of the other, as they wrote them; empty where the
        author marked the words as private.
    strength
        The benefit (or affinity) that the two make, 0..1.
    kind
        ``need``: a need meets an offer; ``interest``: both share it.
    """

    for_id: str
    need: str
    offer: str
    strength: float
    kind: Kind = "need"

    @property
    def strength_word(self) -> Literal["strong", "fair", "weak"]:
        """The strength as a word; a weak match is called weak."""
        if self.strength >= _STRONG:
            return "strong"
        return "fair" if self.strength >= _WEAK else "weak"


def reasons_of(people: People, graph: CandidateGraph, pair: int) -> tuple[Reason, ...]:
    """Put the links of one pair into words, strongest first.

    A direction without a link, or with one too weak to be worth saying, gives no reason.
    """
    a, b = int(graph.a[pair]), int(graph.b[pair])
    figures = (graph.benefit_ab[pair], graph.benefit_ba[pair], graph.affinity[pair])
    directions: tuple[tuple[Link, int, Kind], ...] = (
        (graph.a_gains, a, "need"),
        (graph.b_gains, b, "need"),
        (graph.shared, a, "interest"),
    )
    found = []
    for (link, person, kind), strength in zip(directions, shown(figures).tolist(), strict=True):
        near, far = int(link.near[pair]), int(link.far[pair])
        if near >= 0 and far >= 0 and strength >= _WORTH_SAYING[kind]:
            said = (people.profiles[person].id, _said(people, near), _said(people, far))
            found.append(Reason(*said, strength, kind))
    return tuple(sorted(found, key=lambda reason: -reason.strength))


def shown(figures: ArrayLike) -> NDArray[np.float64]:
    """Round probabilities to what is kept and shown of them: hundredths of log-odds.

    Who edits a profile among thousands moves the figures of all others by less than that.
    """
    odds = logit(np.asarray(figures, dtype=np.float64))
    return np.asarray(np.round(expit(np.round(odds, 2)), 4))


def _said(people: People, item: int) -> str:
    return "" if people.items[item].private else people.items[item].quote
