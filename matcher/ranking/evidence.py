"""Evidence: the two statements that speak best for a meeting, and how far one may trust them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from matcher.parallel import in_order
from matcher.people import People
from matcher.profiles import Facet, Item
from matcher.ranking.candidates import CandidateGraph, Link
from matcher.ranking.quotable import open_gains, quotable
from matcher.scoring.calibration import probability, shown
from matcher.scoring.facet_vectors import background_rows, in_context
from matcher.scoring.rare_words import stems
from matcher.scoring.scorer import Scorer
from matcher.text import background
from matcher.text.requests import asks_for_nothing, seeks_a_sort, unwelcome

Array = NDArray[np.float32]
Index = NDArray[np.int64]

# Who offers to be free of the same does not bring it.
_DENIAL = re.compile(r"\b(?:no|not|without|never|free)\b|n['’]t\b", re.IGNORECASE)
# Links at a time: some 25 MB of gathered rows.
_LINKS = 1 << 13


@dataclass(frozen=True, slots=True)
class Trust:
    """How signs of a reason become the log-odds that a reader finds it at least plausible.

    Fitted by logistic regression to 310 reasons of the sample events that one reader judged from
    the two quotes alone; docs/matching.md says how they fare on people written afterwards.

    Attributes
    ----------
    base
        Log-odds where all else is nought.
    closeness
        Per deviation by which the two statements are closer than statements are on average.
    benefit
        Per unit of the log-odds of what the one gains from the other on the whole.
    role
        Where the offer is who somebody is, and not said as an offer.
    sort
        Where the need names a sort of people ("hotels that pay on time"): a statement of what
        the other offers speaks for two who seek the same customers.
    sort_role
        Where the other's role answers such a need.
    """

    base: float
    closeness: float
    benefit: float
    role: float
    sort: float
    sort_role: float


# Of what both like there is one sign; a hobby alike in a word or two is small talk.
_SHARED = 1.8
# Of two aims as likely as not alike, times and levels counted in, all were useful in a circle.
_AIM = 1.4
TRUST = Trust(base=0.43, closeness=0.16, benefit=0.93, role=0.22, sort=-1.48, sort_role=1.15)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """For each pair the two statements to be quoted for one direction.

    Attributes
    ----------
    near, far
        int64, shape (p,): index into `People.items`, as of `Link`; -1 where there is none.
    strength
        float64, shape (p,), 0..1: how likely a reader finds the two at least plausible.
    """

    near: Index
    far: Index
    strength: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What speaks for each pair of a graph: what a gains, what b gains, what both share."""

    a_gains: Told
    b_gains: Told
    shared: Told


def evidence_of(scorer: Scorer, vectors: Array, graph: CandidateGraph) -> Evidence:
    """Find what speaks for each pair of a graph.

    Parameters
    ----------
    vectors
        float32, shape (len(people.texts), d), as for `matcher.match`.
    """
    people = scorer.people
    a, b = graph.a.astype(np.int64), graph.b.astype(np.int64)
    seeks, brings = scorer.benefit.seeks, scorer.benefit.brings
    share = scorer.benefit.calibration.statement
    needs, offers = (_Meaning.of(people, vectors, of, share) for of in (Facet.NEED, Facet.OFFER))
    whole = _log_odds(graph.benefit_ab), _log_odds(graph.benefit_ba)
    told = open_gains(scorer, vectors, a, b, *whole)
    gains = []
    for link, left, right, all_in_all, openly in (
        (graph.a_gains, a, b, whole[0], told[0]),
        (graph.b_gains, b, a, whole[1], told[1]),
    ):
        quoted = quotable(link, people, seeks, brings, left, right)
        gain = np.where(quoted.silent, all_in_all, openly)
        gains.append(_told(people, quoted.link, closeness(quoted.link, needs, offers), gain))
    quoted = quotable(graph.shared, people, scorer.affinity.left, scorer.affinity.right, a, b)
    # Two that stand in for others are as strong as they are by themselves.
    stand_in = probability(quoted.stand_in + scorer.circumstances.log_odds(a, b))
    likeness = np.where(np.isnan(stand_in), graph.likeness, stand_in)
    return Evidence(gains[0], gains[1], _alike(people, quoted.link, likeness))


def _told(people: People, link: Link, close: Array, gain: NDArray[np.float64]) -> Told:
    known = (link.near >= 0) & (link.far >= 0)
    if not known.any():
        return Told(link.near, link.far, np.zeros(len(known)))
    sort = np.zeros(len(people.items), dtype=bool)
    void = np.zeros(len(people.items), dtype=bool)
    contrary = np.zeros(len(people.items), dtype=bool)
    for item in np.unique(link.near[known]).tolist():
        need = people.items[item].text
        sort[item], void[item] = seeks_a_sort(need), asks_for_nothing(need)
        contrary[item] = bool(unwelcome(need))
    role = np.array([item.implied for item in people.items], dtype=bool)[link.far]
    sought = sort[link.near]
    odds = TRUST.base + TRUST.closeness * close + TRUST.benefit * gain
    odds = odds + TRUST.role * role + TRUST.sort * sought + TRUST.sort_role * (sought & role)
    fits = known & ~void[link.near]
    for pair in np.flatnonzero(fits & contrary[link.near]).tolist():
        fits[pair] = not brings_unwelcome(
            people.items[link.near[pair]], people.items[link.far[pair]]
        )
    odds = np.where(fits, odds, -np.inf)
    return Told(link.near, link.far, shown(probability(odds.astype(np.float32))))


def brings_unwelcome(need: Item, offer: Item) -> bool:
    """Tell whether an offer is of what a need is to be free of ("away from spray": spraying)."""
    if _DENIAL.search(offer.text):
        return False
    return not set(stems(" ".join(unwelcome(need.text)))).isdisjoint(stems(offer.text))


def _alike(people: People, link: Link, likeness: Array) -> Told:
    known = (link.near >= 0) & (link.far >= 0)
    aims = np.array([item.facet is Facet.NEED for item in people.items], dtype=bool)
    shift = np.where(aims[link.near], _AIM, _SHARED) if len(aims) else np.float64(_SHARED)
    odds = np.where(known, _log_odds(likeness) + shift, -np.inf)
    return Told(link.near, link.far, shown(probability(odds.astype(np.float32))))


def _log_odds(figures: Array) -> NDArray[np.float64]:
    return np.asarray(logit(np.clip(figures.astype(np.float64), 1e-6, 1 - 1e-6)))


@dataclass(frozen=True, slots=True, eq=False)
class _Meaning:
    """Statements of one facet, as they are meant: a list's part with its list, without the role.

    Attributes
    ----------
    vectors
        float32, shape (len(people.texts), d).
    rows, around
        int64, shape (m,): of each item the text and the statement around it, -1 for none.
    mean, second
        float64, shapes (d,) and (d, d): of all these statements and the everyday ones.
    """

    vectors: Array
    rows: Index
    around: Index
    share: float
    mean: NDArray[np.float64]
    second: NDArray[np.float64]

    @classmethod
    def of(cls, people: People, vectors: Array, facet: Facet, share: float) -> _Meaning:
        own = [n for n, i in enumerate(people.items) if i.facet is facet and i.polarity == 1]
        usual = background.NEEDS if facet is Facet.NEED else background.OFFERS
        d = vectors.shape[1]
        made = cls(
            vectors, people.rows, people.statement_rows, share, np.zeros(d), np.zeros((d, d))
        )
        total, second = np.zeros(d), np.zeros((d, d))
        parts = [
            background_rows(people, vectors, usual),
            *(made.meant(np.array(own[k : k + _LINKS])) for k in range(0, len(own), _LINKS)),
        ]
        for part in parts:
            total += part.sum(axis=0, dtype=np.float64)
            second += part.T @ part
        count = len(own) + len(usual)
        return replace(made, mean=total / count, second=second / count)

    def meant(self, items: Index) -> Array:
        rows = self.vectors[self.rows[items]]
        return in_context(rows, self.vectors, self.around[items], self.share)


def closeness(link: Link, needs: _Meaning, offers: _Meaning) -> Array:
    """Count how much closer two statements are than each is to all others, in deviations.

    Returns
    -------
    numpy.ndarray
        float32, shape (p,): 0 where there is no link.
    """
    mean = float(needs.mean @ offers.mean)
    variance = float((needs.second * offers.second).sum()) - mean * mean
    deviation = max(variance, 1e-6) ** 0.5
    usual_need, usual_offer = needs.mean.astype(np.float32), offers.mean.astype(np.float32)
    found = np.zeros(len(link.near), dtype=np.float32)
    known = np.flatnonzero((link.near >= 0) & (link.far >= 0))

    def close(part: Index) -> Array:
        near, far = needs.meant(link.near[part]), offers.meant(link.far[part])
        both = np.einsum("ij,ij->i", near, far)
        apart = both - near @ usual_offer - far @ usual_need
        return np.asarray((apart + mean) / deviation, dtype=np.float32)

    parts = [known[start : start + _LINKS] for start in range(0, len(known), _LINKS)]
    for part, values in zip(parts, in_order(close, parts), strict=True):
        found[part] = values
    return found
