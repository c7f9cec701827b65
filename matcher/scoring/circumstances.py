"""Circumstances: times, pursuits and levels that people name in words, compatible or contrary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.people import People
from matcher.policy.labels import Places
from matcher.profiles import Profile
from matcher.text.circumstances.hours import ALWAYS, hours_of, parts_of_day
from matcher.text.circumstances.levels import level_of

Array = NDArray[np.float32]
Bits = NDArray[np.uint64]

# Shares of the people who name a time, and a level, from which these begin to count and count in
# full: where a few do so, a stall's hours or a "beginner" say nothing of who should meet.
_TIMES, _LEVELS = (0.4, 0.7), (0.3, 0.6)
# So many, evenly among all, tell the shares; reading everybody takes seconds in a large crowd.
_ASKED = 256
# In the calibration's steps: the same part of the day on other days; no time in common at all.
_OTHER_DAYS, _NO_TIME = -0.4, -1.0
# The same pursuit; different ones; and how far apart two levels are when little is left in common.
_SAME, _OTHER, _APART = 0.5, -1.5, 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """What all people say of when they do what, and how well.

    Attributes
    ----------
    times, levels
        How much either counts, 0..1: by how many of the people name one.
    hours, parts
        uint64, shape (n,): bits of the parts of the week named, and of the parts of the day; 0
        where none is.
    pursuits
        uint64, shape (n,): bits of what is pursued.
    level
        float32, shape (n,): 0..1; nan where none is told.
    step
        Log-odds of a circumstance that is all right.
    """

    times: float
    levels: float
    hours: Bits
    parts: Bits
    pursuits: Bits
    level: Array
    step: float

    @classmethod
    def of(cls, people: People, step: float) -> Circumstances:
        """Read what everybody says."""
        times, levels = _shares(people.profiles[:: max(-(-len(people) // _ASKED), 1)])
        if times == levels == 0:
            nothing = np.zeros(len(people), dtype=np.uint64)
            unknown = np.full(len(people), np.nan, dtype=np.float32)
            return cls(times, levels, nothing, nothing, nothing, unknown, step)
        texts = [_told(profile) for profile in people.profiles]
        named = [hours_of(text) for text in texts]
        # Who only says what does not suit can do all the rest.
        hours = [suits or (ALWAYS & ~shut if shut else 0) for suits, shut in named]
        told = [level_of(text) for text in texts]
        level = [np.nan if one.level is None else one.level for one in told]
        return cls(
            times,
            levels,
            np.array(hours, dtype=np.uint64),
            np.array([parts_of_day(one) for one in hours], dtype=np.uint64),
            np.array([one.pursuits for one in told], dtype=np.uint64),
            np.array(level, dtype=np.float32),
            step,
        )

    @property
    def count(self) -> bool:
        """Whether they change any score."""
        return self.times > 0 or self.levels > 0

    def log_odds(self, left: Places, right: Places) -> Array:
        """Say what circumstances do to the log-odds of pairs, both ways alike.

        Parameters
        ----------
        left, right
            Indices of people that broadcast against one another, as in `Fit.log_odds`.

        Returns
        -------
        numpy.ndarray
            float32, the shape they broadcast to; 0 where either does not say.
        """
        total = np.zeros(np.broadcast_shapes(left.shape, right.shape), dtype=np.float32)
        if self.times > 0:
            total += np.float32(self.step * self.times) * self._timely(left, right)
        if self.levels > 0:
            total += np.float32(self.step * self.levels) * self._alike(left, right)
        return total

    def _timely(self, left: Places, right: Places) -> Array:
        one, other = self.hours[left], self.hours[right]
        common = np.bitwise_count(one & other).astype(np.float32)
        fewer = np.minimum(np.bitwise_count(one), np.bitwise_count(other))
        share = common / np.maximum(fewer, 1).astype(np.float32)
        fits = np.where(
            common > 0,
            np.float32(0.5) + np.float32(0.5) * np.sqrt(share),
            np.where(
                self.parts[left] & self.parts[right] > 0,
                np.float32(_OTHER_DAYS),
                np.float32(_NO_TIME),
            ),
        )
        return np.where((one > 0) & (other > 0), fits, np.float32(0))

    def _alike(self, left: Places, right: Places) -> Array:
        one, other = self.pursuits[left], self.pursuits[right]
        same, both = one & other > 0, (one > 0) & (other > 0)
        apart = (self.level[left] - self.level[right]) / np.float32(_APART)
        near = np.float32(2) * np.exp(-apart * apart) - np.float32(1)
        near = np.where(np.isnan(near), np.float32(0), near)
        return np.where(
            same, near + np.float32(_SAME), np.where(both, np.float32(_OTHER), np.float32(0))
        )


def _shares(asked: Sequence[Profile]) -> tuple[float, float]:
    """Say how much times and levels count among some people, 0..1 each.

    A level is one of something pursued: an "experienced teacher of pricing" tells none.
    """
    texts = [_told(profile) for profile in asked]
    n = max(len(texts), 1)
    times = sum(any(hours_of(text)) for text in texts) / n
    told = [level_of(text) for text in texts]
    levels = sum(one.pursuits != 0 and one.level is not None for one in told) / n
    return _counted(times, _TIMES), _counted(levels, _LEVELS)


def _told(profile: Profile) -> str:
    """Give what somebody says of what they do; hobbies only where there is nothing else."""
    said = "\n".join(text for text in (profile.needs, profile.offers, profile.bio) if text.strip())
    return said or profile.interests


def _counted(share: float, between: tuple[float, float]) -> float:
    """Rise smoothly from 0 at the first share to 1 at the second."""
    low, high = between
    at = min(max((share - low) / (high - low), 0.0), 1.0)
    return at * at * (3 - 2 * at)
