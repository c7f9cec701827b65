"""Fit: how well two people's answers to the event's own questions go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.people import People
from matcher.policy.labels import Labels, Places, plain
from matcher.policy.policy import Field, Policy
from matcher.policy.verdicts import answers_to
from matcher.profiles import Profile

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The fields that move the score.

    Attributes
    ----------
    fields
        Those of the policy that should match or should differ, with a weight above 0.
    answers
        What people chose, for each field.
    steps
        Where on the scale their choice stands, float32, shape (n,), NaN where they made none;
        None for a field without a scale.
    """

    fields: tuple[Field, ...]
    answers: tuple[Labels, ...]
    steps: tuple[Array | None, ...]

    @classmethod
    def of(cls, people: People, policy: Policy) -> Fit:
        """Prepare the answers of all people."""
        fields = tuple(
            field
            for field in policy.fields
            if field.counts in ("should match", "should differ") and field.weight > 0
        )
        profiles = people.profiles
        answers = [Labels.of([answers_to(f.id, profile) for profile in profiles]) for f in fields]
        steps = [
            np.array([_step(f, profile) for profile in profiles], np.float32) if f.ordered else None
            for f in fields
        ]
        return cls(fields, tuple(answers), tuple(steps))

    def log_odds(self, left: Places, right: Places) -> Array:
        """Add up what the answers of pairs do to the log-odds of their score.

        A field's weight w makes the odds of a pair that fits ``exp(2 w)`` times higher and of
        one that does not as much lower; where either gave no answer it changes nothing.

        Parameters
        ----------
        left, right
            Indices of people that broadcast against one another: (r, 1) and (c,) for a tile,
            (p,) and (p,) for pairs.

        Returns
        -------
        numpy.ndarray
            float32, the shape they broadcast to.
        """
        total = np.zeros(np.broadcast_shapes(left.shape, right.shape), dtype=np.float32)
        for field, labels, steps in zip(self.fields, self.answers, self.steps, strict=True):
            sign = 1 if field.counts == "should match" else -1
            fits = 2 * _alike(labels, steps, left, right) - 1
            stated = labels.stated
            total += np.float32(sign * 2 * field.weight) * fits * (stated[left] & stated[right])
        return total


def _step(field: Field, profile: Profile) -> float:
    places = {plain(option): number for number, option in enumerate(field.options)}
    chosen = [places[plain(a)] for a in answers_to(field.id, profile) if plain(a) in places]
    return sum(chosen) / len(chosen) if chosen else float("nan")


def _alike(labels: Labels, steps: Array | None, left: Places, right: Places) -> Array:
    """Share of the shorter answer that both chose; on a scale neighbours are half alike."""
    if steps is not None:
        near = np.clip(1 - np.abs(steps[left] - steps[right]) / 2, 0, 1)
        # An answer that is not on the scale fits nothing but itself.
        return np.where(np.isnan(near), labels.meet(left, right), near).astype(np.float32)
    shared = np.zeros(np.broadcast_shapes(left.shape, right.shape), dtype=np.float32)
    chosen = np.zeros(labels.bits.shape[1], dtype=np.float32)
    for word in labels.bits:
        shared += np.bitwise_count(word[left] & word[right])
        chosen += np.bitwise_count(word)
    fewer = np.minimum(chosen[left], chosen[right])
    return np.asarray(shared / np.maximum(fewer, 1), dtype=np.float32)
