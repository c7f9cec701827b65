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
    """

    gap: float = 0.0005
