"""Faults of form in slots and tables."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scheduling.problem.fault import Fault

if TYPE_CHECKING:
    from scheduling.problem.problem import Problem


def id_faults(field: str, ids: Iterable[str]) -> Iterator[Fault]:
    """Ids that are empty or taken; ``field`` is the list they stand in."""
    first: dict[str, int] = {}
    for index, name in enumerate(ids):
        if not name:
            yield Fault(f"{field}[{index}].id", "The id is empty.", "Give every entry an id.")
        elif name in first:
            yield Fault(
                f"{field}[{index}].id",
                f'"{name}" is already the id of {field}[{first[name]}].',
                "Give each its own id.",
            )
        else:
            first[name] = index


def unknown_faults(
    where: str, names: Iterable[str] | None, known: frozenset[str], kind: str
) -> Iterator[Fault]:
    """Entries of a list of ids (``where[index]``) that name nothing of that kind."""
    for index, name in enumerate(names or ()):
        if name not in known:
            yield Fault(
                f"{where}[{index}]", f'There is no {kind} "{name}".', f"Name a known {kind}."
            )


def slot_faults(problem: Problem) -> Iterator[Fault]:
    """Slots without an id, that end before they start, overlap or are out of order."""
    slots = problem.slots
    if not slots:
        yield Fault("slots", "There is no slot.", "Give at least one.")
    yield from id_faults("slots", (slot.id for slot in slots))
    for index, slot in enumerate(slots):
        if not (math.isfinite(slot.start) and math.isfinite(slot.end)):
            yield Fault(f"slots[{index}]", "A time is not a number.", "Give start and end.")
        elif slot.end <= slot.start:
            yield Fault(
                f"slots[{index}].end",
                f'Slot "{slot.id}" does not end after it starts.',
                "Put the end after the start.",
            )
    for index, (one, following) in enumerate(itertools.pairwise(slots), start=1):
        if following.start < one.start:
            yield Fault(
                f"slots[{index}].start",
                f'Slot "{following.id}" starts before the slot listed ahead of it, "{one.id}".',
                "List the slots in order of time.",
            )
        elif following.start < one.end and one.end > one.start:
            yield Fault(
                f"slots[{index}].start",
                f'Slot "{following.id}" starts before slot "{one.id}" has ended.',
                "Let slots follow each other without overlap.",
            )


def table_faults(problem: Problem) -> Iterator[Fault]:
    """Tables without an id, or open in unknown slots."""
    known = frozenset(slot.id for slot in problem.slots)
    yield from id_faults("tables", (table.id for table in problem.tables))
    for index, table in enumerate(problem.tables):
        yield from unknown_faults(f"tables[{index}].available", table.available, known, "slot")
