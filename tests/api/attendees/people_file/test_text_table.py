"""Separators, encodings, rows and cells of lists that are text."""

from __future__ import annotations

import pytest

from api.attendees.people_file import parse_people
from api.faults import InputFaults


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("told", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_separator_is_found_or_told(separator: str, told: bool, end: str) -> None:
    strange = next(mark for mark in ",;" if mark != separator)
    heading = separator.join(("id", "offers", f'"any{strange}thing{strange}else{strange}x"'))
    lines = [f"sep={separator}"] * told + [heading, separator.join(("x1", "bread", "y"))]
    listed = parse_people(end.join(lines).encode(), "people.csv")
    assert (listed.people[0].offers, listed.people[0].row) == ("bread", 2)


def test_the_separator_told_wins_over_what_looks_better() -> None:
    listed = parse_people(b"sep=;\r\nid;offers;a,b,needs,name\nx1;bread;y\n", "people.csv")
    assert listed.people[0].offers == "bread"


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    listed = parse_people(b'id,offers\nx1,"a\nb\nc"\n\nx2,d\n', "people.csv")
    assert [person.row for person in listed.people] == [2, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_with_its_mark_is_read(encoding: str) -> None:
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    data = f"{mark}id;offers\nx1;Crème brûlée für 小林\n".encode(encoding)
    assert parse_people(data, "people.csv").people[0].offers == "Crème brûlée für 小林"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"id,offers\nx1,a\0b\n", "not a text file"),
        (b"\xff\xfei\x00d\x00,", "says it is UTF-16 and is not"),
        (b'id,offers\nx1,"a\n', "row 2: The row cannot be read"),
        (b"id,offers\nx1,a,b\n", "row 2: The row has 3 cells, the heading names 2"),
        (b"id,offers\n" + b"x" * 201 + b",a\n", "row 2, column id: The text has 201 characters"),
        (b"id,offers,name\nx1,a," + b"n" * 201 + b"\n", "column name: The text has 201"),
        (b"id,offers\nx1,a\x07b\n", "control characters"),
        (b"id,offers" + b",x" * 600 + b"\nx1,a\n", "names 602 columns; 500 is the most"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(InputFaults) as refused:
        parse_people(data, "people.csv")
    assert said in str(refused.value)
    assert len(refused.value.faults) == 1


@pytest.mark.parametrize(
    "text",
    ["- a van", "+A1 signs", "=> you", "@home(s): wool", "-B1 German", "=)", "= tea", "+353 1"],
)
def test_what_only_looks_like_a_formula_is_text(text: str) -> None:
    assert parse_people(f"id,offers\nx1,{text}\n".encode(), "p.csv").people[0].offers == text


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "= SUM(A1:A3)", "=cmd|' /C calc'!A0", "=A1", "=$B$22"]
)
def test_a_formula_is_still_refused(text: str) -> None:
    with pytest.raises(InputFaults, match="spreadsheet formula"):
        parse_people(f"id,offers\nx1,{text}\n".encode(), "p.csv")
