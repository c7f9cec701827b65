"""The list of people as a file: CSV or XLSX in, checked rows out, every fault named."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from api.faults import InputFault, InputFaults

COLUMNS = (
    "id",
    "name",
    "email",
    "organisation",
    "sector",
    "role",
    "languages",
    "offers",
    "needs",
    "interests",
    "bio",
    "availability",
    "groups",
    "diet",
)
FACETS = ("offers", "needs", "interests", "bio")
# A long answer has about 2,000 characters; five times that is a paste accident.
CELL_LIMIT = 10_000
ROW_LIMIT = 100_000
FILE_LIMIT = 200 * 1024 * 1024
# "- two vans" and "+353 21 ..." are ordinary text; these openings are spreadsheet formulas.
_FORMULA = re.compile(r"^\s*(=|@\w+\(|[+-]\s*\w+[(!|]|[+-]\$?[A-Z]{1,3}\$?\d+\b)")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the list, text stripped; ``row`` is the line a spreadsheet shows.

    ``own`` holds the columns beyond `COLUMNS`: the event's own fields by their id.
    """

    row: int
    id: str
    name: str = ""
    email: str = ""
    organisation: str = ""
    sector: str = ""
    role: str = ""
    languages: tuple[str, ...] = ()
    offers: str = ""
    needs: str = ""
    interests: str = ""
    bio: str = ""
    availability: str = ""
    groups: tuple[str, ...] = ()
    diet: str = ""
    own: Mapping[str, str] = field(default_factory=dict)


def read_people(path: Path) -> tuple[PersonRow, ...]:
    """Read a list of people.

    Raises
    ------
    InputFaults
        Every fault of the file, at most one a cell; nothing is returned then.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputFaults(
            [InputFault(str(path), "There is no such file.", "Check the path.")]
        ) from error
    if size > FILE_LIMIT:
        raise InputFaults(
            [InputFault(path.name, "The file is larger than 200 MB.", "Split the list.")]
        )
    return parse_people(path.read_bytes(), path.name)


def parse_people(data: bytes, file: str) -> tuple[PersonRow, ...]:
    """Parse an uploaded list, CSV (UTF-8; comma, semicolon or tab) or XLSX by its content.

    Raises
    ------
    InputFaults
        Every fault of the file.
    """
    table = _xlsx_rows(data, file) if data[:4] == b"PK\x03\x04" else _csv_rows(data, file)
    try:
        heading = next(table)[1]
    except StopIteration:
        raise InputFaults(
            [InputFault(file, "The file is empty.", "The first row names the columns.")]
        ) from None
    names = _column_names(heading, file)
    faults: list[InputFault] = []
    people: list[PersonRow] = []
    for row, cells in table:
        if not any(cell.strip() for cell in cells):
            continue
        if row > ROW_LIMIT:
            faults.append(
                InputFault(f"{file}, row {row}", "The list is too long.", "Split the list.")
            )
            break
        person = _person(file, row, names, cells, faults)
        if person is not None:
            people.append(person)
    faults.extend(_twice(file, people))
    if not people and not faults:
        faults.append(InputFault(file, "There is nobody in the list.", "Add a row per person."))
    if faults:
        raise InputFaults(faults)
    return tuple(people)


def split_labels(text: str) -> tuple[str, ...]:
    """Split ``"en; de"`` into its labels, empty ones dropped, order kept."""
    return tuple(part for raw in re.split(r"[;\n]", text) if (part := raw.strip()))


def _csv_rows(data: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputFaults(
            [
                InputFault(
                    f"{file}, row {row}",
                    f"This is not UTF-8: byte 0x{data[error.start]:02x} cannot be read.",
                    'Save the file again as "CSV UTF-8".',
                )
            ]
        ) from error
    if "\0" in text:
        raise InputFaults(
            [InputFault(file, "This is not a text file.", 'Save it as "CSV UTF-8" or XLSX.')]
        )
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(FILE_LIMIT)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputFaults(
            [
                InputFault(
                    f"{file}, row {start}",
                    f"The row cannot be read ({error}).",
                    "Check its quotation marks.",
                )
            ]
        ) from error


def _xlsx_rows(data: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > FILE_LIMIT:
            raise InputFaults(
                [InputFault(file, "The workbook unpacks to over 200 MB.", "Split the list.")]
            )
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    except (CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise InputFaults(
            [InputFault(file, "The workbook cannot be read.", "Save it again as XLSX or CSV.")]
        ) from error
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        yield row, [_cell_text(cell) for cell in cells]


def _cell_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _column_names(heading: list[str], file: str) -> list[str]:
    names = [cell.strip().lower() for cell in heading]
    where = f"{file}, row 1"
    faults = [
        InputFault(where, f'The column "{name}" is there twice.', "Remove or rename one.")
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]
    if "id" not in names:
        found = ", ".join(name for name in names if name) or "none"
        faults.append(
            InputFault(
                where,
                f'The column "id" is missing (found: {found}).',
                "Add a column id with a short, stable mark for each person.",
            )
        )
    elif not any(facet in names for facet in FACETS):
        faults.append(
            InputFault(
                where,
                "None of the columns offers, needs, interests and bio is there.",
                "Add at least one of them: matching has nothing else to go by.",
            )
        )
    if faults:
        raise InputFaults(faults)
    return names


def _person(
    file: str, row: int, names: list[str], cells: list[str], faults: list[InputFault]
) -> PersonRow | None:
    before = len(faults)
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        faults.append(
            InputFault(
                f"{file}, row {row}",
                f"The row has {len(cells)} cells, the heading names {len(names)}.",
                "Put quotation marks around cells that contain the separator.",
            )
        )
        return None
    values = dict(zip(names, (cell.strip() for cell in cells), strict=False))
    for name, value in values.items():
        fault = _cell_fault(name, value)
        if fault:
            faults.append(InputFault(f"{file}, row {row}, column {name}", *fault))
    if not values.get("id"):
        faults.append(
            InputFault(f"{file}, row {row}, column id", "The id is empty.", "Give each an id.")
        )
    elif not any(values.get(facet) for facet in FACETS):
        faults.append(
            InputFault(
                f"{file}, row {row}, columns offers, needs, interests, bio",
                f'The profile of "{values["id"]}" is empty.',
                "Fill at least one of the four, or remove the row.",
            )
        )
    if len(faults) > before:
        return None
    known = {name: values.get(name, "") for name in COLUMNS if name not in ("languages", "groups")}
    return PersonRow(
        row=row,
        languages=split_labels(values.get("languages", "")),
        groups=split_labels(values.get("groups", "")),
        own={name: v for name, v in values.items() if name and name not in COLUMNS and v},
        **known,
    )


def _cell_fault(name: str, value: str) -> tuple[str, str] | None:
    if len(value) > CELL_LIMIT:
        return (
            f"The text has {len(value):,} characters; {CELL_LIMIT:,} is the most.",
            "Shorten it to what a person at the table would read.",
        )
    if _FORMULA.match(value):
        return (
            f'The cell holds a spreadsheet formula ("{value[:20]}").',
            "Put in the text itself.",
        )
    if any(ord(c) < 32 and c not in "\n\r\t" for c in value):
        return "The cell holds control characters.", "Type the text again."
    if name == "email" and value and not _EMAIL.match(value):
        return f'"{value[:60]}" is not an e-mail address.', "Correct it or leave it empty."
    return None


def _twice(file: str, people: Iterable[PersonRow]) -> list[InputFault]:
    first: dict[str, int] = {}
    faults = []
    for person in people:
        if person.id in first:
            faults.append(
                InputFault(
                    f"{file}, row {person.row}, column id",
                    f'The id "{person.id}" is already in row {first[person.id]}.',
                    "Give each person an id of their own.",
                )
            )
        first.setdefault(person.id, person.row)
    return faults
