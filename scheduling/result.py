"""Result: what a solve gives back; checks itself."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.certificate import Certificate
from scheduling.problem import Schedule
from scheduling.progress import Progress


@dataclass(frozen=True, slots=True)
class Result:
    """A schedule, what is known of it, and how it came about.

    Attributes
    ----------
    seconds
        Wall time, 0 or more.
    trace
        Progress reports in order, one each time objective or bound got better.
    """

    schedule: Schedule
    certificate: Certificate
    seconds: float
    seed: int
    trace: tuple[Progress, ...] = ()

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise ValueError("seconds must be 0 or more")
        if self.certificate.status == "infeasible" and self.schedule.meetings:
            raise ValueError("an infeasible problem has no schedule")
