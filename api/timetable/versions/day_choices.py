"""What can be reported on the day: who is expected, which times, tables and meetings are left."""

from __future__ import annotations

import datetime as dt
import itertools
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from api.attendees.models import Attendee
from api.events.models import Event
from api.timetable.models import ScheduleVersion
from api.timetable.view import SlotView, TimetableView
from api.web.event_times import EventTimes


@dataclass(frozen=True, slots=True)
class Guest:
    """A person of the timetable.

    Attributes
    ----------
    to_come
        Meetings that are not over.
    here
        False once they have been reported as not here.
    said_no
        They have said themselves that they do not come.
    """

    key: str
    name: str
    organisation: str
    to_come: int
    here: bool
    said_no: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """Guests whose names begin alike."""

    letter: str
    guests: tuple[Guest, ...]


@dataclass(frozen=True, slots=True)
class DayChoices:
    """What there is to choose from at a moment.

    Attributes
    ----------
    slots
        Those that are not over, in order.
    first
        Whether nothing at all is over yet.
    newcomers
        People who take part but whom the timetable does not know: they came later.
    meetings
        The pairs, by key, whose meeting has not begun, with its slot.
    """

    version: int
    times: EventTimes
    guests: tuple[Guest, ...]
    slots: tuple[SlotView, ...]
    first: bool
    tables: tuple[str, ...]
    newcomers: tuple[Guest, ...] = ()
    meetings: dict[frozenset[str], SlotView] = field(default_factory=dict)
    off: int = 0
    """Meetings to come that are off, as somebody has left the event: enough for a repair."""
    away: tuple[str, ...] = ()
    """Who is away at a meeting to come, in words: enough for a repair, too."""

    def letters(self) -> tuple[Letter, ...]:
        """Those who are here by the first letter of their names."""
        here = [guest for guest in self.guests if guest.here]
        by_letter = itertools.groupby(here, key=lambda guest: letter_of(guest.name))
        return tuple(Letter(letter, tuple(guests)) for letter, guests in by_letter)

    def missing(self) -> tuple[Guest, ...]:
        """Those who have been reported as not here."""
        return tuple(guest for guest in self.guests if not guest.here)

    def names(self) -> dict[str, str]:
        """Names by key, told apart by the organisation where two are called the same."""
        return distinct_names((*self.guests, *self.newcomers))

    def label(self, slot: SlotView) -> str:
        """Say a slot by its start, with the day where the event has several."""
        return self.times.after_at(slot.starts)


def choices_at(
    session: Session,
    event: Event,
    version: ScheduleVersion,
    view: TimetableView,
    moment: dt.datetime,
) -> DayChoices:
    """Gather what can be reported of the version that people see."""
    rows = session.scalars(
        select(Attendee)
        .options(lazyload(Attendee.facets))
        .where(Attendee.event_id == event.id, Attendee.left_at.is_(None))
    ).all()
    slots = tuple(slot for slot in view.slots if slot.ends > moment)
    open_keys = {slot.key for slot in slots}
    left = [m for m in view.held() if m.slot.key in open_keys]
    to_come = Counter(person.key for m in left for person in (m.a, m.b))
    present = {
        entry["id"]: entry.get("available") for entry in version.problem.get("attendees", ())
    }
    guests = [
        Guest(
            row.key,
            row.name or row.external_id,
            row.organisation,
            to_come[row.key],
            bool(open_keys & set(present.get(row.key) or ())) or present.get(row.key, ()) is None,
            row.coming == "no",
        )
        for row in rows
    ]
    guests.sort(key=lambda guest: (plain(guest.name), guest.key))
    newcomers = tuple(g for g in guests if g.key not in present and not g.said_no)
    return DayChoices(
        version.number,
        view.times,
        tuple(guest for guest in guests if guest.key in present),
        slots,
        len(slots) == len(view.slots),
        tuple(table.key for table in event.tables),
        newcomers,
        {frozenset((m.a.key, m.b.key)): m.slot for m in left if m.slot.starts > moment},
        sum(m.left and m.slot.starts > moment for m in view.meetings),
    )


def distinct_names(guests: Sequence[Guest]) -> dict[str, str]:
    """Give each key a name of its own."""
    often = Counter(guest.name for guest in guests)
    named = {}
    for guest in guests:
        name = guest.name
        if often[name] > 1:
            name = f"{name} ({guest.organisation or guest.key})"
        named[guest.key] = name
    twice = Counter(named.values())
    return {k: f"{name} [{k}]" if twice[name] > 1 else name for k, name in named.items()}


def plain(name: str) -> str:
    """Return a name for sorting: small letters without marks."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def letter_of(name: str) -> str:
    """Return the letter that a name is found under; "#" for those without one."""
    first = plain(name)[:1].upper()
    return first if first.isalpha() else "#"
