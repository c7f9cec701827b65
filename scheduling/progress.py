"""Observer: what a running solve tells the outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a solve.

    Attributes
    ----------
    stage
        ``selection``, ``assignment``, ``improvement``, ``seating`` or ``verification``.
    fraction
        Of the stage, 0..1.
    objective, bound
        Best so far, in the problem's units; None while there is none.
    """

    stage: str
    fraction: float
    objective: float | None = None
    bound: float | None = None


class Observer(Protocol):
    """Told how a solve goes on; called from the solving thread, must return quickly."""

    def __call__(self, progress: Progress) -> None:
        """Take notice."""


def silent(progress: Progress) -> None:
    """Observer that ignores what it is told."""
