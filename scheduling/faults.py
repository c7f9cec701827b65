"""Faults of form in a problem: what is wrong, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduling.problem import Fault, Problem


def faults_of(problem: Problem) -> tuple[Fault, ...]:
    """Every fault of form, in the order of the problem's fields."""
    faults: list[Fault] = []
    return tuple(faults)
