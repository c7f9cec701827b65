"""Answers after meetings, with the factors the matcher had for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.learning.logistic_correction import FloatArray, logit
from matcher.scoring.score import prior_log_odds


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side said of one meeting, with the factors the matcher had for it.

    Nothing else about a person is known here, so nothing else (age, sex, origin, ...) can be
    learned from.

    Attributes
    ----------
    person, other
        Whose answer, about whom; ids unique within the event.
    event
        Id of the event.
    went_well
        See `went_well`.
    gain, given, affinity
        What the person gains from the other and gives them, what they share; 0..1.
    mix
        The event's share of complementary need, 0..1.
    """

    person: str
    other: str
    event: str
    went_well: bool
    gain: float
    given: float
    affinity: float
    mix: float

    def __post_init__(self) -> None:
        for name in ("gain", "given", "affinity", "mix"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be between 0 and 1")


def went_well(worth: int | None, go_on: bool | None) -> bool | None:
    """Tell one verdict from both questions: "go on" decides, else 4-5 is yes and 1-2 is no.

    Returns
    -------
    bool or None
        None where nothing can be told (no answer, or a 3 without "go on").
    """
    if go_on is not None:
        return go_on
    if worth is None or worth == 3:
        return None
    return worth > 3


@dataclass(frozen=True, slots=True, eq=False)
class AnswerTable:
    """Answers as arrays, a row each; people are told apart by event."""

    prior: FloatArray
    factors: FloatArray
    labels: NDArray[np.bool_]
    person: tuple[str, ...]
    other: tuple[str, ...]
    meeting: tuple[str, ...]
    event: tuple[str, ...]

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> AnswerTable:
        """Gather answers."""
        factors = np.array([(a.gain, a.given, a.affinity) for a in answers], dtype=np.float64)
        mix = np.array([a.mix for a in answers], dtype=np.float64)
        odds = logit(factors).astype(np.float32)
        own = [
            float(prior_log_odds(odds[row, 0], odds[row, 2], float(mix[row])))
            for row in range(len(answers))
        ]
        return cls(
            np.array(own, dtype=np.float64),
            factors,
            np.array([a.went_well for a in answers], dtype=bool),
            tuple(f"{a.event}\0{a.person}" for a in answers),
            tuple(f"{a.event}\0{a.other}" for a in answers),
            tuple("\0".join((a.event, *sorted((a.person, a.other)))) for a in answers),
            tuple(a.event for a in answers),
        )
