"""What can be reported on the day: who is expected, which times, tables and meetings are left.

People are looked up as they are asked for: however many there are, a page reads the few it names.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from api.attendees.lookup import CALLED, Choice, holding, meant, names_of
from api.attendees.models import Attendee
from api.db.json_lists import values_of
from api.events.models import Event, RoomTable
from api.kept import Kept
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.unfit import Away, away_at, off_at
from api.timetable.view import SlotView
from api.web.event_times import EventTimes

MOST = 40
"""How many people or tables are listed."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A person who can be reported.

    Attributes
    ----------
    to_come
        Meetings that are not over.
    here
        False once they have been reported as not here.
    known
        False where they came after the timetable was made.
    said_no
        They have said themselves that they do not come.
    """

    key: str
    name: str
    organisation: str
    to_come: int
    here: bool
    known: bool
    said_no: bool


@dataclass(frozen=True, slots=True)
class Guests:
    """Some guests by name, and how many there are in all."""

    some: tuple[Guest, ...] = ()
    number: int = 0

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.number - len(self.some)


@dataclass(frozen=True, slots=True)
class _Presence:
    """In which slots a version has its people, None for all; and their keys as a JSON list."""

    slots: Mapping[str, frozenset[str] | None]
    keys: str


# A megabyte each at 10,000 people; what a version has never changes.
_presence: Kept[_Presence] = Kept(4)


class DayChoices:
    """What there is to choose from in the version that people see, at a moment.

    Attributes
    ----------
    slots
        Those that are not over, in order.
    first
        Whether nothing at all is over yet.
    """

    def __init__(
        self, session: Session, event: Event, version: ScheduleVersion, moment: dt.datetime
    ) -> None:
        self._session, self._event, self._version = session, event, version
        self._moment = moment
        self.version = version.number
        self.times = times_of(event)
        every = slots_of(event)
        self.slots = tuple(slot for slot in every if slot.ends > moment)
        self.first = len(self.slots) == len(every)
        self._open = {slot.key for slot in self.slots}
        self._coming = {slot.key for slot in self.coming}

    def label(self, slot: SlotView) -> str:
        """Say a slot by its start, with the day where the event has several."""
        return self.times.after_at(slot.starts)

    @property
    def coming(self) -> tuple[SlotView, ...]:
        """Slots that have not begun."""
        return tuple(slot for slot in self.slots if slot.starts > self._moment)

    @property
    def can_repair(self) -> bool:
        """Whether the version was stored with what a repair needs, as all are today."""
        return bool(self._known.slots)

    def people(self, keys: Collection[str]) -> dict[str, Guest]:
        """Give people by key, in order of their names."""
        rows = self._people().where(Attendee.key.in_(set(keys)))
        return {guest.key: guest for guest in self._guests(rows)} if keys else {}

    def find(self, words: str) -> Guests:
        """List those in whose name or organisation words occur; anybody for no words."""
        return self._listed(*holding(words))

    def missing(self) -> Guests:
        """List those who have been reported as not here."""
        known = self._known.slots
        gone = [key for key, slots in known.items() if not self._here(slots)]
        return self._listed(Attendee.key.in_(select(values_of(self._session, json.dumps(gone)))))

    def newcomers(self) -> Guests:
        """List those who take part but whom the timetable does not know: they came later."""
        known = select(values_of(self._session, self._known.keys))
        return self._listed(Attendee.key.not_in(known), Attendee.coming != "no")

    def said_no(self) -> Guests:
        """List those who say that they do not come, and have meetings to come."""
        met = self._placed(self._open).where(
            or_(Meeting.a_id == Attendee.id, Meeting.b_id == Attendee.id)
        )
        return self._listed(Attendee.coming == "no", met.correlate(Attendee).exists())

    def names(self, keys: Collection[str]) -> dict[str, str]:
        """Name people by key, each unlike any other."""
        return names_of(self._session, self._event.id, keys)

    def meant(self, words: str) -> tuple[Choice, ...]:
        """List whom words mean; see `api.attendees.lookup.meant`."""
        return meant(self._session, self._event.id, words)

    def meeting_of(self, one: str, other: str) -> SlotView | None:
        """Give when two, by key, meet, if that has not begun."""
        a, b = aliased(Attendee), aliased(Attendee)
        found = self._session.scalar(
            self._placed(self._coming)
            .join(a, a.id == Meeting.a_id)
            .join(b, b.id == Meeting.b_id)
            .where(a.event_id == self._event.id, b.event_id == self._event.id)
            .where(a.key.in_((one, other)), b.key.in_((one, other)))
        )
        return next((slot for slot in self.slots if slot.key == found), None)

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The first tables of the room."""
        order = select(RoomTable.key).where(RoomTable.event_id == self._event.id)
        return tuple(self._session.scalars(order.order_by(RoomTable.position).limit(MOST)))

    def tables_meant(self, words: str) -> tuple[Choice, ...]:
        """List the tables that words mean: one, or several to choose from, or none."""
        of = select(RoomTable.key).where(RoomTable.event_id == self._event.id)
        of = of.order_by(RoomTable.position).limit(MOST)
        same = self._session.scalars(of.where(func.lower(RoomTable.key) == func.lower(words))).all()
        part = RoomTable.key.icontains(words, autoescape=True)
        found = same or self._session.scalars(of.where(part)).all()
        return tuple((table, table) for table in found)

    @cached_property
    def off(self) -> int:
        """Meetings to come that are off, as somebody has left the event: enough for a repair."""
        return off_at(self._session, self._version, self._coming)

    @cached_property
    def away(self) -> Away:
        """Who is away at a meeting to come: enough for a repair, too."""
        labels = {slot.key: self.label(slot) for slot in self.coming}
        return away_at(self._session, self._version, labels)

    @property
    def _known(self) -> _Presence:
        return _presence.get(self._version.id, None, lambda: _read(self._version))

    def _here(self, slots: frozenset[str] | None) -> bool:
        return slots is None or bool(slots & self._open)

    def _placed(self, slots: Collection[str]) -> Select[str]:
        """Choose the slots of the version's meetings in some slots."""
        return (
            select(Placement.slot_key)
            .join(Meeting, Meeting.id == Placement.meeting_id)
            .where(Placement.version_id == self._version.id, Placement.slot_key.in_(slots))
        )

    def _people(self) -> Select[str, str, str, str, str]:
        columns = (Attendee.id, Attendee.key, CALLED.label("name"), Attendee.organisation)
        there = (Attendee.event_id == self._event.id, Attendee.left_at.is_(None))
        return select(*columns, Attendee.coming).where(*there)

    def _listed(self, *wanted: ColumnElement[bool]) -> Guests:
        """List the first by name, with how many there are."""
        of = self._people().where(*wanted)
        number = self._session.scalar(select(func.count()).select_from(of.subquery())) or 0
        return Guests(tuple(self._guests(of.limit(MOST))), number)

    def _guests(self, people: Select[str, str, str, str, str]) -> list[Guest]:
        by_name = people.order_by(func.lower(CALLED), Attendee.key)
        found = self._session.execute(by_name).all()
        to_come = self._to_come([row.id for row in found])
        known = self._known.slots
        return [
            Guest(
                row.key,
                row.name,
                row.organisation,
                to_come[row.id],
                row.key in known and self._here(known[row.key]),
                row.key in known,
                row.coming == "no",
            )
            for row in found
        ]

    def _to_come(self, ids: Sequence[str]) -> Counter[str]:
        """Count meetings that are held and not over, by attendee."""
        counts: Counter[str] = Counter()
        for own, other in ((Meeting.a_id, Meeting.b_id), (Meeting.b_id, Meeting.a_id)):
            left = aliased(Attendee)
            rows = (
                self._placed(self._open)
                .join(left, left.id == other)
                .where(own.in_(ids), left.left_at.is_(None))
                .with_only_columns(own, func.count(), maintain_column_froms=True)
                .group_by(own)
            )
            counts.update(dict(self._session.execute(rows).all()))
        return counts


def _read(version: ScheduleVersion) -> _Presence:
    words: dict[frozenset[str], frozenset[str]] = {}
    slots: dict[str, frozenset[str] | None] = {}
    for entry in version.problem.get("attendees", ()):
        there = entry.get("available")
        some = None if there is None else frozenset(there)
        slots[entry["id"]] = None if some is None else words.setdefault(some, some)
    return _Presence(slots, json.dumps(list(slots)))


def slots_of(event: Event) -> tuple[SlotView, ...]:
    """Give an event's slots in its zone."""
    zone = ZoneInfo(event.timezone)
    return tuple(
        SlotView(slot.key, slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone))
        for slot in event.slots
    )


def times_of(event: Event) -> EventTimes:
    """Say how an event's times are said."""
    begins = [*(slot.starts_at for slot in event.slots), *(b.starts_at for b in event.breaks)]
    return EventTimes.of(event.timezone, begins)


def labels_of(event: Event) -> dict[str, str]:
    """Say each slot of an event by its start."""
    times = times_of(event)
    return {slot.key: times.after_at(slot.starts) for slot in slots_of(event)}
