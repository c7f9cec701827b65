"""How equal free mingling is: partners at two conferences, counted by badges.

Genois, Zens, Lechner, Rammstedt, Strohmaier, arXiv 1901.01182: one line for each 20 seconds that
two people stood face to face.
"""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from benchmarks.outcomes.data import Absent, folder
from matcher.ranking.exposure import gini

CONFERENCES = ("WS16", "ICCSS17")
MINUTES = (5, 10)
STEP_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Mingling:
    """Partners of everybody who was seen with somebody for so many minutes in all."""

    HEADING: ClassVar[tuple[str, ...]] = ("conference", "people", "none", "median", "Gini")

    conference: str
    minutes: int
    people: int
    with_nobody: int
    median: float
    gini: float

    def cells(self) -> list[str]:
        """One line of a table."""
        name = f"{self.conference}, {self.minutes} minutes"
        counts = [str(self.people), str(self.with_nobody), f"{self.median:.0f}"]
        return [name, *counts, f"{self.gini:.2f}"]


def minglings() -> list[Mingling]:
    """Both conferences; nothing where the data are not there."""
    try:
        home = folder("conference_contacts", *(f"tij_{name}.dat.gz" for name in CONFERENCES))
    except Absent:
        return []
    return [_mingling(home, name, minutes) for name in CONFERENCES for minutes in MINUTES]


def _mingling(home: Path, name: str, minutes: int) -> Mingling:
    with gzip.open(home / f"tij_{name}.dat.gz", "rt") as lines:
        ends = [tuple(sorted(line.split()[1:3])) for line in lines]
    people = {person for pair in ends for person in pair}
    long = [pair for pair, n in Counter(ends).items() if n * STEP_SECONDS >= 60 * minutes]
    count = Counter(person for pair in long for person in pair)
    partners = np.array([count[person] for person in sorted(people)])
    nobody, median = int((partners == 0).sum()), float(np.median(partners))
    return Mingling(name, minutes, len(people), nobody, median, float(gini(partners)))
