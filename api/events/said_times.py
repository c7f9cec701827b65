"""What people write of when they are there, as spans of time: clock times, dates, from, until."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol
from zoneinfo import ZoneInfo

from api.event_days import APART, event_days
from api.events.instants import edge_of, minutes_of, span_on

Span = tuple[dt.datetime, dt.datetime]
_DATE = r"\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}"
_DAY = rf"({_DATE})[\sT]\s*"
_CLOCK = r"(\d{1,2}(?:[:h]\d\d|h)?(?:\s*[ap]\.?m\.?)?)(?:\s*uhr)?"
_FROM, _UNTIL = "from|after|ab|von", "until|till|before|bis"
_SPAN = re.compile(
    rf"(?:{_DAY})?(?:(?:{_FROM})\s+)?{_CLOCK}\s*(?:[-–—]|to|{_UNTIL})\s*(?:{_DAY})?{_CLOCK}",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"(?:{_DAY})?(?:({_FROM})|{_UNTIL})\s+{_CLOCK}(?:\s+on(?:wards?)?)?", re.IGNORECASE
)
_PLAIN = re.compile(r"\d\d:\d\d")
_NOON = 12 * 60
_EITHER = "may end in the afternoon or after midnight"
_SAID = ("ends before it starts", "may ")


class Timed(Protocol):
    """Whatever knows an event's slots: the file, or the stored event."""

    def slot_times(self) -> list[tuple[str, dt.datetime, dt.datetime]]:
        """Key, start and end (both in the event's zone) of each slot, in order."""


def said_spans(text: str, event: Timed) -> list[Span] | None:
    """Read ``"14:00-15:20; 22:30-01:00"`` as spans, UTC, in order and apart.

    A span without a date holds on every day of the event, and over midnight where its end is the
    earlier clock time: a slot after midnight belongs to the evening before as well. A part may
    begin with a date (``2027-03-18 22:30-01:00``, ``18.03.2027 22:30-01:00``), have two
    (``2027-03-18 22:30 - 2027-03-19 01:00``), be a date alone, or a slot's key. ``from 14:00`` and
    ``until 16:00`` hold from and to the ends of the event's days, with a date of that one. Clock
    times may be hours alone and have am or pm (``9-12``, ``9am-12pm``). Spans that touch are one.
    None means the whole event (empty text).

    Raises
    ------
    ValueError
        Naming the part that is none of these.
    """
    if not text.strip():
        return None
    times = event.slot_times()
    by_key = {key: (start.astimezone(dt.UTC), end.astimezone(dt.UTC)) for key, start, end in times}
    spans: list[Span] = []
    for part in (piece.strip() for piece in re.split(r"[;,\n]", text)):
        if part in by_key:
            spans.append(by_key[part])
        elif part:
            spans += _spans(part, [(start, end) for _, start, end in times])
    return list(joined(spans))


def joined(spans: Iterable[Span]) -> Iterator[Span]:
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


def _spans(part: str, times: list[Span]) -> Iterable[Span]:
    """Read one part: a span on its date, or on each of the event's."""
    if re.fullmatch(_DATE, part):
        part = f"{part} 00:00-24:00"
    match, half_open = _SPAN.fullmatch(part), _OPEN.fullmatch(part)
    if not half_open and (match is None or (match[3] and not match[1])):
        raise ValueError(f'"{part}" is not a time span such as 14:00-15:30')
    try:
        if half_open:
            day, begins, said = half_open.groups()
            return list(_open_spans(day, begins, said, times))
        assert match is not None
        day, start, until, end = match.groups()
        return _closed_spans(day, start, until, end, times)
    except (ValueError, OverflowError) as error:
        what = str(error) if str(error).startswith(_SAID) else "has no such time or date"
        raise ValueError(f'"{part}" {what}') from error


def _closed_spans(
    day: str | None, said_start: str, until: str | None, said_end: str, times: list[Span]
) -> list[Span]:
    first, last, zone = times[0][0], times[-1][0], _zone(times)
    start, end = _clocks(said_start, said_end)
    minutes_of(start), minutes_of(end)
    if day and until:
        span = (
            edge_of(_date(day), start, zone, ends=False),
            edge_of(_date(until), end, zone, ends=True),
        )
        if span[0] >= span[1]:
            raise ValueError("ends before it starts")
        return [span]
    if _two_ways(start, end, said_end):
        hours, minutes = divmod(minutes_of(end), 60)
        both = f"{hours + 12}:{minutes:02} or {hours:02}:{minutes:02}"
        raise ValueError(f"{_EITHER}: write {both}")
    dates = [
        first.date() + dt.timedelta(days=number)
        for number in range(-1, (last.date() - first.date()).days + 1)
    ]
    return [span_on(each, start, end, zone) for each in ([_date(day)] if day else dates)]


def _open_spans(
    day: str | None, begins: str | None, said: str, times: list[Span]
) -> Iterable[Span]:
    """Read "from 14:00" (``begins``) or "until 16:00": on its date, or on each day of the event."""
    zone, until = _zone(times), not begins
    clock = _written(said, _half(said))
    loose = _half(said) is None and not _PLAIN.fullmatch(said) and minutes_of(clock) < _NOON
    found = False
    for _, stretch in groupby(zip(event_days(times), times, strict=True), key=lambda each: each[0]):
        own = [span for _, span in stretch]
        nights = {own[0][0].date(), own[-1][1].date()}
        opens, closes = own[0][0].astimezone(dt.UTC), own[-1][1].astimezone(dt.UTC)
        moments = [edge_of(d, clock, zone, ends=until) for d in sorted(nights)]
        moment = moments[0]
        if moment < opens and (until or moments[-1] <= closes):
            moment = moments[-1]
        if day:
            moment = edge_of(_date(day), clock, zone, ends=until)
            # Of a date that a night ends on, what is said of its evening is not said of the night.
            if _date(day) not in nights or (until and moment > closes + 2 * APART):
                continue
        noon = dt.timedelta(minutes=_NOON)
        if loose and not opens <= moment <= closes and opens < moment + noon < closes:
            hours, minutes = divmod(minutes_of(clock), 60)
            both = f"{hours:02}:{minutes:02} or {hours + 12}:{minutes:02}"
            raise ValueError(f"may be in the morning or in the afternoon: write {both}")
        found = True
        # Until nothing more happens that day, however late all is; the next day is farther off.
        edge = opens - APART if until else closes + APART
        if (edge < moment) == until:
            yield (edge, moment) if until else (moment, edge)
    if not found:
        raise ValueError("has no such date")


def _zone(times: list[Span]) -> ZoneInfo:
    zone = times[0][0].tzinfo
    assert isinstance(zone, ZoneInfo)
    return zone


def _date(said: str) -> dt.date:
    if "." not in said:
        return dt.date.fromisoformat(said)
    day, month, year = (int(part) for part in said.split("."))
    return dt.date(year, month, day)


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
