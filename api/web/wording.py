"""Numbers, dates and names as people write them; the filters of every page and mail.

A time is shown only together with the zone it is to be read in, so no page can show a stored UTC
time by accident.
"""

from __future__ import annotations

import datetime as dt
import zlib
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal, format_percent

from matcher.strengths import strength_word

_LOCALE = "en_GB"
_TONES = 4
_TITLES = frozenset(["dr", "prof", "mr", "mrs", "ms", "mx", "cllr", "rev", "fr", "sr", "sir"])


def _local(moment: dt.datetime, zone: str) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; pages show aware times only")
    return moment.astimezone(ZoneInfo(zone))


def clock(moment: dt.datetime, zone: str) -> str:
    """``14:20`` in the zone (an IANA name). Raises ValueError on a naive time."""
    return _clock(_local(moment, zone).time())


@lru_cache(maxsize=1024)
def _clock(local: dt.time) -> str:
    # A day has few times, and each stands on many an agenda.
    return format_time(local, "HH:mm", locale=_LOCALE)


def span(start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """``14:20–14:40`` in the zone."""
    return f"{clock(start, zone)}–{clock(end, zone)}"


def day(moment: dt.datetime | dt.date, zone: str = "UTC") -> str:
    """``Thursday 12 November 2026``; a plain date needs no zone."""
    date = _local(moment, zone).date() if isinstance(moment, dt.datetime) else moment
    return format_date(date, "EEEE d MMMM y", locale=_LOCALE)


def date_only(moment: dt.datetime, zone: str) -> str:
    """``Thursday 12 November`` in the zone."""
    return format_date(_local(moment, zone).date(), "EEEE d MMMM", locale=_LOCALE)


def dates(start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """``Thursday 12 November 2026``, or ``Saturday 27 March to Sunday 28 March 2027``.

    A night that ends before noon is called by its evening.
    """
    if _one_day(start, end, zone):
        return day(start, zone)
    one_year = _local(start, zone).year == _local(end, zone).year
    return f"{date_only(start, zone) if one_year else day(start, zone)} to {day(end, zone)}"


def period(start: dt.datetime, end: dt.datetime, zone: str) -> str:
    """``Thursday 12 November 2026, 13:30–17:00``, each end with its day where they differ."""
    if _one_day(start, end, zone):
        return f"{day(start, zone)}, {span(start, end, zone)}"
    return f"{day(start, zone)}, {clock(start, zone)} to {day(end, zone)}, {clock(end, zone)}"


def _one_day(start: dt.datetime, end: dt.datetime, zone: str) -> bool:
    first, last = _local(start, zone), _local(end, zone)
    over = (last.date() - first.date()).days
    return over == 0 or (over == 1 and last.hour < 12 <= first.hour)


def moment(value: dt.datetime, zone: str) -> str:
    """``Thursday 12 November, 14:20`` in the zone."""
    return format_datetime(_local(value, zone), "EEEE d MMMM, HH:mm", locale=_LOCALE)


def iso(value: dt.datetime) -> str:
    """ISO 8601 with offset, for ``<time datetime>``."""
    return value.isoformat(timespec="seconds")


def ago(value: dt.datetime, now: dt.datetime) -> str:
    """``just now``, ``5 minutes ago``, ``yesterday``, ``3 days ago``; later than now is now."""
    minutes = max(0, int((now - value).total_seconds() // 60))
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{counted(minutes, 'minute')} ago"
    if minutes < 24 * 60:
        return f"{counted(minutes // 60, 'hour')} ago"
    days = minutes // (24 * 60)
    return "yesterday" if days == 1 else f"{days} days ago"


def seconds(value: float) -> str:
    """Say a length of time: ``0.8 s``, ``42 s``, ``3 min 5 s``."""
    if value < 10:
        return f"{format_decimal(round(value, 1), locale=_LOCALE)} s"
    if value < 120:
        return f"{value:.0f} s"
    return f"{int(value) // 60} min {int(value) % 60} s"


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 meeting``, ``4 meetings``, ``1,250 people`` (give ``many`` where it is irregular)."""
    noun = one if number == 1 else (many or f"{one}s")
    return f"{format_decimal(number, locale=_LOCALE)} {noun}"


def number(value: float, digits: int = 0) -> str:
    """``1,250`` or, with digits, ``1,250.4``."""
    places = "." + "0" * digits if digits else ""
    return format_decimal(value, f"#,##0{places}", locale=_LOCALE)


def percent(share: float, digits: int = 0) -> str:
    """Say a share 0..1 as ``99.4 %``; never rounded up to a hundred that was not reached."""
    step = 10 ** -(digits + 2)
    if share < 1:
        share = min(share, 1 - step)
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + " %"
    return format_percent(share, pattern, locale=_LOCALE)


def listed(names: list[str] | tuple[str, ...]) -> str:
    """``Ana, Ben and Caro``; empty for none."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def given(name: str) -> str:
    """How a name is said in a sentence: its first word that is no title."""
    words = name.split()
    return next((word for word in words if word.lower().strip(".") not in _TITLES), name)


def initials(name: str) -> str:
    """One or two capitals for the round face beside a name."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalpha()]
    if not words:
        return "?"
    ends = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return ends.upper()


def tone(name: str) -> int:
    """0..3, the same for a name every time: which tint its face gets. Decoration only."""
    return zlib.crc32(name.encode()) % _TONES


FILTERS = {
    f.__name__: f
    for f in (
        ago, clock, counted, date_only, dates, day, given, initials, iso, listed, moment, number,
        percent, period, seconds, span, strength_word, tone,
    )
}  # fmt: skip
