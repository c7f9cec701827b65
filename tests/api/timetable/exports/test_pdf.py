"""Printed documents as PDF: every word can be read back, nothing is parted from its heading."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import pytest

from api.timetable.exports.paper import A4, A5, BADGE_SIZES, LETTER, PAPERS, Size, grid_on
from api.timetable.exports.pdf import (
    PdfNotPossible,
    can_print,
    lacking_letters,
    write_pdf,
    write_picture,
)
from api.timetable.exports.people_sheets import Listed, badges, door_list, table_cards
from api.timetable.exports.printed import Cell, Column, Lists, Printed, Row, Section
from api.timetable.exports.timetable_lists import agendas, by_table, by_zone
from tests.api.timetable.exports.test_exports import ANA, BEN, VIEW
from tests.needs import require

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogochuchaf-Featherstonehaugh"
NAMES = ("Ana Müller", "Γιώργος Παππάς", "Дмитрий Иванов", "Ōtani Ðorđe", LONG, "x" * 200)


@pytest.fixture(autouse=True)
def _tools() -> None:
    require(can_print(), "the Python package typst")
    require(shutil.which("pdftotext"), "the Debian package poppler-utils")


def _pages(document: Printed) -> list[str]:
    """Read a PDF back, a text a page, without white space."""
    pdf = write_pdf(document)
    assert pdf.lacking == ""
    read = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf.data, capture_output=True, check=True
    )
    *pages, rest = read.stdout.decode().split("\f")
    assert not rest
    return ["".join(page.replace("\u200b", "").split()) for page in pages]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("size", BADGE_SIZES)
def test_badges_of_all_sizes_fit_on_their_sheets(paper: Size, size: Size) -> None:
    columns, rows = grid_on(paper, size)
    assert columns * size.width <= paper.width + 0.5 or columns == 1
    assert rows * size.height <= paper.height + 0.5 or rows == 1


def test_eight_badges_of_a7_and_ten_labels_are_on_a_sheet_of_a4() -> None:
    found = {size.key: grid_on(A4, size) for size in BADGE_SIZES}
    assert (found["a7"], found["label"]) == ((2, 4), (2, 5))
    assert grid_on(LETTER, BADGE_SIZES[3]) == (2, 3)


def test_badges_hold_whole_names_in_many_scripts_and_leave_out_who_said_no() -> None:
    people = [
        Listed(str(n), name, "An organisation with a long name, Limited" * (n % 3), "Owner")
        for n, name in enumerate(NAMES)
    ]
    people.append(Listed("no", "Nell Never", said_no=True))
    for size in BADGE_SIZES:
        text = "".join(_pages(badges("Cork Exchange", people, "https://x.example", A4, size)))
        for name in NAMES:
            assert name.replace(" ", "") in text
        assert "Never" not in text


def test_no_name_is_parted_from_what_it_heads() -> None:
    many = tuple(Row((Cell(f"{n}:00"), Cell("Quay 1"), Cell(strong="Ben Hall"))) for n in range(70))
    columns = (Column("Time", 20), Column("Table", 30), Column("Whom"))
    sections = tuple(
        Section(f"Person{n}", columns, many[: 70 - 10 * n], fresh=n != 1) for n in range(4)
    )
    pages = _pages(Lists("Agendas", "foot", sections, page=A5))
    assert len(pages) > 4
    assert all("Person" in page for page in pages), "each page says whose it is"
    short = tuple(Section(f"Person{n}", columns, many[:9]) for n in range(12))
    for page in _pages(Lists("Agendas", "foot", short, page=A4)):
        for part in page.split("Person")[1:]:
            assert "8:00" in part, "a short list stands on one page with its heading"


def test_agendas_and_room_sheets_say_who_meets_whom_where() -> None:
    first, second = _pages(agendas(VIEW, [BEN, ANA]))
    assert all(words in first for words in ("BenHall", "13:30", "Quay3", "AnaNíBhriain"))
    assert second.startswith("AnaNíBhriain")
    (table,) = _pages(by_table(VIEW, ["Quay 1", "Quay 3"]))
    assert table.startswith("Quay3")
    assert "BenHall" in table
    (zone,) = _pages(by_zone(VIEW, {("s01", "Quay")}))
    assert "13:30–13:50" in zone
    assert "AnaNíBhriain" in zone
    assert by_zone(VIEW, {("s01", "Snug")}).sections == ()


def test_table_cards_and_the_door_list() -> None:
    (card,) = _pages(table_cards("Cork Exchange", [("The long table by the window", "Quay")]))
    assert "Thelongtablebythewindow" in card
    (door,) = _pages(
        door_list("Cork", "1 May", [Listed("1", "Zoë Abt"), Listed("2", "No Body", said_no=True)])
    )
    assert door.index("ZoëAbt") < door.index("Saidtheywouldnotcome") < door.index("NoBody")


def test_what_no_font_has_is_said_in_words() -> None:
    # Deseret and Linear B are in no font of Debian's usual ones.
    odd = "\U00010428\U00010000"
    assert lacking_letters(f"a{odd}") == "".join(sorted(odd))
    pdf = write_pdf(badges("Cork", [Listed("1", f"Ana {odd}")]))
    assert pdf.lacking == "".join(sorted(odd))
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf.data, capture_output=True, check=True)
    text = read.stdout.decode()
    assert "Some letters could not be printed" in text
    assert "U+10428" in text
    assert "U+10000" in text


def test_words_are_never_code() -> None:
    nasty = '#panic("x") $a$ *b* @c <d> \\ ${e} "f" #import "g.typ"'
    (page,) = _pages(door_list(nasty, nasty, [Listed("1", nasty, nasty, nasty, nasty)]))
    assert page.count(nasty.replace(" ", "")) >= 2


def test_a_picture_shows_the_first_page() -> None:
    assert write_picture(agendas(VIEW, [ANA])).startswith(b"\x89PNG")


def test_far_too_much_for_one_file_is_refused() -> None:
    section = agendas(VIEW, [ANA]).sections[0]
    much = replace(agendas(VIEW, [ANA]), sections=(section,) * 2000)
    with pytest.raises(PdfNotPossible, match="in parts"):
        write_pdf(much)
