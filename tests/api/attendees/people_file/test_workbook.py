"""Workbooks: which sheet, what a cell shows, how far it reaches, and what is none."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from api.attendees.people_file import parse_people
from api.faults import InputFaults
from tests.api.attendees.people_file.workbooks import far_cell, replaced, workbook


def test_cells_are_read_as_a_person_sees_them() -> None:
    data = workbook(
        {
            "People": [
                ["id", "offers", "needs", "interests", "bio", "role", "availability", "diet"],
                [
                    7.0, 0.1 + 0.2, True, dt.date(2027, 3, 18), dt.datetime(2027, 3, 18, 14, 20),  # noqa: DTZ001
                    353211234567, dt.time(14, 0), dt.timedelta(hours=26),
                ],
            ]
        }
    )  # fmt: skip
    (person,) = parse_people(data, "people.xlsx").people
    assert (person.id, person.offers, person.needs) == ("7", "0.3", "TRUE")
    assert (person.interests, person.bio) == ("2027-03-18", "2027-03-18 14:20")
    assert (person.role, person.availability) == ("353211234567", "14:00")


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("0%", 0.5, "50%"),
        ("0 %", 0.5, "50 %"),
        ("0.0%", 0.125, "12.5%"),
        ("000", 7, "007"),
        ("00000", 1234567, "1234567"),
        ('"bx-"000', 7, "bx-007"),
        ("000-0000", 5551234, "555-1234"),
        ("[Red]-0", 7, "-7"),
        ('#,##0.00 "€"', 1234.5, "1234.50 €"),
        ("[$€-407] #,##0", 1234, "€ 1234"),
        ("0.00", 2.345, "2.35"),
        ("0", 7.0, "7"),
        ("0", 3.7, "4"),
        ("0;(0)", -3, "(3)"),
        ("0.##", 2.5, "2.5"),
        ("#.##", 0.25, ".25"),
        ("000", -7, "-007"),
        ('0;-0;"none"', 5, "5"),
        ("General", 0.5, "0.5"),
    ],
)
def test_numbers_are_read_as_their_format_shows_them(code: str, number: float, text: str) -> None:
    data = workbook(
        {"Notes": [["x"]], "A": [["id", "offers", "role"], ["x", "bread", number]]}, code
    )
    listed = parse_people(data, "people.xlsx")
    assert listed.people[0].role == text
    assert len(listed.notices) == 1


@pytest.mark.parametrize("code", ["0.00E+00", "# ?/?", '[>5]"many";"few"', "#,##0,"])
def test_numbers_in_a_format_that_cannot_be_followed_are_told(code: str) -> None:
    rows = [["id", "offers", "needs"], ["x1", "bread", 1500.5], ["x2", "stone", 7]]
    listed = parse_people(workbook({"People": rows}, code), "people.xlsx")
    (notice,) = listed.notices
    assert notice.where == "people.xlsx, row 2, column C"
    assert notice.what.endswith("this one is read as 1500.5.")
    assert listed.people[1].needs == "7"


@pytest.mark.parametrize(
    ("code", "number"),
    [("0.00", "1e400"), ("0%", "-1e400"), ("0", "nan"), ("0." + "0" * 240, "1e300")],
)
def test_numbers_that_nobody_can_write_out_are_no_crash(code: str, number: str) -> None:
    data = workbook({"People": [["id", "offers", "needs"], ["x1", "bread", 1500.5]]}, code)
    listed = parse_people(replaced(data, "<v>1500.5</v>", f"<v>{number}</v>"), "people.xlsx")
    assert [notice.where for notice in listed.notices] == ["people.xlsx, row 2, column C"]
    assert listed.people[0].id == "x1"


def test_the_sheet_with_the_headings_is_read_and_the_others_are_named() -> None:
    data = workbook(
        {
            "Notes": [["Please fill in by Friday"], ["id of the room"]],
            "Guests": [["id", "offers"], ["x1", "bread"]],
            "Old": [["id", "offers"], ["x9", "stone"]],
            "Empty": [],
        }
    )
    listed = parse_people(data, "people.xlsx")
    assert [person.id for person in listed.people] == ["x1"]
    (notice,) = listed.notices
    assert notice.what == 'The sheet "Guests" was read; not read: "Notes", "Old".'


def test_rows_and_columns_before_the_list_count() -> None:
    data = workbook({"A": [[], [], ["", "id", "offers"], ["", "x1", "bread"]]})
    assert parse_people(data, "people.xlsx").people[0].row == 4


@pytest.mark.parametrize("place", ["XFD1048576", "ZZ200000", "A1048576", "XFD1", "SG5"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_far_cell_is_named_and_costs_nothing(place: str, encoding: str) -> None:
    data = far_cell(place, encoding=encoding)
    assert len(data) < 20_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputFaults, match=f"reaches to cell {place}"):
        parse_people(data, "people.xlsx")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_far_cells_that_only_have_a_colour_are_no_content() -> None:
    assert parse_people(far_cell("XFD1048576", content=""), "people.xlsx").people[0].id == "x1"


def test_an_encoding_that_nobody_knows_is_no_crash() -> None:
    data = workbook({"A": [["id", "offers"], ["x1", "bread"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part).replace(b'"UTF-8"', b'"UTF-x"'))
    with contextlib.suppress(InputFaults):
        parse_people(out.getvalue(), "people.xlsx")


def test_far_cells_without_a_place_of_their_own_are_counted() -> None:
    data = far_cell("A1", content="<v>1</v></c>" + "<c><v>1</v></c>" * 600 + "<c>")
    with pytest.raises(InputFaults, match=r"reaches to cell SG1"):
        parse_people(data, "people.xlsx")


def _zipped(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old Excel (.xls)"),
        (b"\x09\x08\x10\x00" + bytes(500), "old Excel (.xls)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "locked by a password",
        ),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"\xef\xbb\xbf<html><table>", "web page"),
        (b'<?xml version="1.0"?><Workbook>', "web page or XML"),
        (b'[{"id": "x1"}]', "JSON"),
        (b"{\\rtf1 id", "RTF"),
        (b"BEGIN:VCARD\nFN:Ana\n", "vCard"),
        (b"\x1f\x8b\x08", "gzip"),
        (_zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "cannot be read"),
        (_zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "text document"),
        (_zipped(word__document_xml=b"<w/>"), "text document"),
        (_zipped(Index__Document_iwa=b""), "Apple Numbers"),
        (_zipped(xl__workbook_bin=b""), ".xlsb"),
        (_zipped(people_csv=b"id,offers\n"), "ZIP"),
        (_zipped(xl__workbook_xml=b"<workbook"), "workbook cannot be read"),
        (workbook({"A": [["id"]]})[:-40], "workbook cannot be read"),
    ],
)
def test_what_is_no_list_gets_advice_of_its_own(data: bytes, said: str) -> None:
    with pytest.raises(InputFaults) as refused:
        parse_people(data, "people.xlsx")
    (fault,) = refused.value.faults
    assert said in fault.what
    assert fault.remedy


def test_wherever_a_byte_of_the_list_of_parts_is_wrong_it_is_words_or_nothing() -> None:
    whole = workbook({"People": [["id", "offers"], ["x1", "bread"]]})
    refused = 0
    for place in range(whole.index(b"PK\x01\x02"), len(whole), 2):
        bent = whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
        try:
            parse_people(bent, "people.xlsx")
        except InputFaults:
            refused += 1
    assert refused > 100


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    """The size that the archive states is not believed."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(b"<worksheet><sheetData>")
            for _ in range(220):
                part.write(bytes(1 << 20))
    assert path.stat().st_size < 1_000_000
    script = (
        "import re, sys; from pathlib import Path\n"
        "from api.attendees.people_file import read_people\n"
        "from api.faults import InputFaults\n"
        "try: read_people(Path(sys.argv[1]))\n"
        "except InputFaults as fault: print(fault)\n"
        # What getrusage tells begins with the size of the process that started this one.
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, text=True, check=True
    )
    said, peak = done.stdout.strip().rsplit("\n", 1)
    assert "unpacks to over 200 MB" in said
    assert int(peak) < 300_000


@pytest.mark.parametrize("place", ["XFD1048576", "ZZ200000"])
def test_a_far_cell_needs_no_memory_to_speak_of(place: str, tmp_path: Path) -> None:
    """In a process that may have 400 MB more than it begins with: the sheet would take 549 GB."""
    path = tmp_path / "far.xlsx"
    path.write_bytes(far_cell(place))
    script = (
        "import resource, sys\n"
        "from api.attendees.people_file import parse_people\n"
        "from api.faults import InputFaults\n"
        "import python_calamine\n"
        "pages = int(open('/proc/self/statm').read().split()[0])\n"
        "most = pages * resource.getpagesize() + 400 * 2**20\n"
        "resource.setrlimit(resource.RLIMIT_AS, (most, most))\n"
        "try:\n"
        "    parse_people(open(sys.argv[1], 'rb').read(), 'far.xlsx')\n"
        "except InputFaults as refused:\n"
        "    print(refused)\n"
    )
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert f"reaches to cell {place}" in done.stdout


def test_cells_that_hold_an_error_are_named() -> None:
    data = workbook({"People": [["id", "offers", "needs"], ["1", "bread", "x"], ["2", "vans", ""]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part).decode()
            if part.filename == "xl/worksheets/sheet1.xml":
                error = '<c r="C3" t="e"><v>#N/A</v></c></row></sheetData>'
                text = text.replace("</row></sheetData>", error)
            new.writestr(part.filename, text)
    read = parse_people(out.getvalue(), "people.xlsx")
    assert [person.needs for person in read.people] == ["x", ""]
    assert "people.xlsx, cell C3" in str(read.notices[0])
