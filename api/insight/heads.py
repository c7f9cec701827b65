"""Heads and plates: how many will come, as a range, and what they eat."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from api.insight.guests import Guest

# Shares who come, before this event's own check-ins teach better: of those who said yes about
# nine in ten, of those who said nothing about two in three.
_YES, _SILENT = 0.9, 0.65
# Nine times in ten a normal variable lies within this many standard deviations.
_NINE_IN_TEN = 1.645


@dataclass(frozen=True, slots=True)
class Heads:
    """Counts of people, and the range to plan food for."""

    invited: int
    coming: int
    unsure: int
    declined: int
    checked_in: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ProfileCounts:
    """How many say what they need and offer, only something, or nothing."""

    complete: int
    thin: int
    empty: int


def heads_of(people: Sequence[Guest]) -> Heads:
    """Count an event's people; each who has not said no comes by chance, apart from the others."""
    said = Counter(person.coming for person in people)
    here = sum(person.checked_in_at is not None for person in people)
    expected = _YES * said["yes"] + _SILENT * said["unknown"]
    spread = math.sqrt(_YES * (1 - _YES) * said["yes"] + _SILENT * (1 - _SILENT) * said["unknown"])
    most = said["yes"] + said["unknown"]
    low = max(here, math.floor(expected - _NINE_IN_TEN * spread))
    high = min(most, math.ceil(expected + _NINE_IN_TEN * spread))
    return Heads(
        len(people), said["yes"], said["unknown"], said["no"], here, max(0, low), max(high, here)
    )


def diets_of(people: Sequence[Guest]) -> tuple[tuple[str, int], ...]:
    """Count diets among those who have not declined, the most frequent first; all of them."""
    counts = Counter(
        person.diet.strip().lower()
        for person in people
        if person.diet.strip() and person.coming != "no"
    )
    return tuple(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def profiles_of(people: Sequence[Guest]) -> ProfileCounts:
    """Count profiles by how much they hold."""
    counts = Counter(person.profile for person in people)
    return ProfileCounts(counts["complete"], counts["thin"], counts["empty"])
