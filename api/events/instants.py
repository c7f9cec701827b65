"""Clock times as instants, also in the hour that a change of the clocks takes or repeats.

Times of one zone are compared by Python as the clocks show them, which is wrong on such a night:
whatever is compared or added up here is UTC.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from api.web.wording import day as day_in_words

LONGEST = dt.timedelta(hours=16)
"""A span from a clock time to an earlier one goes over midnight; a longer one is a slip."""
_MINUTE = dt.timedelta(minutes=1)


def moment_of(day: dt.date, clock: str, zone: ZoneInfo) -> dt.datetime:
    """Give the one moment of a day at which clocks show ``clock``, in the zone.

    Raises
    ------
    ValueError
        Saying so, where there is none or there are two.
    """
    first, second = _readings(day, clock, zone)
    if first == second:
        return first.astimezone(zone)
    change = _change(min(first, second), max(first, second), zone)
    before, after = (change - _MINUTE).astimezone(zone), change.astimezone(zone)
    turn = f"from {_clock(before, _MINUTE)} to {_clock(after)} in {zone.key}"
    if first > second:
        raise ValueError(
            f"{clock} does not exist on {day_in_words(day)}: the clocks go forward {turn}"
        )
    raise ValueError(f"{clock} comes twice on {day_in_words(day)}: the clocks go back {turn}")


def edge_of(day: dt.date, clock: str, zone: ZoneInfo, *, ends: bool) -> dt.datetime:
    """Give the moment, UTC, from which or until which (``ends``) somebody is surely there.

    Where clocks show the time twice it is the later one to begin at and the earlier one to end
    at; where they skip it, the moment of the skip. ``24:00`` is the end of the day.
    """
    first, second = _readings(day, clock, zone)
    if first > second:
        return _change(second, first, zone)
    return first if ends else second


def span_on(day: dt.date, start: str, end: str, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """Give begin and end, UTC, of a span that begins on a day, over midnight where it must be.

    Raises
    ------
    ValueError
        When it ends as it starts, or would have to last `LONGEST` or more past midnight.
    """
    over = minutes_of(end) <= minutes_of(start)
    if over and minutes_of(end) + 24 * 60 - minutes_of(start) >= LONGEST.total_seconds() / 60:
        raise ValueError("ends before it starts")
    until = day + dt.timedelta(days=1) if over else day
    return edge_of(day, start, zone, ends=False), edge_of(until, end, zone, ends=True)


def minutes_of(clock: str) -> int:
    """Count minutes from midnight to a clock time such as ``9:05`` or ``24:00``.

    Raises
    ------
    ValueError
        When no clock shows it.
    """
    hours, minutes = (int(part) for part in clock.split(":"))
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise ValueError(f'"{clock}" is not a time of day')
    return hours * 60 + minutes


def _readings(day: dt.date, clock: str, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    """Both readings of a clock time, UTC: the same but in an hour that is skipped or repeated."""
    days, minutes = divmod(minutes_of(clock), 24 * 60)
    naive = dt.datetime.combine(day + dt.timedelta(days=days), dt.time(*divmod(minutes, 60)))
    first, second = (naive.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    return first, second


def _change(low: dt.datetime, high: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Find the minute between two at which the clocks change."""
    old = low.astimezone(zone).utcoffset()
    while low < high and low.astimezone(zone).utcoffset() == old:
        low += _MINUTE
    return low


def _clock(moment: dt.datetime, later: dt.timedelta = dt.timedelta()) -> str:
    return f"{moment.replace(tzinfo=None) + later:%H:%M}"
