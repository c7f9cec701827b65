"""When somebody is there, as a list says it: spans of time into the slots wholly inside."""

from __future__ import annotations

import datetime as dt

from api.events.said_times import Span, Timed, said_spans


def parse_availability(text: str, event: Timed) -> tuple[str, ...] | None:
    """Turn ``"14:00-15:20; 22:30-01:00"`` into the keys of the slots wholly inside.

    What can be written is told at `api.events.said_times.said_spans`. None means the whole event
    (empty text).

    Raises
    ------
    ValueError
        Naming the part that cannot be read, or when no slot is left.
    """
    spans = said_spans(text, event)
    if spans is None:
        return None
    found = slots_within(spans, event)
    if not found:
        raise ValueError(f'no meeting slot lies within "{text.strip()}"')
    return found


def slots_within(spans: list[Span], event: Timed) -> tuple[str, ...]:
    """Give the keys of the slots that lie wholly inside one of the spans."""
    return tuple(
        key
        for key, start, end in event.slot_times()
        if any(
            begin <= start.astimezone(dt.UTC) and end.astimezone(dt.UTC) <= close
            for begin, close in spans
        )
    )
