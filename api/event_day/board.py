"""The board of a big screen: who sits where now and next, by table and by name, page by page.

Names and tables alone, of the version that people see and at the times that hold now.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from api.attendees.models import Attendee
from api.attendees.queries import count, last_change
from api.events.models import Event, RoomTable
from api.events.queries import days_of
from api.kept import Kept
from api.timetable import queries
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.day_choices import slots_of
from api.timetable.view import SlotView
from api.web.wording import moment as moment_in_words

SECONDS = 12
"""How long a page stays."""
_ROWS = 72
"""Lines of a page, which is what fits a screen of 1920 x 1080."""
_MOST = 16
"""With more pages than these the lists by table are left out: nobody waits for a third round."""
_NOBODY = "Guest"
"""Whoever has given no name."""
State = Literal["soon", "open", "over"]
By = Literal["name", "table"]


@dataclass(frozen=True, slots=True)
class Line:
    """A name and its table, or a table and its two names."""

    label: str
    what: str


# A megabyte a time at 10,000 people; kept until somebody of the event changes.
_names: Kept[tuple[Line, ...]] = Kept(8, dt.timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board.

    Attributes
    ----------
    state
        ``soon``: nothing is published; ``over``: no meeting is to come.
    when
        "Now" or "Next".
    time
        When the list's slot begins.
    pause
        What is on between meetings, and until when; or empty.
    number, last
        Of the pages, from 1.
    """

    state: State
    clock: str
    when: str = ""
    time: str = ""
    by: By = "name"
    lines: tuple[Line, ...] = ()
    pause: str = ""
    number: int = 1
    last: int = 1


@dataclass(frozen=True, slots=True)
class _List:
    when: str
    slot: SlotView
    by: By
    pages: int = field(default=1)


def board(session: Session, event: Event, moment: dt.datetime, number: int | None) -> Board:
    """Show a page of the board; without a number the one whose turn it is by the clock."""
    zone = ZoneInfo(event.timezone)
    clock = f"{moment.astimezone(zone):%H:%M}"
    version = queries.published(session, event.id)
    if version is None:
        return Board("soon", clock)
    lists = _lists(session, event, version, moment)
    if not lists:
        over = all(slot.ends_at <= moment for slot in event.slots)
        return Board("over" if over else "open", clock, pause=_pause(event, moment, zone))
    last = sum(each.pages for each in lists)
    turn = int(moment.timestamp() // SECONDS) % last if number is None else number - 1
    place = turn = max(0, min(turn, last - 1))
    for each in lists:
        if place < each.pages:
            break
        place -= each.pages
    lines = _by_name if each.by == "name" else _by_table
    return Board(
        "open",
        clock,
        each.when,
        _time(event, each.slot, moment),
        each.by,
        lines(session, version, each.slot, place * _ROWS),
        _pause(event, moment, zone),
        turn + 1,
        last,
    )


def _lists(
    session: Session, event: Event, version: ScheduleVersion, moment: dt.datetime
) -> list[_List]:
    """Say what is shown in turn: the next time and the one that is on, each by name and table."""
    on = [slot for slot in slots_of(event) if slot.starts <= moment < slot.ends]
    coming = [slot for slot in slots_of(event) if slot.starts > moment]
    days = days_of(event)
    if on and coming and days[on[0].key] != days[coming[0].key]:
        coming = []
    found = []
    for when, slots in (("Now", on), ("Next", coming)):
        for slot in slots[:1]:
            held = _held(version, slot, func.count())
            meetings = session.scalar(held) or 0
            if meetings:
                found.append(_List(when, slot, "name", math.ceil(2 * meetings / _ROWS)))
                found.append(_List(when, slot, "table", math.ceil(meetings / _ROWS)))
    if sum(each.pages for each in found) > _MOST:
        found = [each for each in found if each.by == "name"]
    return found


def _time(event: Event, slot: SlotView, moment: dt.datetime) -> str:
    """Say when a slot begins; with its day only where that is another."""
    if slot.starts.date() == moment.astimezone(slot.starts.tzinfo).date():
        return f"{slot.starts:%H:%M}"
    return moment_in_words(slot.starts, event.timezone)


def _held(version: ScheduleVersion, slot: SlotView, *columns: Any) -> Select[Any]:
    """Choose of the meetings of a slot; who has left is at none."""
    gone = select(Attendee.id).where(
        Attendee.event_id == version.event_id, Attendee.left_at.is_not(None)
    )
    return (
        select(*columns)
        .select_from(Placement)
        .join(Meeting, Meeting.id == Placement.meeting_id)
        .where(
            Placement.version_id == version.id,
            Placement.slot_key == slot.key,
            Meeting.a_id.not_in(gone),
            Meeting.b_id.not_in(gone),
        )
    )


def _by_name(
    session: Session, version: ScheduleVersion, slot: SlotView, first: int
) -> tuple[Line, ...]:
    stamp = last_change(session, version.event_id), count(session, version.event_id)
    key = f"{version.id} {slot.key}"
    return _names.get(key, stamp, lambda: _sorted(session, version, slot))[first : first + _ROWS]


def _sorted(session: Session, version: ScheduleVersion, slot: SlotView) -> tuple[Line, ...]:
    one, two = (
        _held(version, slot, Attendee.name, Attendee.id, Placement.table_key).join(
            Attendee, Attendee.id == side
        )
        for side in (Meeting.a_id, Meeting.b_id)
    )
    # Not sorted by the database: each puts accents elsewhere, some all after z.
    rows = sorted(
        session.execute(one.union_all(two)), key=lambda row: (_plain(row.name), row.name, row.id)
    )
    return tuple(Line(row.name or _NOBODY, row.table_key) for row in rows)


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _by_table(
    session: Session, version: ScheduleVersion, slot: SlotView, first: int
) -> tuple[Line, ...]:
    a, b = aliased(Attendee), aliased(Attendee)
    rows = session.execute(
        _held(version, slot, Placement.table_key, a.name, b.name)
        .join(a, a.id == Meeting.a_id)
        .join(b, b.id == Meeting.b_id)
        .join(
            RoomTable,
            (RoomTable.event_id == version.event_id) & (RoomTable.key == Placement.table_key),
            isouter=True,
        )
        .order_by(RoomTable.position, Placement.table_key, Meeting.id)
        .offset(first)
        .limit(_ROWS)
    )
    return tuple(Line(table, f"{one or _NOBODY} and {two or _NOBODY}") for table, one, two in rows)


def _pause(event: Event, moment: dt.datetime, zone: ZoneInfo) -> str:
    for pause in event.breaks:
        if pause.starts_at <= moment < pause.ends_at:
            return f"{pause.name}, until {pause.ends_at.astimezone(zone):%H:%M}"
    return ""
