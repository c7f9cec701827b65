"""Faults of form in slots and tables."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from scheduling.problem.entities import Slot, Table
from scheduling.problem.fault import Fault
from scheduling.problem.known_ids import KnownIds, id_faults, unknown_faults


def slot_faults(slots: Sequence[Slot]) -> Iterator[Fault]:
    """Slots without an id, that end before they start, overlap or are out of order."""
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


def table_faults(tables: Sequence[Table], known: KnownIds) -> Iterator[Fault]:
    """Tables without an id, or open in unknown slots."""
    yield from id_faults("tables", (table.id for table in tables))
    for index, table in enumerate(tables):
        yield from unknown_faults(
            f"tables[{index}].available", table.available, known.slots, "slot"
        )
