"""Fault: one thing wrong with a problem's form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and what to do; ``where`` is a path such as ``attendees[3].available``."""

    where: str
    what: str
    remedy: str
