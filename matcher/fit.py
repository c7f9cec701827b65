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

    def reached(self, left: Places, right: Places) -> tuple[Array, Array]:
        """Fit of pairs.

        Parameters
        ----------
        left, right
            Indices of people that broadcast against one another: (r, 1) and (c,) for a tile,
            (p,) and (p,) for pairs.

        Returns
        -------
        tuple of numpy.ndarray
            float32: sum of the weights of the fields that both answered, and the sum of
            those weights times how well the answers fit, 0..1 each.
        """
        weight = np.zeros(np.broadcast_shapes(left.shape, right.shape), dtype=np.float32)
        reached = np.zeros_like(weight)
        for field, bits, steps in zip(self.fields, self._answers, self._steps, strict=True):
            stated = (bits != 0).any(axis=0)
            both = stated[left] & stated[right]
            alike = _alike(bits, steps, left, right)
            if field.counts == "should differ":
                alike = 1 - alike
            weight += np.float32(field.weight) * both
            reached += np.float32(field.weight) * (both * alike)
        return weight, reached


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
