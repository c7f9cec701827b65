"""Heads: how many will come, as a range, altogether and by hour."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from api.events.models import Event
from api.insight.guests import Guest

# Nine times in ten a normal variable lies within this many standard deviations.
_NINE_IN_TEN = 1.645


@dataclass(frozen=True, slots=True)
class Shares:
    """Who of those who said yes come, and who of those who said nothing; 0..1.

    Without earlier events nine in ten, and two in three.
    """

    yes: float = 0.9
    silent: float = 0.65

    def times(self, factor: float) -> Shares:
        """Give them as earlier events have taught: nobody is ever sure to come."""
        return Shares(min(0.98, self.yes * factor), min(0.98, self.silent * factor))


USUAL = Shares()


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


def heads_of(people: Sequence[Guest], shares: Shares = USUAL) -> Heads:
    """Count an event's people; each who has not said no comes by chance, apart from the others.

    Who is checked in has come.
    """
    said = Counter(person.coming for person in people)
    expected, spread = _expected(people, shares)
    here = sum(person.checked_in_at is not None for person in people)
    most = sum(person.coming != "no" or person.checked_in_at is not None for person in people)
    low, high = _range(expected, spread)
    return Heads(
        len(people), said["yes"], said["unknown"], said["no"], here, max(here, low), min(most, high)
    )


@dataclass(frozen=True, slots=True)
class HourOfHeads:
    """How many are there within an hour: the expected number and its range."""

    starts: dt.datetime
    ends: dt.datetime
    expected: int
    low: int
    high: int


def local_slots(event: Event) -> list[tuple[str, dt.datetime, dt.datetime]]:
    """Give an event's slots: key, begin and end in its zone."""
    zone = ZoneInfo(event.timezone)
    return [(s.key, s.starts_at.astimezone(zone), s.ends_at.astimezone(zone)) for s in event.slots]


def heads_by_hour(
    people: Sequence[Guest],
    slots: Sequence[tuple[str, dt.datetime, dt.datetime]],
    shares: Shares = USUAL,
) -> tuple[HourOfHeads, ...]:
    """Say how many are there in each hour that has times, from the times that people gave.

    Parameters
    ----------
    slots
        Key, begin and end, in the event's zone and in order.
    """
    hours: dict[dt.datetime, list[tuple[str, dt.datetime]]] = {}
    for key, starts, ends in slots:
        hour = starts.replace(minute=0, second=0, microsecond=0)
        hours.setdefault(hour, []).append((key, ends))
    found = []
    for hour, within in hours.items():
        keys = {key for key, _ in within}
        there = [p for p in people if p.available is None or not keys.isdisjoint(p.available)]
        expected, spread = _expected(there, shares)
        low, high = _range(expected, spread)
        ends = max(ends for _, ends in within)
        most = sum(p.coming != "no" or p.checked_in_at is not None for p in there)
        found.append(HourOfHeads(hour, ends, round(expected), max(0, low), min(most, high)))
    return tuple(found)


def _expected(people: Sequence[Guest], shares: Shares) -> tuple[float, float]:
    """Give the number expected, and its standard deviation."""
    here = sum(person.checked_in_at is not None for person in people)
    said = Counter(person.coming for person in people if person.checked_in_at is None)
    expected = here + shares.yes * said["yes"] + shares.silent * said["unknown"]
    spread = shares.yes * (1 - shares.yes) * said["yes"]
    return expected, math.sqrt(spread + shares.silent * (1 - shares.silent) * said["unknown"])


def _range(expected: float, spread: float) -> tuple[int, int]:
    return (
        math.floor(expected - _NINE_IN_TEN * spread),
        math.ceil(expected + _NINE_IN_TEN * spread),
    )


def profiles_of(people: Sequence[Guest]) -> ProfileCounts:
    """Count profiles by how much they hold."""
    counts = Counter(person.profile for person in people)
    return ProfileCounts(counts["complete"], counts["thin"], counts["empty"])
