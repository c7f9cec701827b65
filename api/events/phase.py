"""Before, during or after: where an event stands, from the clock and its slots."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from api.events.models import Event

Phase = Literal["before", "during", "after"]


def phase_of(event: Event, moment: dt.datetime) -> Phase:
    """Say where an event stands: it runs from its first slot to the end of its last."""
    if moment < min(slot.starts_at for slot in event.slots):
        return "before"
    return "during" if moment < max(slot.ends_at for slot in event.slots) else "after"
