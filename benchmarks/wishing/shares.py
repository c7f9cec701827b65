"""How what people gain is shared: those at the edge, the others, the poorest tenth."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.exposure import gini

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shares:
    """What a timetable gives: useful meetings, a very useful one as 1, one useful in part as 1/2.

    Attributes
    ----------
    edge, newcomers, others, everybody
        Mean a person; those at the edge (newcomers among them), all who are not, and both.
    poorest
        Mean of the tenth that gains least.
    gini
        Of what people gain.
    with_none
        Share of people who gain nothing.
    """

    edge: float
    newcomers: float
    others: float
    everybody: float
    poorest: float
    gini: float
    with_none: float

    @classmethod
    def of(cls, gained: Floats, edge: Flags, newcomers: Flags, counted: Flags) -> Shares:
        """Measure what the people who are counted gain; each of shape (n,)."""
        all_of = np.sort(gained[counted])
        return cls(
            _mean(gained[counted & edge]),
            _mean(gained[counted & newcomers]),
            _mean(gained[counted & ~edge]),
            _mean(all_of),
            _mean(all_of[: max(1, round(len(all_of) / 10))]),
            gini(all_of),
            float((all_of == 0).mean()),
        )

    def beside(self, other: Shares) -> Shares:
        """Give means of groups as parts of another timetable's, 0.1 for a tenth more."""
        return Shares(
            _more(self.edge, other.edge),
            _more(self.newcomers, other.newcomers),
            _more(self.others, other.others),
            _more(self.everybody, other.everybody),
            self.poorest,
            self.gini,
            self.with_none,
        )


def middle(draws: list[list[Shares]]) -> Shares:
    """Median over draws of the mean over events; ``draws`` holds the events of each draw.

    A figure that an event cannot give (nan) is left out of the mean.
    """
    table = np.array([[[getattr(s, f.name) for f in fields(s)] for s in row] for row in draws])
    return Shares(*np.median(np.nanmean(table, axis=1), axis=0).tolist())


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _more(value: float, than: float) -> float:
    return value / than - 1 if than > 0 else float("nan")
