"""When somebody is there: the slots wholly inside their time, and their time by their slots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import groupby

from api.event_days import APART, event_days
from api.events.said_times import Span, Timed, joined, said_spans


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


def spans_of_slots(keys: Collection[str], event: Timed) -> list[Span]:
    """Give the time of somebody who has only named slots.

    From the first of slots in a row to the end of the last. Who is there for the first slot of a
    day may have come before, and who stays for the last one is not known to go.
    """
    times = event.slot_times()
    days = event_days((start, end) for _, start, end in times)
    spans: list[Span] = []
    for _, each in groupby(zip(days, times, strict=True), key=lambda both: both[0]):
        own = [(key, s.astimezone(dt.UTC), e.astimezone(dt.UTC)) for _, (key, s, e) in each]
        for named, run in groupby(own, key=lambda slot: slot[0] in keys):
            if named:
                row = list(run)
                begin = row[0][1] - (APART if row[0] == own[0] else dt.timedelta())
                spans.append(
                    (begin, row[-1][2] + (APART if row[-1] == own[-1] else dt.timedelta()))
                )
    return list(joined(spans))


def written(spans: Iterable[Span]) -> list[list[str]]:
    """Write spans as they are stored."""
    return [[begin.isoformat(), close.isoformat()] for begin, close in spans]


def read_spans(stored: Iterable[Iterable[str]]) -> list[Span]:
    """Read what `written` gave."""
    return [
        (dt.datetime.fromisoformat(begin), dt.datetime.fromisoformat(close))
        for begin, close in stored
    ]
