"""Simple ways to rank people for one another, beside which the matcher is judged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.outcomes.vectors import Vectors
from matcher import People, Profile
from matcher.profiles import Facet

Floats = NDArray[np.float64]


def whole_profiles(people: People, vectors: Vectors) -> Floats:
    """Cosine of profiles, each embedded as one text: symmetric, shape (n, n)."""
    rows = vectors.of([_all_of(profile) for profile in people.profiles]).astype(float)
    return rows @ rows.T


def needs_by_offers(people: People, vectors: Vectors, mix: float) -> Floats:
    """Cosine of all needs with all offers, unsplit, and of interests: what each row gains."""
    profiles = people.profiles
    needs, offers, interests = (
        vectors.of([text or " " for text in texts]).astype(float)
        for texts in (
            [profile.needs for profile in profiles],
            [profile.offers for profile in profiles],
            [profile.interests for profile in profiles],
        )
    )
    return mix * (needs @ offers.T) + (1 - mix) * (interests @ interests.T)


def plain_maxsim(people: People, vectors: Vectors, mix: float) -> Floats:
    """Best pair of statements by cosine as it is, 0 where there is none: what each row gains."""
    rows = vectors.of(people.texts).astype(float)[people.rows]

    def best(seeks: Facet, brings: Facet) -> Floats:
        found = np.zeros((len(people), len(people)))
        left, right = (
            [at for at, item in enumerate(people.items) if item.facet is facet]
            for facet in (seeks, brings)
        )
        near = rows[left] @ rows[right].T
        np.maximum.at(found, np.ix_(people.owners[left], people.owners[right]), near)
        return found

    return mix * best(Facet.NEED, Facet.OFFER) + (1 - mix) * best(Facet.INTEREST, Facet.INTEREST)


def both_sides(own: Floats) -> Floats:
    """Make one score of what both sides gain: the mean."""
    return (own + own.T) / 2


def _all_of(profile: Profile) -> str:
    parts = (profile.role, profile.sector, profile.offers, profile.needs, profile.interests)
    return ". ".join(part for part in parts if part) or profile.id
