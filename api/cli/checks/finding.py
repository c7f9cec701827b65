"""One finding of `confab check`, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["good", "look", "bad"]
"""``look`` works, but not as somebody may think; ``bad`` does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part of a set-up is."""

    part: str
    """Database, workers, clock, mail, model, disk, address, print."""
    state: State
    words: str
    """What was found, a sentence or two."""
    remedy: str = ""
    """What to do; empty where nothing is."""
