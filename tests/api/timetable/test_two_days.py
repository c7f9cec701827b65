"""An event of two days: every time carries its day, every mail and file its date."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar
from sqlalchemy import select

from api.attendees.importing import import_people
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow
from api.clock import now
from api.db.session import Database
from api.events.event_reading import read_event
from api.events.models import Event
from api.events.service import put_event
from api.settings import Settings
from api.timetable import queries
from api.timetable.agenda.days import agenda_days
from api.timetable.agenda.mails import Occasion, agenda_mail
from api.timetable.agenda.spare_time import SpareTime
from api.timetable.exports.ics import CalendarWriter, write_calendar
from api.timetable.exports.sheet import write_html
from api.timetable.exports.spreadsheet import write_csv
from api.timetable.models import Meeting, Placement, ScheduleVersion
from api.timetable.versions.certificate_view import certificate_view
from api.timetable.versions.changes import changes_for
from api.timetable.view import TimetableView
from tests.api.world import CERTIFICATE

CASES = Path(__file__).resolve().parents[2] / "cases"
SATURDAY, SUNDAY = "Saturday 27 March", "Sunday 28 March"


@pytest.fixture
def views(database: Database, settings: Settings) -> tuple[TimetableView, TimetableView]:
    """Two versions: one meeting moves from Saturday 14:20 to Sunday 14:00, one is late at night."""
    with database.write_session() as session:
        event, _ = put_event(session, read_event(CASES / "15-two-days.toml"), "h@example.org")
        with (CASES / "15-people.csv").open(encoding="utf-8") as file:
            rows = [PersonRow(n, **row) for n, row in enumerate(csv.DictReader(file), start=2)]
        import_people(session, event, rows, "people.csv")
        people = {p.external_id: p for p in session.scalars(select(Attendee))}
        for number, slot in ((1, "s02"), (2, "s04")):
            version = ScheduleVersion(
                event_id=event.id, number=number, problem={}, certificate=CERTIFICATE,
                published_at=now(),
            )  # fmt: skip
            session.add(version)
            session.flush()
            for a, b, where in (("o1", "o3", slot), ("o1", "o2", "s03")):
                pair = sorted((people[a].id, people[b].id))
                row = session.scalar(select(Meeting).where(Meeting.a_id == pair[0],
                                                           Meeting.b_id == pair[1]))  # fmt: skip
                row = row or Meeting(event_id=event.id, a_id=pair[0], b_id=pair[1])
                session.add(row)
                session.flush()
                session.add(
                    Placement(
                        version_id=version.id, meeting_id=row.id, slot_key=where,
                        table_key="Quay 1",
                    )
                )  # fmt: skip
        session.flush()
        one, two = (
            queries.view(session, session.get_one(Event, event.id), version)
            for version in reversed(queries.versions(session, event.id))
        )
    return one, two


def person(view: TimetableView, key: str) -> str:
    return next(p.id for p in view.people if p.key == key)


def test_a_move_to_the_other_day_says_so(views: tuple[TimetableView, TimetableView]) -> None:
    one, two = views
    (line,) = changes_for(one, two, person(two, "o1"))
    assert line == f"Tomás Ó Briain is now on {SUNDAY} at 14:00 (was {SATURDAY}, 14:20)."


def test_the_mail_has_its_dates(
    views: tuple[TimetableView, TimetableView], settings: Settings
) -> None:
    view = views[1]
    who = Attendee(id=person(view, "o1"), name="Maeve O'Dowd", email="maeve@example.org")
    writer = CalendarWriter(view, "confab.invalid")
    mail = agenda_mail(writer, SpareTime(), who, [], Occasion("event", "key"), settings)
    for body in (mail.text, mail.html):
        at = [body.index(words) for words in (f"{SATURDAY} to {SUNDAY} 2027", f"{SATURDAY} 2027",
              "23:50", f"\n{SUNDAY} 2027" if body is mail.text else f">{SUNDAY} 2027", "14:00 "
              )]  # fmt: skip
        assert at[0] < at[1] < at[2] < at[3]
        assert "14:00 " in body[at[3] :]


def test_free_time_does_not_span_hours_in_which_nobody_meets(
    views: tuple[TimetableView, TimetableView],
) -> None:
    view = replace(views[1], pauses=())
    days = agenda_days(view, person(view, "o5"), now(), (), SpareTime())
    free = [f"{entry.start:%d %H:%M}-{entry.end:%H:%M}" for day in days for entry in day.entries]
    assert free == ["27 14:00-14:40", "27 23:50-00:10", "28 14:00-14:40"]


def test_sheet_and_spreadsheet_have_days(views: tuple[TimetableView, TimetableView]) -> None:
    view = views[1]
    version = ScheduleVersion(certificate=CERTIFICATE, seconds=1.0)
    html = write_html(view, certificate_view(version, view, 1))
    assert f"{SATURDAY} to {SUNDAY} 2027" in html
    assert f"{SATURDAY}, 23:50–00:10" in html
    assert f"{SUNDAY}, 14:00–14:20" in html
    by_person = html[html.index("By person") :]
    assert f"{SUNDAY} 2027" in by_person
    rows = list(csv.DictReader(io.StringIO(write_csv(view).decode("utf-8-sig"))))
    assert [(row["date"], row["start"], row["end"]) for row in rows] == [
        ("2027-03-27", "23:50", "2027-03-28 00:10"),
        ("2027-03-28", "14:00", "14:20"),
    ]


def test_calendars_have_instants(views: tuple[TimetableView, TimetableView]) -> None:
    view = views[1]
    entries = Calendar.from_ical(write_calendar(view, person(view, "o1"))).walk("VEVENT")
    assert sorted(entry["dtstart"].dt.isoformat() for entry in entries) == [
        "2027-03-27T23:50:00+00:00", "2027-03-28T14:00:00+01:00",
    ]  # fmt: skip
    assert all((e["dtend"].dt - e["dtstart"].dt).total_seconds() == 1200 for e in entries)
