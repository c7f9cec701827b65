"""Fit: how well two people's answers to the event's own questions go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.people import People
from matcher.policy import Field, Policy
from matcher.verdicts import label_bits

Array = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The fields that move the score, ready for blocks.

    Attributes
    ----------
    fields
        Those of the policy that should match or should differ with a weight above 0.
    """

    fields: tuple[Field, ...]
    _answers: tuple[NDArray[np.uint64], ...]
    _steps: tuple[Array | None, ...]

    @classmethod
    def of(cls, people: People, policy: Policy) -> Fit:
        """Prepare the answers of all people."""
        fields = tuple(
            field
            for field in policy.fields
            if field.counts in ("should match", "should differ") and field.weight > 0
        )
        answers, steps = [], []
        for field in fields:
            own = [
                tuple(answer.strip().casefold() for answer in profile.answers.get(field.id, ()))
                for profile in people.profiles
            ]
            answers.append(label_bits(own))
            steps.append(_scale_steps(field, own))
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
        for field, bits, steps in zip(self.fields, self._answers, self._steps, strict=True):
            stated = (bits != 0).any(axis=0)
            sign = 1 if field.counts == "should match" else -1
            swing = np.float32(sign * 2 * field.weight)
            total += (
                swing * (2 * _alike(bits, steps, left, right) - 1) * (stated[left] & stated[right])
            )
        return total


def _scale_steps(field: Field, own: list[tuple[str, ...]]) -> Array | None:
    if not field.ordered:
        return None
    places = {option.strip().casefold(): float(n) for n, option in enumerate(field.options)}
    means = []
    for answers in own:
        known = [places[answer] for answer in answers if answer in places]
        means.append(sum(known) / len(known) if known else np.nan)
    return np.array(means, dtype=np.float32)


def _alike(bits: NDArray[np.uint64], steps: Array | None, left: Places, right: Places) -> Array:
    """Share of the shorter answer that both chose; on a scale neighbours are half alike."""
    if steps is not None:
        near = np.clip(1 - np.abs(steps[left] - steps[right]) / 2, 0, 1)
        return np.asarray(np.nan_to_num(near), dtype=np.float32)
    shared = sum(np.bitwise_count(word[left] & word[right]).astype(np.float32) for word in bits)
    chosen = sum(np.bitwise_count(word).astype(np.float32) for word in bits)
    fewer = np.minimum(chosen[left], chosen[right])
    return np.asarray(shared / np.maximum(fewer, 1), dtype=np.float32)
