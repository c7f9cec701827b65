"""Progress: what a running solve tells the outside, in one shape."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

from scheduling.problem import Schedule

# Each stage in order, in words.
STAGES: Mapping[str, str] = MappingProxyType(
    {
        "selection": "Choose who meets",
        "assignment": "Find a time for each meeting",
        "improvement": "Make it better",
        "seating": "Give each meeting a table",
        "verification": "Check every rule again",
    }
)


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a solve.

    Attributes
    ----------
    stage
        One of `STAGES`.
    fraction
        Of the stage, 0..1.
    objective, bound
        Best so far, in the problem's units; None while there is none.
    best
        Writes down the best so far, without tables, be it another than before or not; None where
        it is not to be had. To be asked before the observer returns.
    """

    stage: str
    fraction: float
    objective: float | None = None
    bound: float | None = None
    best: Callable[[], Schedule] | None = field(default=None, compare=False, repr=False)


class Observer(Protocol):
    """Told how a solve goes on; called from the solving thread, must return quickly."""

    def __call__(self, progress: Progress) -> None:
        """Take notice."""


def silent(progress: Progress) -> None:
    """Observer that ignores what it is told."""


class Trace:
    """Passes progress on, and keeps the reports in which objective or bound got better."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.reports: list[Progress] = []
        self._best = (-math.inf, math.inf)

    def __call__(self, progress: Progress) -> None:
        """Take notice, and tell."""
        value = -math.inf if progress.objective is None else progress.objective
        bound = math.inf if progress.bound is None else progress.bound
        if value > self._best[0] or bound < self._best[1]:
            self._best = (max(value, self._best[0]), min(bound, self._best[1]))
            # A plan is megabytes at 50,000 people.
            self.reports.append(replace(progress, best=None))
        self._observer(progress)
