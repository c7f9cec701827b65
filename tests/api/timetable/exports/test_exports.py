"""A timetable as files: inert cells, valid calendars that move entries instead of doubling them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from api.formats.inert import inert
from api.timetable.exports.folder import write_folder
from api.timetable.exports.ics import write_calendar
from api.timetable.exports.spreadsheet import HEADING, write_csv, write_xlsx
from api.timetable.versions.certificate_view import CertificateView
from api.timetable.view import MeetingView, Person, Reason, SlotView, TimetableView

ZONE = ZoneInfo("Europe/Dublin")
START = dt.datetime(2027, 3, 18, 13, 30, tzinfo=ZONE)
SLOT = SlotView("s01", START, START + dt.timedelta(minutes=20))
ANA = Person("1", "bx-1", "Ana Ní Bhriain", "=cmd|' /C calc'!A0", listed_id="bx-1")
BEN = Person("2", "bx-2", "Ben Hall", "Hall & Sons", listed_id="bx-2")
MEETING = MeetingView(
    "m1",
    SLOT,
    "Quay 3",
    "Quay",
    ANA,
    BEN,
    (
        Reason("1", "labels that stay on", "cold store adhesives", 0.7),
        Reason("1", "a printer", "print", 0.4),
    ),
)
VIEW = TimetableView(
    "spring",
    "Spring exchange",
    "Harbour Hall",
    "Europe/Dublin",
    2,
    START,
    (SLOT,),
    (),
    (ANA, BEN),
    (MEETING,),
)


def test_no_cell_acts_as_a_formula() -> None:
    table = list(csv.reader(io.StringIO(write_csv(VIEW).decode("utf-8-sig"))))
    assert tuple(table[0]) == HEADING
    row = dict(zip(table[0], table[1], strict=True))
    assert row["a_organisation"].startswith("'=")
    assert row["start"] == "13:30"
    assert row["a_needs"] == "labels that stay on"


@pytest.mark.parametrize(
    "start", [*"=+-@＝＋－＠﹦﹢﹣﹫⁺₌\t\r\n", " =", "\u00a0@", "\u200b=", "\ufeff＝"]
)
def test_text_that_a_spreadsheet_would_run_is_made_inert(start: str) -> None:
    assert inert(f"{start}1") == f"'{start}1"


@pytest.mark.parametrize(
    "text", ["plain", "", "a-b", "1=1", "'=1", "– two vans", "\u200bplain", " "]
)
def test_other_text_stays(text: str) -> None:
    assert inert(text) == text


def test_the_workbook_reads_back() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(VIEW)))
    meetings = book.get_sheet_by_name("Meetings").to_python()
    assert meetings[0] == list(HEADING)
    assert meetings[1][6] == "Ana Ní Bhriain"
    assert meetings[1][7] == "=cmd|' /C calc'!A0", "kept as text, not run"
    people = book.get_sheet_by_name("People").to_python()
    assert [row[3] for row in people[1:]] == [1, 1]


def entries(data: bytes) -> list[object]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_a_calendar_says_whom_when_where_and_why() -> None:
    data = write_calendar(VIEW, "2", "confab.example")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in data
    assert b"BEGIN:VTIMEZONE" in data
    (entry,) = entries(data)
    assert entry["summary"] == f"Meet Ana Ní Bhriain, {ANA.organisation}"
    assert entry["location"] == "Quay 3, Harbour Hall"
    assert entry["dtstart"].dt == START
    assert "You offer: cold store adhesives" in entry["description"]


def test_a_moved_meeting_keeps_its_uid_and_a_cancelled_one_stays_visible() -> None:
    later = SlotView("s02", SLOT.ends, SLOT.ends + dt.timedelta(minutes=20))
    moved = replace(VIEW, version=3, meetings=(replace(MEETING, id="m9", slot=later, sequence=1),))
    gone = replace(VIEW, meetings=(replace(MEETING, cancelled=True, sequence=2),))
    (first,), (second,), (third,) = (entries(write_calendar(v, "1")) for v in (VIEW, moved, gone))
    assert first["uid"] == second["uid"] == third["uid"]
    assert (second["sequence"], third["status"]) == (1, "CANCELLED")
    assert b"Ana" not in write_csv(gone)


def _uid(*keys: str) -> str:
    one, other = (replace(who, key=key) for who, key in zip((ANA, BEN), keys, strict=True))
    view = replace(VIEW, people=(one, other), meetings=(replace(MEETING, a=one, b=other),))
    (entry,) = Calendar.from_ical(write_calendar(view, "1", "x.org")).events
    return str(entry["uid"])


def test_pairs_whose_ids_look_alike_when_joined_have_entries_of_their_own() -> None:
    assert _uid("bx-1", "bx-2") == _uid("bx-2", "bx-1") == "spring-bx-1-bx-2@x.org"
    assert _uid("7", "12") == "spring-12-7@x.org"
    pairs = [
        ("a-b", "c"), ("a", "b-c"), ("a%2Db", "c"), ("a%252Db", "c"), ("a-b-c-d", "e"),
        ("a-b", "c-d-e"), ("a-b-c", "d-e"), ("a", "b-c-d-e"), ("a-", "b"), ("a", "-b"),
    ]  # fmt: skip
    assert len({_uid(*pair) for pair in pairs}) == len(pairs)


def test_an_export_that_cannot_be_written_leaves_the_earlier_one_as_it_was(tmp_path: Path) -> None:
    shown = CertificateView(
        0.9, 0.9, 1.0, "", False, 2, 2, 1, 9, 1, 1, 0, (), True, ("known ids",), 0.1
    )  # fmt: skip
    out = tmp_path / "out"
    write_folder(out, VIEW, shown, {"schedule.json": {"seed": 1}}, "x.org")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (out / "problem.json").mkdir()
    other = replace(VIEW, people=(ANA, replace(BEN, key="b" * 5000, listed_id="b" * 5000)))
    with pytest.raises(OSError):
        write_folder(out, other, shown, {"schedule.json": {}, "problem.json": {}}, "x.org")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    (out / "problem.json").rmdir()
    write_folder(out, other, shown, {"schedule.json": {}, "problem.json": {}}, "x.org")
    assert (out / "schedule.json").read_text() == "{}\n"
    assert len(list((out / "agendas").iterdir())) == 2
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_a_calendar_is_written_line_by_line_as_the_library_writes_it_whole() -> None:
    exact = "é" * 31 + "x" * 4
    people = [replace(BEN, id=str(n), key=f"k-{n}", name=name) for n, name in enumerate(
        ("Zoë " * 40, "plain", "a" * 61, "a" * 60, exact, "semi; comma, back\\slash " * 5)
    )]  # fmt: skip
    meetings = tuple(
        replace(MEETING, id=other.id, b=other, cancelled=n == 1, sequence=n, left=n == 2)
        for n, other in enumerate(people)
    )
    data = write_calendar(replace(VIEW, meetings=meetings), "1", "x.org")
    assert Calendar.from_ical(data).to_ical() == data
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    nobody = write_calendar(VIEW, "3")
    assert Calendar.from_ical(nobody).to_ical() == nobody
