"""Timeline: the numbers of slots and days, and which slots follow another in a row."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from scheduling.problem.entities import Slot

# Slots of one day with less than so many minutes between them are in a row.
PAUSE = 10


def slot_numbers(slots: Sequence[Slot]) -> dict[str, int]:
    """Return the place in time of each slot by its id."""
    return {slot.id: t for t, slot in enumerate(slots)}


def day_numbers(slots: Sequence[Slot]) -> list[int]:
    """Return for each slot the number of its day, in the order in which days first come."""
    seen: dict[str, int] = {}
    return [seen.setdefault(slot.day, len(seen)) for slot in slots]


def in_row(slots: Sequence[Slot]) -> list[bool]:
    """Return for each slot whether it follows the one before without a pause."""
    return [False][: len(slots)] + [
        after.day == before.day and after.start - before.end < PAUSE
        for before, after in itertools.pairwise(slots)
    ]
