"""Times of slots as people write them, to minutes and days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from api.event_days import APART

MINUTES_A_DAY = 1440
DEFAULT_MINUTES = 20
NIGHT = APART.total_seconds() / 60

Time = str | int | float
Kind = Literal["number", "clock time", "date and time", "date and time with a zone"]


class WrittenTime(NamedTuple):
    """A time as read: its kind, minutes since that kind's origin, and the day where it says so."""

    kind: Kind
    minutes: float
    day: str


def read_time(value: Time) -> WrittenTime:
    """Read minutes (a number), a clock time ("14:30", up to "24:00") or an ISO date and time.

    Raises
    ------
    ValueError
        When it is none of these.
    """
    if not isinstance(value, str):
        return WrittenTime("number", float(value), "")
    text = value.strip()
    clock = re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d))?", text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        total = hours * 60 + minutes + seconds / 60
        if minutes > 59 or seconds > 59 or total > MINUTES_A_DAY:
            raise ValueError(f'"{value}" is not a time of day')
        return WrittenTime("clock time", total, "")
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(
            f'"{value}" is not a time such as "2027-03-18T14:30", "14:30" or a number of minutes'
        ) from error
    day = moment.date().isoformat()
    if moment.tzinfo is None:
        origin = dt.datetime(1970, 1, 1)  # noqa: DTZ001  # both sides carry no zone
        kind: Kind = "date and time"
    else:
        origin = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        kind = "date and time with a zone"
    return WrittenTime(kind, (moment - origin).total_seconds() / 60, day)


class WrittenSlot(NamedTuple):
    """What a slot says of its time; None where it says nothing."""

    start: Time | None
    end: Time | None
    day: str | None


class SlotSpan(NamedTuple):
    """A slot's start and end in minutes since an origin common to all, and its day."""

    start: float
    end: float
    day: str


def spans_of(slots: Sequence[WrittenSlot]) -> list[SlotSpan]:
    """Put all slots on one line of minutes.

    Without any times the slots follow each other in the order listed, `DEFAULT_MINUTES` each.
    Clock times of several days count from the day's date, or else from the order in which the
    days are first named; a slot that ends at an earlier clock time, less than half a day later,
    goes over midnight. A date and time whose day is not given is of its date, or of the day
    before where its slots go on past midnight.

    Raises
    ------
    ValueError
        When some slots have times and others not, or the times are of different kinds; its
        second argument is the slot's position.
    """
    if all(slot.start is None and slot.end is None for slot in slots):
        return [
            SlotSpan(DEFAULT_MINUTES * row, DEFAULT_MINUTES * (row + 1), slot.day or "")
            for row, slot in enumerate(slots)
        ]
    first: Kind | None = None
    days = _day_offsets([slot.day for slot in slots])
    spans: list[SlotSpan] = []
    for row, slot in enumerate(slots):
        if slot.start is None or slot.end is None:
            raise ValueError("The slot lacks its start or its end, which others have.", row)
        start, end = read_time(slot.start), read_time(slot.end)
        first = first or start.kind
        for time in (start, end):
            if time.kind != first:
                raise ValueError(f"This is a {time.kind}, but slot 0 has a {first}.", row)
        offset = days[slot.day or ""] if first == "clock time" else 0
        day = start.day if slot.day is None else slot.day
        over = MINUTES_A_DAY if _over_midnight(start, end) else 0
        spans.append(SlotSpan(start.minutes + offset, end.minutes + offset + over, day))
    if first != "clock time":
        _go_on_past_midnight(spans, [slot.day is None for slot in slots])
    return spans


def _over_midnight(start: WrittenTime, end: WrittenTime) -> bool:
    return (
        start.kind == "clock time"
        and end.minutes < start.minutes
        and end.minutes + MINUTES_A_DAY - start.minutes < MINUTES_A_DAY / 2
    )


def _go_on_past_midnight(spans: list[SlotSpan], free: Sequence[bool]) -> None:
    """Give slots whose day is not said (``free``) the day of those they follow without a night."""
    before: SlotSpan | None = None
    for row in sorted(range(len(spans)), key=lambda row: spans[row].start):
        if before is not None and free[row] and spans[row].start - before.end < NIGHT:
            spans[row] = spans[row]._replace(day=before.day)
        before = spans[row]


def _day_offsets(days: Sequence[str | None]) -> dict[str, int]:
    """Minutes at which each day begins: by date where all are dates, else in order named."""
    named = list(dict.fromkeys(day or "" for day in days))
    try:
        begins = {day: dt.date.fromisoformat(day).toordinal() for day in named}
    except ValueError:
        begins = {day: row for row, day in enumerate(named)}
    earliest = min(begins.values(), default=0)
    return {day: (begin - earliest) * MINUTES_A_DAY for day, begin in begins.items()}
