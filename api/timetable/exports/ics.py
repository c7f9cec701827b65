"""A person's agenda as iCalendar (RFC 5545, 7986), for files and feeds."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from api.timetable.view import MeetingView, TimetableView

REFRESH = dt.timedelta(hours=1)


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
    calendar = Calendar()
    calendar.add("prodid", "-//Confab//Confab//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", view.event)
    calendar.add("x-wr-calname", view.event)
    # RFC 7986 wants the value's type named; icalendar leaves it out.
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for meeting in view.of(person_id):
        calendar.add_component(_entry(view, meeting, person_id, domain))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _entry(view: TimetableView, meeting: MeetingView, person_id: str, domain: str) -> Event:
    other = meeting.other(person_id)
    entry = Event()
    entry.add("uid", f"{view.slug}-{_pair(meeting.a.key, meeting.b.key)}@{domain}")
    # A delay moves a meeting without placing it anew; counted too, no update looks like an old one.
    entry.add("sequence", meeting.sequence + view.times_moved)
    zone = ZoneInfo(view.timezone)
    entry.add("dtstamp", view.made.astimezone(dt.UTC))
    entry.add("dtstart", meeting.slot.starts.astimezone(zone))
    entry.add("dtend", meeting.slot.ends.astimezone(zone))
    whom = f"Meet {other.name}" + (f", {other.organisation}" * bool(other.organisation))
    entry.add("summary", "Meeting is off: they no longer take part" if meeting.left else whom)
    places = [part for part in (meeting.table, view.place) if part]
    if places:
        entry.add("location", ", ".join(places))
    lines = []
    if mine := meeting.reason_for(person_id):
        offers = "is" if mine.role else "offers"
        lines.append(f"You need: {mine.need}\n{other.name} {offers}: {mine.offer}")
    if theirs := meeting.reason_for(other.id):
        offer = "are" if theirs.role else "offer"
        lines.append(f"{other.name} needs: {theirs.need}\nYou {offer}: {theirs.offer}")
    if lines:
        entry.add("description", "\n\n".join(lines))
    entry.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return entry


def _pair(*keys: str) -> str:
    """Join two keys by a dash so that no other two give the same: "a-b", "c" and "a", "b-c".

    With as many dashes in either there is one way to part them again, and they stay as they are;
    in all other pairs a dash within a key is spelled out.
    """
    first, second = sorted(keys)
    if first.count("-") != second.count("-") or "%" in first + second:
        first, second = (key.replace("%", "%25").replace("-", "%2D") for key in (first, second))
    return f"{first}-{second}"
