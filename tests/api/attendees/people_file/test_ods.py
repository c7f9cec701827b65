"""OpenDocument spreadsheets: cells as shown, repeated ones, how far a sheet may reach."""

from __future__ import annotations

import pytest

from api.attendees.people_file import ods_reach, parse_people
from api.faults import InputFaults
from tests.api.attendees.people_file.spreadsheets import cell, number, ods, row, table

HEAD = ("id", "name", "offers", "availability")


def test_cells_are_read_as_they_are_shown() -> None:
    time = '<table:table-cell office:value-type="time" office:time-value="PT14H30M00S"/>'
    rows = [HEAD, [number(7, "007"), "Seán Ó Briain", "Bread\nand rolls", time]]
    rows.append([number(1500, "1.500"), "Nia", number(0.5, "50 %", "percentage"), ""])
    first, second = parse_people(ods(table(rows)), "people.ods").people
    assert (first.id, first.name) == ("007", "Seán Ó Briain")
    assert (first.offers, first.availability) == ("Bread\nand rolls", "14:30")
    assert (second.id, second.offers, second.row) == ("1500", "50%", 3)


def test_the_sheet_with_people_is_read_and_the_other_named() -> None:
    body = table([["A note"]], name="Notes") + table([HEAD, ["x1", "Nia", "Bread", ""]])
    listed = parse_people(ods(body), "people.ods")
    assert listed.people[0].name == "Nia"
    assert 'not read: "Notes"' in str(listed.notices[0])


def test_empty_cells_without_end_are_no_content() -> None:
    far = row(cell("", 2_000_000_000), 2_000_000_000)
    listed = parse_people(ods(table([HEAD, ["x1", "Nia", "Bread", ""]], far)), "people.ods")
    assert len(listed.people) == 1


@pytest.mark.parametrize(
    "far",
    [
        row(cell("", 900) + cell("x")),
        row(cell("x", 16_384), 1_048_576),
        row(cell("x", 501)),
        row("", 200_000) + row(cell("x")),
        row(cell("x"), 10**15),
        row(cell("x", 499), 90_000),
    ],
)
def test_content_far_out_is_refused_before_it_is_laid_out(far: str) -> None:
    with pytest.raises(InputFaults, match="The sheet reaches to cell"):
        parse_people(ods(table([HEAD, ["x1", "Nia", "Bread", ""]], far)), "people.ods")


@pytest.mark.parametrize(
    "far",
    [
        row('<table:table-cell><text:p><text:s text:c="2000000000"/></text:p></table:table-cell>'),
        row(cell("x" * 5_000, 400), 1_000),
    ],
)
def test_text_that_is_repeated_counts_as_often(far: str) -> None:
    with pytest.raises(InputFaults, match="unpacks to over 200 MB"):
        parse_people(ods(table([HEAD, ["x1", "Nia", "Bread", ""]], far)), "people.ods")


def test_sheets_are_laid_out_together() -> None:
    sheets = "".join(table([HEAD], row(cell("x", 400), 9_000), f"Part {n}") for n in range(3))
    with pytest.raises(InputFaults, match="The sheet reaches to cell"):
        parse_people(ods(sheets), "people.ods")


def test_a_bomb_and_a_broken_file_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputFaults, match="cannot be read"):
        parse_people(ods("<table:table>"), "people.ods")
    monkeypatch.setattr(ods_reach, "FILE_LIMIT", 1 << 20)
    with pytest.raises(InputFaults, match="unpacks to over 200 MB"):
        parse_people(ods(table([HEAD]), padding=2), "people.ods")
