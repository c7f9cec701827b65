"""When somebody is there, as a list says it: spans of time into the slots wholly inside."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Protocol
from zoneinfo import ZoneInfo

from api.events.instants import edge_of, minutes_of, span_on

Span = tuple[dt.datetime, dt.datetime]
_DATE = r"\d{4}-\d\d-\d\d"
_DAY, _CLOCK = rf"({_DATE})[\sT]\s*", r"(\d{1,2}(?:[:h]\d\d|h)?(?:\s*[ap]\.?m\.?)?)"
_SPAN = re.compile(rf"(?:{_DAY})?{_CLOCK}\s*(?:[-–—]|to)\s*(?:{_DAY})?{_CLOCK}", re.IGNORECASE)
_PLAIN = re.compile(r"\d\d:\d\d")
_NOON = 12 * 60
_EITHER = "may end in the afternoon or after midnight"
_SAID = ("ends before it starts", _EITHER)


class Timed(Protocol):
    """Whatever knows an event's slots: the file, or the stored event."""

    def slot_times(self) -> list[tuple[str, dt.datetime, dt.datetime]]:
        """Key, start and end (both in the event's zone) of each slot, in order."""


def parse_availability(text: str, event: Timed) -> tuple[str, ...] | None:
    """Turn ``"14:00-15:20; 22:30-01:00"`` into the keys of the slots wholly inside.

    A span without a date holds on every day of the event, and over midnight where its end is the
    earlier clock time: a slot after midnight belongs to the evening before as well. A part may
    begin with a date (``2027-03-18 22:30-01:00``), have two (``2027-03-18 22:30 - 2027-03-19
    01:00``), be a date alone, or a slot's key. Clock times may be hours alone and have am or pm
    (``9-12``, ``9am-12pm``). Spans that touch are one. None means the whole event (empty text).

    Raises
    ------
    ValueError
        Naming the part that is none of these, or when no slot is left.
    """
    if not text.strip():
        return None
    times = event.slot_times()
    by_key = {key: (start.astimezone(dt.UTC), end.astimezone(dt.UTC)) for key, start, end in times}
    first, last = times[0][1], times[-1][1]
    zone = first.tzinfo
    assert isinstance(zone, ZoneInfo)
    dates = [
        first.date() + dt.timedelta(days=number)
        for number in range(-1, (last.date() - first.date()).days + 1)
    ]
    spans: list[Span] = []
    for part in (piece.strip() for piece in re.split(r"[;,\n]", text)):
        if part in by_key:
            spans.append(by_key[part])
        elif part:
            spans += _spans(part, dates, zone)
    there = list(_joined(spans))
    found = tuple(
        key
        for key, (opens, closes) in by_key.items()
        if any(begin <= opens and closes <= close for begin, close in there)
    )
    if not found:
        raise ValueError(f'no meeting slot lies within "{text.strip()}"')
    return found


def _spans(part: str, dates: list[dt.date], zone: ZoneInfo) -> Iterable[Span]:
    """Read one part: a span on its date, or on each of the event's."""
    if re.fullmatch(_DATE, part):
        part = f"{part} 00:00-24:00"
    match = _SPAN.fullmatch(part)
    if match is None or (match[3] and not match[1]):
        raise ValueError(f'"{part}" is not a time span such as 14:00-15:30')
    day, said_start, until, said_end = match.groups()
    try:
        start, end = _clocks(said_start, said_end)
        minutes_of(start), minutes_of(end)
        if until:
            begin, close = dt.date.fromisoformat(day), dt.date.fromisoformat(until)
            span = edge_of(begin, start, zone, ends=False), edge_of(close, end, zone, ends=True)
            if span[0] >= span[1]:
                raise ValueError("ends before it starts")
            return [span]
        if _two_ways(start, end, said_end):
            hours, minutes = divmod(minutes_of(end), 60)
            both = f"{hours + 12}:{minutes:02} or {hours:02}:{minutes:02}"
            raise ValueError(f"{_EITHER}: write {both}")
        days = [dt.date.fromisoformat(day)] if day else dates
        return [span_on(each, start, end, zone) for each in days]
    except (ValueError, OverflowError) as error:
        what = str(error) if str(error).startswith(_SAID) else "has no such time or date"
        raise ValueError(f'"{part}" {what}') from error


def _clocks(start: str, end: str) -> tuple[str, str]:
    """Write both clock times as ``9:00`` and ``21:30``; "9-12pm" begins in the morning."""
    begins, closes = _half(start), _half(end)
    if begins is None and closes is not None and int(_digits(start)[0]) <= 12:
        begins = closes
        if minutes_of(_written(start, begins)) >= minutes_of(_written(end, closes)):
            begins = "a" if closes == "p" else "p"
    return _written(start, begins), _written(end, closes)


def _half(said: str) -> str | None:
    found = re.search(r"[ap]", said.lower())
    return found[0] if found else None


def _digits(said: str) -> tuple[str, str]:
    hours, *minutes = re.findall(r"\d+", said)
    return hours, (minutes or ["00"])[0]


def _written(said: str, half: str | None) -> str:
    hours, minutes = _digits(said)
    if half is not None:
        if not 1 <= int(hours) <= 12:
            raise ValueError(f'"{said}" is not a time of day')
        hours = str(int(hours) % 12 + (12 if half == "p" else 0))
    return f"{hours}:{minutes}"


def _two_ways(start: str, end: str, said_end: str) -> bool:
    """Whether "12:00-1:00" can be meant: an hour or thirteen, as the end is written loosely."""
    begins, closes = minutes_of(start), minutes_of(end)
    loose = _half(said_end) is None and not _PLAIN.fullmatch(said_end)
    return loose and closes <= begins < closes + _NOON


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Make one of spans that overlap or touch."""
    open_span: Span | None = None
    for begin, close in sorted(spans):
        if open_span is not None and begin <= open_span[1]:
            open_span = (open_span[0], max(open_span[1], close))
            continue
        if open_span is not None:
            yield open_span
        open_span = (begin, close)
    if open_span is not None:
        yield open_span
