"""TimetableView: a version of the timetable as people see it, apart from rows and solver."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from api.web.event_times import EventTimes


@dataclass(frozen=True, slots=True)
class Person:
    """An attendee as others at the event see them.

    Attributes
    ----------
    id
        The attendee row's id.
    key
        What versions, their files and calendars know the person by; it never changes.
    listed_id
        The organiser's id of the person, from the newest list.
    """

    id: str
    key: str
    name: str
    organisation: str = ""
    role: str = ""
    listed_id: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a meeting helps ``for_id``: their need, the other's offer, strength 0..1.

    Of an interest (``kind``) both like it, of an aim both seek it. Where ``role`` holds, the
    offer is who the other is, which they did not write as an offer.
    """

    for_id: str
    need: str
    offer: str
    strength: float
    role: bool = False
    kind: Literal["need", "interest", "aim"] = "need"


@dataclass(frozen=True, slots=True)
class SlotView:
    """A meeting time, aware datetimes in the event's zone."""

    key: str
    starts: dt.datetime
    ends: dt.datetime

    @property
    def utc(self) -> dt.datetime:
        """The start as it is compared, also in an hour that the clocks repeat."""
        return self.starts.astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class Pause:
    """A named break between slots."""

    name: str
    starts: dt.datetime
    ends: dt.datetime


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One meeting of the timetable.

    Attributes
    ----------
    table
        Key of the table, "" where the room has none; ``zone`` is its part of the room.
    sequence
        How often what people see of it has changed since first published (RFC 5545).
    cancelled
        Published before, not any more; or one of the two has left the event, as ``left`` says.
    common
        What is true of the two where there are no reasons, or "".
    """

    id: str
    slot: SlotView
    table: str
    zone: str
    a: Person
    b: Person
    reasons: tuple[Reason, ...] = ()
    sequence: int = 0
    cancelled: bool = False
    left: bool = False
    common: str = ""

    def other(self, person_id: str) -> Person:
        """Whom the person with this id meets here."""
        return self.b if self.a.id == person_id else self.a

    def reason_for(self, person_id: str) -> Reason | None:
        """Give the strongest reason this meeting helps the person, if there is one."""
        own = [r for r in self.reasons if r.for_id == person_id and r.kind == "need"]
        return max(own, key=lambda reason: reason.strength, default=None)


@dataclass(frozen=True)
class TimetableView:
    """A version of an event's timetable.

    Attributes
    ----------
    timezone
        IANA name; all datetimes are in it.
    people
        All attendees, by name.
    meetings
        By slot, then table.
    """

    slug: str
    event: str
    place: str
    timezone: str
    version: int
    made: dt.datetime
    slots: tuple[SlotView, ...]
    pauses: tuple[Pause, ...]
    people: tuple[Person, ...]
    meetings: tuple[MeetingView, ...]
    times_moved: int = 0
    """How often times have moved under the same placements; see `api.timetable.time_changes`."""

    @cached_property
    def times(self) -> EventTimes:
        """How times of the event are said."""
        begins = [*(slot.starts for slot in self.slots), *(p.starts for p in self.pauses)]
        return EventTimes.of(self.timezone, begins)

    def of(self, person_id: str) -> tuple[MeetingView, ...]:
        """Meetings of one person in order of time."""
        return tuple(self._by_person.get(person_id, ()))

    @cached_property
    def _by_person(self) -> dict[str, list[MeetingView]]:
        found: dict[str, list[MeetingView]] = {}
        for meeting in self.meetings:
            for person in (meeting.a, meeting.b):
                found.setdefault(person.id, []).append(meeting)
        return found

    def held(self) -> tuple[MeetingView, ...]:
        """Meetings that are not cancelled."""
        return tuple(m for m in self.meetings if not m.cancelled)
