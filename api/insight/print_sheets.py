"""What can be printed of an event, and how it is parted: no file takes longer than seconds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.badge_code import badge_path
from api.attendees.models import Attendee
from api.attendees.queries import count, last_change
from api.attendees.visibility import stated
from api.events.models import Event, RoomTable
from api.events.queries import tables_of
from api.insight.catering import earlier_events, shares_from
from api.insight.food_sheets import allergy_sheet, kitchen_sheet
from api.insight.guests import guests
from api.insight.heads import heads_by_hour, heads_of, local_slots
from api.insight.kitchen import kitchen_of
from api.kept import Kept
from api.timetable import queries
from api.timetable.exports.paper import A4, A7, Size
from api.timetable.exports.people_sheets import (
    Listed,
    badges,
    by_surname,
    door_list,
    table_cards,
)
from api.timetable.exports.printed import Printed
from api.timetable.exports.timetable_lists import agendas, by_table, by_zone
from api.timetable.models import ScheduleVersion
from api.web.wording import dates

Key = Literal["badges", "agendas", "door", "cards", "tables", "room", "kitchen", "allergies"]
# Some megabytes each at 10,000 people.
_people: Kept[tuple[Listed, ...]] = Kept(4, dt.timedelta(minutes=1))
PDF_ROWS, PAGE_ROWS = 3000, 450
"""Rows of one PDF (about three seconds, 300 megabytes for that long) and of one page."""
_BADGE = 10
"""What a badge or a card takes beside a row, mostly for its code."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of print.

    Attributes
    ----------
    of
        What there is one entry for: a person, a table, a part of the room at a time, or all of it.
    timed
        Whether it says what a version of the timetable has.
    sample
        How many entries its picture shows.
    """

    key: Key
    label: str
    purpose: str
    of: Literal["people", "tables", "room", "food"]
    timed: bool
    sample: int


SHEETS = (
    Sheet(
        "badges",
        "Badges",
        "One for each who has not said no, in order of surnames. The code in the corner is read "
        "at the door with any phone of your team.",
        "people",
        timed=False,
        sample=10,
    ),
    Sheet(
        "door",
        "Door list",
        "Everybody by surname with a box to tick, for when the network is down. Who said no "
        "stands at the end.",
        "people",
        timed=False,
        sample=40,
    ),
    Sheet(
        "agendas",
        "Agendas",
        "A page for each person: when, where, whom and why. In the same order as the badges, so "
        "that you can hand out both at once.",
        "people",
        timed=True,
        sample=1,
    ),
    Sheet(
        "cards",
        "Table cards",
        "The name of each table, to be read from both sides. Fold them along the dashed line.",
        "tables",
        timed=False,
        sample=1,
    ),
    Sheet(
        "room",
        "Room sheets, by time",
        "A page for each time and part of the room: who sits at which table. Hang up the next "
        "one when the time comes.",
        "room",
        timed=True,
        sample=1,
    ),
    Sheet(
        "tables",
        "Room sheets, by table",
        "A page for each table: who comes when. Lay it on the table, or give it to its host.",
        "tables",
        timed=True,
        sample=1,
    ),
    Sheet(
        "kitchen",
        "Caterer’s sheet",
        "How many plates of what, by hour, diet and allergy, on one page. Nobody’s name is on it.",
        "food",
        timed=False,
        sample=1,
    ),
    Sheet(
        "allergies",
        "Allergies, with names",
        "Who must not eat what, in their own words. For those who serve, and nobody else.",
        "food",
        timed=False,
        sample=1,
    ),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """On what to print, and where the site is that codes lead to."""

    paper: Size = A4
    badge: Size = A7
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """All that a sheet has entries for: people by surname, tables as (key, zone), or places."""

    people: tuple[Listed, ...] = ()
    tables: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    """Slot and zone."""

    def __len__(self) -> int:
        """Count the entries."""
        return len(self.people) + len(self.tables) + len(self.places)

    def some(self, start: int, end: int) -> Entries:
        """Give those of one part."""
        return Entries(self.people[start:end], self.tables[start:end], self.places[start:end])


def entries_of(session: Session, event: Event, sheet: Sheet) -> Entries:
    """Find what a sheet has entries for."""
    if sheet.of == "people":
        people = _listed(session, event)
        # Who said no is on the door list alone.
        return Entries(tuple(p for p in people if sheet.key == "door" or not p.said_no))
    if sheet.of == "food":
        return Entries(places=(("", ""),))
    tables = _tables(session, event)
    if sheet.of == "tables":
        return Entries(tables=tables)
    zones = list(dict.fromkeys(zone for _, zone in tables)) or [""]
    return Entries(places=tuple((slot.key, zone) for slot in event.slots for zone in zones))


def number_of(session: Session, event: Event, sheet: Sheet) -> int:
    """Count what a sheet has entries for."""
    if sheet.of == "people":
        return len(entries_of(session, event, sheet))
    if sheet.of == "food":
        return 1
    by_zone = _tables_by_zone(session, event)
    return (
        sum(by_zone.values()) if sheet.of == "tables" else len(event.slots) * max(1, len(by_zone))
    )


def a_part(session: Session, event: Event, sheet: Sheet, rows: int) -> int:
    """Say how many entries a file of so many rows has, at least one."""
    times = len(event.slots) + len(event.breaks) + 3
    if sheet.key == "door" or sheet.of == "food":
        return rows
    if sheet.key in ("badges", "cards"):
        return max(1, rows // _BADGE)
    if sheet.of == "room":
        return max(1, rows // (_most_tables(session, event) + 3))
    return max(1, rows // times)


def printed(
    session: Session,
    event: Event,
    version: ScheduleVersion | None,
    sheet: Sheet,
    choice: Choice,
    some: Entries,
) -> Printed:
    """Make the document of some entries; a timed sheet needs a version."""
    if sheet.key == "badges":
        # A code is a way for the team alone: see `badge_code`.
        return badges(event.name, some.people, choice.base_url, choice.paper, choice.badge)
    if sheet.key == "door":
        when = dates(event.slots[0].starts_at, event.slots[-1].ends_at, event.timezone)
        return door_list(event.name, when, some.people, choice.paper)
    if sheet.key == "cards":
        return table_cards(event.name, some.tables, choice.paper)
    if sheet.of == "food":
        return _food(session, event, sheet, choice)
    assert version is not None
    if sheet.key == "agendas":
        ids = [person.id for person in some.people]
        view = queries.view(session, event, version, of=ids)
        known = {person.id: person for person in view.people}
        return agendas(view, [known[each] for each in ids if each in known], choice.paper)
    view = queries.view(session, event, version, bare=True)
    if sheet.key == "tables":
        return by_table(view, [key for key, _ in some.tables], choice.paper)
    return by_zone(view, set(some.places), choice.paper)


def _food(session: Session, event: Event, sheet: Sheet, choice: Choice) -> Printed:
    people = guests(session, event.id)
    if sheet.key == "allergies":
        return allergy_sheet(event, people, choice.paper)
    shares = shares_from(earlier_events(session, event.id))
    hours = heads_by_hour(people, local_slots(event), shares)
    return kitchen_sheet(event, heads_of(people, shares), hours, kitchen_of(people), choice.paper)


def _listed(session: Session, event: Event) -> tuple[Listed, ...]:
    """Give everybody by surname; kept until any of them changes."""
    stamp = last_change(session, event.id), count(session, event.id)
    return _people.get(event.id, stamp, lambda: _read(session, event))


def _read(session: Session, event: Event) -> tuple[Listed, ...]:
    rows = session.execute(
        select(
            Attendee.id,
            Attendee.name,
            Attendee.external_id,
            Attendee.organisation,
            Attendee.role,
            Attendee.coming,
            Attendee.badge,
        ).where(Attendee.event_id == event.id, Attendee.left_at.is_(None))
    )
    return by_surname(
        Listed(
            row.id,
            row.name or row.external_id,
            stated(row.organisation),
            stated(row.role),
            row.external_id,
            row.coming == "no",
            badge_path(event, row),
        )
        for row in rows
    )


def _tables(session: Session, event: Event) -> tuple[tuple[str, str], ...]:
    query = select(RoomTable.key, RoomTable.zone).where(RoomTable.event_id == event.id)
    return tuple((key, zone) for key, zone in session.execute(query.order_by(RoomTable.position)))


def _most_tables(session: Session, event: Event) -> int:
    return max(_tables_by_zone(session, event).values(), default=1)


def _tables_by_zone(session: Session, event: Event) -> Counter[str]:
    counts: Counter[str] = Counter()
    for alike in tables_of(session, event.id):
        counts[alike.zone] += alike.number
    return counts
