"""Slots and breaks of an event file as instants; what cannot be one is named at its place."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

from api.event_days import APART
from api.events.instants import moment_of, span_on
from api.web.wording import clock
from api.web.wording import day as day_in_words

_CLOCKS = "Begin before or after the hour in which the clocks change."
_NEXT_DATE = "Leave it out or move it; times after midnight stand in [[slots]] of the next date."
_ENDS = "A pause over midnight may end at an earlier clock time, but is shorter than 16 hours."


class _Slots(Protocol):
    """Slots of one date, as the file has them."""

    @property
    def date(self) -> dt.date: ...
    @property
    def minutes(self) -> int: ...
    @property
    def starts(self) -> tuple[str, ...]: ...


class _Break(Protocol):
    """A named pause, as the file has it."""

    @property
    def name(self) -> str: ...
    @property
    def start(self) -> str: ...
    @property
    def end(self) -> str: ...
    @property
    def date(self) -> dt.date | None: ...


@dataclass(frozen=True, slots=True)
class TimeFault:
    """What is wrong with a time, the path to it, and what to do."""

    place: tuple[str | int, ...]
    what: str
    remedy: str

    @property
    def where(self) -> str:
        """The path as people write it: ``slots[2].starts[3]``."""
        return path_of(self.place)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A slot or a break: both moments in the event's zone, and the path to it in the file."""

    place: tuple[str | int, ...]
    name: str
    start: dt.datetime
    end: dt.datetime

    @property
    def utc(self) -> tuple[dt.datetime, dt.datetime]:
        """Start and end as they are compared."""
        return self.start.astimezone(dt.UTC), self.end.astimezone(dt.UTC)


def path_of(place: Sequence[str | int]) -> str:
    """Write a path: ``slots[2].starts[3]``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)[1:]


def slots_of(days: Sequence[_Slots], zone: ZoneInfo) -> tuple[list[TimeSpan], list[TimeFault]]:
    """Put the slots of all days in order, called ``s01``, ``s02``, ...; lengths are elapsed time.

    Returns
    -------
    tuple
        The slots; and each that is not one moment or begins before the one before has ended.
    """
    slots: list[TimeSpan] = []
    faults: list[TimeFault] = []
    number = 0
    for row, day in enumerate(days):
        for column, written in enumerate(day.starts):
            place = ("slots", row, "starts", column)
            number += 1
            try:
                start = moment_of(day.date, written, zone)
            except ValueError as error:
                faults.append(TimeFault(place, str(error), _CLOCKS))
                continue
            end = start.astimezone(dt.UTC) + dt.timedelta(minutes=day.minutes)
            slot = TimeSpan(place, f"s{number:02}", start, end.astimezone(zone))
            before = slots[-1] if slots else None
            if before is not None and slot.utc[0] < before.utc[1]:
                what = (
                    f"the slot at {_said(slot.start)} begins before the one at "
                    f"{_said(before.start)}, {path_of(before.place)}, has ended"
                )
                faults.append(TimeFault(place, what, _NEXT_DATE))
                continue
            slots.append(slot)
    return slots, faults


def breaks_of(
    breaks: Sequence[_Break],
    days: Sequence[_Slots],
    slots: Sequence[TimeSpan],
    zone: ZoneInfo,
) -> tuple[list[TimeSpan], list[TimeFault]]:
    """Put each break on the days it belongs to: where slots lie less than six hours away.

    So one after midnight is in the night that began the evening before, and there is none after
    the last slot of the event but that day's own. One that is near no slot is on each date, one
    with a date on that only.
    """
    found: list[TimeSpan] = []
    faults: list[TimeFault] = []
    near = _Near(slots)
    dates = {day.date for day in days}
    every = sorted(dates | {date + dt.timedelta(days=1) for date in dates})
    for row, pause in enumerate(breaks):
        candidates = [pause.date] if pause.date else every
        try:
            spans = {date: span_on(date, pause.start, pause.end, zone) for date in candidates}
        except ValueError as error:
            faults.append(TimeFault(("breaks", row, "end"), f"the break {error}", _ENDS))
            continue
        there = {date for date, span in spans.items() if near(span)}
        for date in candidates if pause.date else sorted(there or dates):
            end_date = date if pause.end > pause.start else date + dt.timedelta(days=1)
            edges = []
            for name, day, written in (("start", date, pause.start), ("end", end_date, pause.end)):
                try:
                    edges.append(moment_of(day, written, zone))
                except ValueError as error:
                    faults.append(TimeFault(("breaks", row, name), str(error), _CLOCKS))
            if len(edges) == 2:
                found.append(TimeSpan(("breaks", row), pause.name, *edges))
    return found, faults


def slots_in_breaks(slots: Sequence[TimeSpan], breaks: Sequence[TimeSpan]) -> list[str]:
    """Say which slots run beside a break, as they may: some eat while others meet."""
    pauses = [(pause.name, *pause.utc) for pause in breaks]
    return [
        f"{path_of(slot.place)}: the slot at {_said(slot.start)} is in the break {name}."
        for slot, (start, end) in ((slot, slot.utc) for slot in slots)
        for name, begins, ends in pauses
        if start < ends and begins < end
    ]


class _Near:
    """Whether any of some slots, which are in order, is less than six hours from a span."""

    def __init__(self, slots: Sequence[TimeSpan]) -> None:
        moments = [slot.utc for slot in slots]
        self._starts = [start for start, _ in moments]
        self._ends = [end for _, end in moments]

    def __call__(self, span: tuple[dt.datetime, dt.datetime]) -> bool:
        first = bisect_right(self._ends, span[0] - APART)
        return first < len(self._starts) and self._starts[first] < span[1] + APART


def _said(moment: dt.datetime) -> str:
    zone = str(moment.tzinfo)
    return f"{clock(moment, zone)} on {day_in_words(moment, zone)}"
