"""Two pairs that show what the mix does: one that needs each other, one that shares a pursuit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.scoring.calibration import probability
from matcher.scoring.score import score_log_odds


@dataclass(frozen=True, slots=True)
class MixExample:
    """A pair, and how good a match the two are at the mix, 0..1."""

    title: str
    words: str
    score: float


# Probabilities: that one gains, that the other does, that what they share counts.
_PAIRS = (
    (
        "A miller and a baker",
        "She needs flour that he mills, he needs somebody to try it. Else they share little.",
        (0.95, 0.85, 0.15),
    ),
    (
        "Two rowers",
        "Both are on the water before work, at one level. Neither needs what the other sells.",
        (0.15, 0.15, 0.95),
    ),
)


def examples(mix: str) -> tuple[MixExample, ...]:
    """Score both pairs at a mix as it is typed; none where it is no share."""
    try:
        share = float(mix.replace(",", "."))
    except ValueError:
        return ()
    if not 0 <= share <= 1:
        return ()
    return tuple(_scored(title, words, given, share) for title, words, given in _PAIRS)


def _scored(title: str, words: str, given: tuple[float, float, float], mix: float) -> MixExample:
    gain, back, shared = (np.array([np.log(p / (1 - p))], dtype=np.float32) for p in given)
    score = float(probability(score_log_odds(gain, back, shared, mix))[0])
    return MixExample(title, words, score)
