"""A process that was killed: when, at what, and what held afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kill:
    """One killed process: ``after`` s into the activity; ``seconds`` until all was over again.

    ``under_way``: it was killed at its work, not before it had begun or after it had ended.
    """

    database: str
    activity: str
    victim: str
    after: float
    under_way: bool
    seconds: float
    broken: tuple[str, ...]


def at_work(kills: Sequence[Kill]) -> int:
    """Count the kills while something was under way."""
    return sum(each.under_way for each in kills)
