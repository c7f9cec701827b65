"""A timetable as printed lists: an agenda a person, sheets a table or a zone, all of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator

from api.timetable.agenda.days import one_line
from api.timetable.exports.paper import A4, Size
from api.timetable.exports.printed import Cell, Column, Lists, Row, Section
from api.timetable.versions.certificate_view import CertificateView
from api.timetable.view import MeetingView, Person, TimetableView
from api.web.templating import environment
from api.web.wording import clock, counted, date_only, dates, moment

# Two lines of a column.
_WHY = 110
_SHORT_WHY = 64
_TIME = Column("Time", 20)
_NOBODY = "No meetings in this timetable."


def agendas(view: TimetableView, people: Iterable[Person], page: Size = A4) -> Lists:
    """Give each person a page of their own, in the order given."""
    about = " · ".join(words for words in (view.event, _when(view), view.place) if words)
    columns = (_TIME, Column("Table", 30), Column("Whom you meet"))
    sections = tuple(
        Section(
            person.name,
            columns,
            tuple(_day_of(view, person, _WHY)),
            " · ".join(words for words in (person.organisation, about) if words),
            fresh=True,
            empty=f"{_NOBODY} Ask at the desk: there may be a place.",
        )
        for person in people
    )
    return Lists(f"{view.event}: agendas", _foot(view), sections, page=page, size=11)


def by_table(view: TimetableView, tables: Collection[str], page: Size = A4) -> Lists:
    """Give each of some tables a page, where somebody meets there: who, and when."""
    found: dict[str, list[MeetingView]] = {}
    for meeting in view.held():
        if meeting.table in tables:
            found.setdefault(meeting.table, []).append(meeting)
    order = {table: at for at, table in enumerate(tables)}
    sections = tuple(
        Section(
            table,
            (_TIME, Column("Who"), Column("Meets")),
            tuple(_rows(view, meetings, with_table=False)),
            " · ".join(words for words in (meetings[0].zone, view.event, _when(view)) if words),
            fresh=True,
        )
        for table, meetings in sorted(found.items(), key=lambda each: order[each[0]])
    )
    return Lists(f"{view.event}: sheets for tables", _foot(view), sections, page=page, size=12)


def by_zone(view: TimetableView, parts: Collection[tuple[str, str]], page: Size = A4) -> Lists:
    """Give parts of the room a page for a time: which table is whose; parts as (slot, zone)."""
    found: dict[tuple[str, str], list[MeetingView]] = {}
    for meeting in view.held():
        if (part := (meeting.slot.key, meeting.zone)) in parts:
            found.setdefault(part, []).append(meeting)
    sections = tuple(
        Section(
            view.times.span(meetings[0].slot.starts, meetings[0].slot.ends),
            (Column("Table", 40), Column("Who"), Column("Meets")),
            tuple(_rows(view, meetings, with_table=True)),
            " · ".join(words for words in (zone, view.event) if words),
            fresh=True,
        )
        for (_, zone), meetings in found.items()
    )
    return Lists(f"{view.event}: sheets for the room", _foot(view), sections, page=page, size=12)


def whole_timetable(view: TimetableView, certificate: CertificateView) -> Lists:
    """Put all of a timetable in one document: by time, then by person."""
    slots = tuple(
        Section(
            view.times.span(slot.starts, slot.ends),
            (Column("Table", 22), Column("Who"), Column("Meets")),
            tuple(_rows(view, meetings, with_table=True)),
            counted(len(meetings), "meeting"),
            empty="No meetings.",
        )
        for slot in view.slots
        for meetings in [[m for m in view.held() if m.slot.key == slot.key]]
    )
    people = tuple(
        Section(
            person.name,
            (Column("Time", 13), Column("Table", 20), Column("Whom")),
            tuple(_day_of(view, person, _SHORT_WHY)),
            person.organisation,
            empty=f"{_NOBODY} The certificate says why.",
        )
        for person in view.people
    )
    intro = (
        " · ".join(words for words in (_when(view), view.place) if words),
        _certificate_words(certificate),
    )
    return Lists(
        f"{view.event}: timetable, version {view.version}",
        _foot(view),
        (*slots, *people),
        view.event,
        intro,
        across=2,
        size=8,
    )


def _rows(
    view: TimetableView, meetings: Iterable[MeetingView], *, with_table: bool
) -> Iterator[Row]:
    day = ""
    for meeting in meetings:
        starts = meeting.slot.starts
        if not with_table and view.times.several and day != (day := _day(view, starts)):
            yield Row(group=day)
        where = meeting.table if with_table else clock(starts, view.timezone)
        yield Row((Cell(where), _who(meeting.a), _who(meeting.b)))


def _who(person: Person) -> Cell:
    return Cell(person.organisation, strong=person.name)


def _day_of(view: TimetableView, person: Person, why: int) -> Iterator[Row]:
    """Give meetings and breaks in order; nothing where there is no meeting."""
    entries: list[tuple[dt.datetime, Row]] = []
    for meeting in view.of(person.id):
        if not meeting.cancelled:
            other, starts = meeting.other(person.id), meeting.slot.starts
            reason = one_line(meeting, person.id, why)
            whom = Cell(other.organisation, strong=other.name, small=reason)
            at = Cell(clock(starts, view.timezone))
            entries.append((starts, Row((at, Cell(meeting.table), whom))))
    if entries:
        entries += [
            (
                p.starts,
                Row((Cell(clock(p.starts, view.timezone)), Cell(), Cell(p.name)), quiet=True),
            )
            for p in view.pauses
        ]
    day = ""
    for starts, row in sorted(entries, key=lambda entry: entry[0].astimezone(dt.UTC)):
        if view.times.several and day != (day := _day(view, starts)):
            yield Row(group=day)
        yield row


def _day(view: TimetableView, starts: dt.datetime) -> str:
    return date_only(starts, view.timezone)


def _when(view: TimetableView) -> str:
    if not view.slots:
        return ""
    return dates(view.slots[0].starts, view.slots[-1].ends, view.timezone)


def _foot(view: TimetableView) -> str:
    made = moment(view.made, view.timezone)
    return f"{view.event} · timetable version {view.version}, made {made}"


def _certificate_words(certificate: CertificateView) -> str:
    macros = environment().get_template("_macros/certificate.html").module
    said = str(macros.certificate_sentence(certificate))  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", said).strip()
