"""The whole timetable as one file to print that needs no other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from api.timetable.agenda.days import one_line
from api.timetable.versions.certificate_view import CertificateView
from api.timetable.view import MeetingView, Person, TimetableView
from api.web.event_times import EventTimes
from api.web.templating import STATIC, environment

# Two lines of a narrow column.
_WHY = 64


@dataclass(frozen=True, slots=True)
class SheetSlot:
    """One slot with its meetings, by table."""

    starts: dt.datetime
    ends: dt.datetime
    meetings: tuple[MeetingView, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a person's day; ``kind`` is ``meeting`` or ``break``."""

    starts: dt.datetime
    ends: dt.datetime
    kind: str
    title: str
    detail: str = ""
    table: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """One person's day; no rows where they have no meeting."""

    person: Person
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Context of timetable/print/sheet.html."""

    event: str
    place: str
    zone: str
    times: EventTimes
    version: int
    made: dt.datetime
    cert: CertificateView
    css: str
    slots: tuple[SheetSlot, ...]
    people: tuple[PersonSheet, ...]


def write_html(view: TimetableView, certificate: CertificateView) -> str:
    """Write the sheet as one HTML file that needs no other."""
    held = view.held()
    sheet = Sheet(
        view.event,
        view.place,
        view.timezone,
        view.times,
        view.version,
        view.made,
        certificate,
        (STATIC / "sheet.css").read_text(encoding="utf-8"),
        tuple(
            SheetSlot(s.starts, s.ends, tuple(m for m in held if m.slot.key == s.key))
            for s in view.slots
        ),
        tuple(_person_sheet(view, person) for person in view.people),
    )
    template = environment().get_template("timetable/print/sheet.html")
    values = {name: getattr(sheet, name) for name in Sheet.__dataclass_fields__}
    return template.render(values)


def _person_sheet(view: TimetableView, person: Person) -> PersonSheet:
    rows = []
    for meeting in view.of(person.id):
        if meeting.cancelled:
            continue
        other = meeting.other(person.id)
        rows.append(
            Row(
                meeting.slot.starts,
                meeting.slot.ends,
                "meeting",
                other.name,
                other.organisation,
                meeting.table,
                one_line(meeting, person.id, _WHY),
            )
        )
    if rows:
        rows += [Row(p.starts, p.ends, "break", p.name) for p in view.pauses]
    rows.sort(key=lambda row: row.starts.astimezone(dt.UTC))
    return PersonSheet(person, tuple(rows))
