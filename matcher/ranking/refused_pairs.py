"""Pairs that would have been candidates but for a rule."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.people import People
from matcher.policy.policy import Refusal
from matcher.policy.verdicts import ALLOWED, ONESELF, Verdicts
from matcher.scoring.calibration import probability

Array = NDArray[np.float32]


class RefusedPairs:
    """Refused pairs of high score, gathered tile by tile."""

    def __init__(self) -> None:
        self._parts: list[tuple[Array, NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]]
        self._parts = []

    def see(
        self, start: int, first: int, scores: Array, codes: NDArray[np.uint8], bar: Array
    ) -> None:
        """Take in a tile of log-odds; ``bar``, shape (n,), is what a person's candidates reach."""
        rows, columns = slice(start, start + len(scores)), slice(first, first + scores.shape[1])
        closed = (codes != ALLOWED) & (codes != ONESELF)
        if not closed.any():
            return
        low = np.minimum(bar[rows, None], bar[None, columns])
        row, column = np.nonzero(closed & (scores > low))
        self._parts.append((scores[row, column], row + start, column + first, codes[row, column]))

    def refusals(self, people: People, verdicts: Verdicts, bar: Array) -> tuple[Refusal, ...]:
        """Give those that reach the final bar of either side, strongest first."""
        found: dict[tuple[int, int], tuple[float, int]] = {}
        for scores, rows, columns, codes in self._parts:
            kept = scores > np.minimum(bar[rows], bar[columns])
            for score, row, column, code in zip(
                probability(scores[kept]).tolist(),
                rows[kept].tolist(),
                columns[kept].tolist(),
                codes[kept].tolist(),
                strict=True,
            ):
                found.setdefault((min(row, column), max(row, column)), (score, code))
        return tuple(
            Refusal(
                people.profiles[a].id,
                people.profiles[b].id,
                verdicts.masks[code - 1][0],
                score,
                verdicts.masks[code - 1][1],
            )
            for (a, b), (score, code) in sorted(found.items(), key=lambda e: (-e[1][0], e[0]))
        )
