"""Faults in what people hand in: where, what is wrong, what to do; all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputFault:
    """One fault of an input, in words its author can act on.

    Parameters
    ----------
    where
        Place in the input, outermost first: ``"people.csv, row 7, column offers"`` or
        ``"problem.json, attendees[3].available[1]"``.
    what
        What is wrong there, one sentence.
    remedy
        What to do about it, one sentence.
    row
        Row of a list that it is in, as a spreadsheet counts; None where it is in no single row.
    """

    where: str
    what: str
    remedy: str
    row: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}"


class InputFaults(Exception):
    """Raised before anything is stored; carries every fault found, in reading order."""

    def __init__(self, faults: Iterable[InputFault]) -> None:
        self.faults: tuple[InputFault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
