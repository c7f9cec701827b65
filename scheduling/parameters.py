"""Parameters of the steps of a solve, each default with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings of `scheduling.solve`.

    Attributes
    ----------
    gap
        Stop improving once the gap to the bound is this small; 0 seeks a proof.
    work, patience
        Improvement gives up after ``work`` / (pairs x slots) steps without success, but between
        the two numbers of ``patience``: a step at 150 people takes milliseconds, at 10,000 a
        second, and gains less there.
    most_steps
        Improvement ends after so many steps even if it still succeeds.
    group, group_work
        People set free at once, and deterministic seconds for them: 40 people with 30 pairs each
        are solved to the end in about that time.
    exact
        Events with at most so many pairs x slots are solved as one model, with ``exact_work``
        deterministic seconds to prove the optimum.
    """

    gap: float = 0.0005
    work: int = 2_000_000
    patience: tuple[int, int] = (4, 30)
    most_steps: int = 300
    group: int = 40
    group_work: float = 0.3
    exact: int = 2_500
    exact_work: float = 5.0
