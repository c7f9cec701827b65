"""A person's agenda as iCalendar (RFC 5545, 7986), for files and feeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from api.timetable.view import MeetingView, TimetableView

REFRESH = dt.timedelta(hours=1)
# What meetings have in common with others; the rest is put down once for each of its two.
_SHARED = frozenset({"dtstamp", "dtstart", "dtend", "sequence", "status"})
_FOLDED = 75
"""Octets from which on a line is folded."""


def write_calendar(view: TimetableView, person_id: str, domain: str = "confab.invalid") -> bytes:
    """Build the calendar of one person.

    Parameters
    ----------
    view
        The timetable; cancelled meetings stay in the calendar as cancelled.
    person_id
        Whose.
    domain
        Right-hand side of the UIDs: the site's host name. A pair keeps its UID over all
        versions, so that a calendar program moves the entry rather than doubling it.
    """
    return CalendarWriter(view, domain).write(person_id)


class CalendarWriter:
    """Writes the calendars of one timetable, as `write_calendar`; what they share, once."""

    def __init__(self, view: TimetableView, domain: str) -> None:
        self.view = view
        self._domain = domain
        self._lines: dict[tuple[str, object], bytes] = {}

    def write(self, person_id: str) -> bytes:
        """Build the calendar of one person."""
        meetings = self.view.of(person_id)
        head = self._with_times if meetings else bytes(self._calendar().to_ical())
        end = b"END:VCALENDAR\r\n"
        entries = (self._entry(meeting, person_id) for meeting in meetings)
        return b"".join((head.removesuffix(end), *entries, end))

    @cached_property
    def _with_times(self) -> bytes:
        """Write a calendar with no entry in it, but with the zone their times are in."""
        calendar, entry = self._calendar(), Event()
        zone = ZoneInfo(self.view.timezone)
        entry.add("dtstart", self.view.meetings[0].slot.starts.astimezone(zone))
        calendar.add_component(entry)
        calendar.add_missing_timezones()
        calendar.subcomponents.remove(entry)
        return bytes(calendar.to_ical())

    def _calendar(self) -> Calendar:
        calendar = Calendar()
        calendar.add("prodid", "-//Confab//Confab//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", self.view.event)
        calendar.add("x-wr-calname", self.view.event)
        # RFC 7986 wants the value's type named; icalendar leaves it out.
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        return calendar

    def _entry(self, meeting: MeetingView, person_id: str) -> bytes:
        found = dict(_properties(self.view, meeting, person_id, self._domain))
        lines = (self._line(name, found[name]) for name in _ORDER if name in found)
        return b"".join((b"BEGIN:VEVENT\r\n", *lines, b"END:VEVENT\r\n"))

    def _line(self, name: str, value: object) -> bytes:
        if name not in _SHARED:
            return _written(name, value)
        if (name, value) not in self._lines:
            self._lines[name, value] = _written(name, value)
        return self._lines[name, value]


def _written(name: str, value: object) -> bytes:
    entry = Event()
    entry.add(name, value)
    line: Any = entry.content_line(name.upper(), entry[name])
    # The library's folding looks at each letter.
    plain = len(line) < _FOLDED and line.isascii()
    return (line.encode() if plain else bytes(line.to_ical())) + b"\r\n"


# As icalendar orders them.
_ORDER = (
    "summary",
    "dtstart",
    "dtend",
    "dtstamp",
    "uid",
    "sequence",
    "description",
    "location",
    "status",
)


def _properties(
    view: TimetableView, meeting: MeetingView, person_id: str, domain: str
) -> Iterator[tuple[str, Any]]:
    other = meeting.other(person_id)
    yield "uid", f"{view.slug}-{_pair(meeting.a.key, meeting.b.key)}@{domain}"
    # A delay moves a meeting without placing it anew; counted too, no update looks like an old one.
    yield "sequence", meeting.sequence + view.times_moved
    zone = ZoneInfo(view.timezone)
    yield "dtstamp", view.made.astimezone(dt.UTC)
    yield "dtstart", meeting.slot.starts.astimezone(zone)
    yield "dtend", meeting.slot.ends.astimezone(zone)
    whom = f"Meet {other.name}" + (f", {other.organisation}" * bool(other.organisation))
    yield "summary", "Meeting is off: they no longer take part" if meeting.left else whom
    places = [part for part in (meeting.table, view.place) if part]
    if places:
        yield "location", ", ".join(places)
    lines = []
    if mine := meeting.reason_for(person_id):
        offers = "is" if mine.role else "offers"
        lines.append(f"You need: {mine.need}\n{other.name} {offers}: {mine.offer}")
    if theirs := meeting.reason_for(other.id):
        offer = "are" if theirs.role else "offer"
        lines.append(f"{other.name} needs: {theirs.need}\nYou {offer}: {theirs.offer}")
    if lines:
        yield "description", "\n\n".join(lines)
    yield "status", "CANCELLED" if meeting.cancelled else "CONFIRMED"


def _pair(*keys: str) -> str:
    """Join two keys by a dash so that no other two give the same: "a-b", "c" and "a", "b-c".

    With as many dashes in either there is one way to part them again, and they stay as they are;
    in all other pairs a dash within a key is spelled out.
    """
    first, second = sorted(keys)
    if first.count("-") != second.count("-") or "%" in first + second:
        first, second = (key.replace("%", "%25").replace("-", "%2D") for key in (first, second))
    return f"{first}-{second}"
