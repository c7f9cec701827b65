"""A list as a workbook: the sheet with the known headings, its rows, what was left aside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from api.attendees.people_file.cells import seen
from api.attendees.people_file.headings import Vocabulary
from api.attendees.people_file.kinds import Kind
from api.attendees.people_file.number_formats import NumberFormats, StyledNumbers, shown
from api.attendees.people_file.ods_reach import check_ods_reach
from api.attendees.people_file.text_table import HEADING_WITHIN, Rows
from api.attendees.people_file.workbook_reach import check_reach, column_letters
from api.faults import InputFault, InputFaults
from api.formats.packed import DAMAGES

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


def workbook_rows(
    data: bytes, file: str, vocabulary: Vocabulary, kind: Kind
) -> tuple[Rows, tuple[InputFault, ...]]:
    """Read the sheet of people: the first whose headings are known, else the first.

    Returns
    -------
    tuple
        Its rows; and, where other sheets hold something, a notice of which one was read.

    Raises
    ------
    InputFaults
        The workbook cannot be read, or reaches farther than a list can.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            numbers, errors = _looked_at(archive, file, kind)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            book.get_sheet_by_name(about.name)
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, ExpatError, *DAMAGES) as error:
        what = "The workbook cannot be read."
        raise InputFaults([InputFault(file, what, "Save it again as XLSX, ODS or CSV.")]) from error
    filled = [sheet for sheet in sheets if sheet.start is not None]
    if not filled:
        return iter(()), ()
    # Of equals, max takes the first.
    chosen = max(filled, key=lambda sheet: min(2, _known(sheet, vocabulary)))
    told = _left_aside(chosen.name, [sheet.name for sheet in filled], file)
    styled = numbers.get(chosen.name) or StyledNumbers()
    unlike = _unlike(chosen, styled, file) if styled else ()
    return _rows(chosen, styled), (*told, *_errors(errors, file), *unlike)


def _looked_at(
    archive: zipfile.ZipFile, file: str, kind: Kind
) -> tuple[Mapping[str, StyledNumbers], Sequence[str]]:
    """Give, by sheet, the numbers whose format counts; and the cells that hold an error."""
    if kind == "ods":
        return check_ods_reach(archive, file), ()
    formats = NumberFormats.of(archive)
    looked = check_reach(archive, file, formats)
    styled = {name: looked.styled.get(part) for name, part in formats.parts.items()}
    return {name: numbers for name, numbers in styled.items() if numbers}, looked.errors


def _rows(sheet: CalamineSheet, styled: StyledNumbers | None = None) -> Rows:
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [seen(cell) for cell in cells]
        if styled:
            for column, number in _numbers(cells):
                code = styled.code(row, column)
                texts[column - 1] = (shown(code, number) if code else None) or texts[column - 1]
        yield row, texts


def _numbers(cells: Sequence[object]) -> Iterator[tuple[int, float]]:
    for column, cell in enumerate(cells, start=1):
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            yield column, cell


def _unlike(sheet: CalamineSheet, styled: StyledNumbers, file: str) -> tuple[InputFault, ...]:
    """Name columns in which a format shows a number in a way that we cannot follow."""
    first: dict[int, tuple[int, str]] = {}
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        for column, number in _numbers(cells):
            code = styled.code(row, column) if column not in first else ""
            if code and shown(code, number) is None:
                first[column] = row, seen(number)
    return tuple(
        InputFault(
            f"{file}, row {row}, column {column_letters(column)}",
            f"The sheet shows these numbers in a format of its own; this one is read as {text}.",
            "Put them in as text if they were meant to be read as they are shown.",
        )
        for column, (row, text) in sorted(first.items())
    )


def _known(sheet: CalamineSheet, vocabulary: Vocabulary) -> int:
    head = islice((cells for _, cells in _rows(sheet) if any(cells)), HEADING_WITHIN)
    return max((vocabulary.known(cells) for cells in head), default=0)


def _left_aside(name: str, names: Sequence[str], file: str) -> tuple[InputFault, ...]:
    others = ", ".join(f'"{other[:60]}"' for other in names if other != name)
    if not others:
        return ()
    what = f'The sheet "{name[:60]}" was read; not read: {others}.'
    remedy = "Put the list on a sheet of its own if another one was meant."
    return (InputFault(file, what, remedy),)


def _errors(cells: Sequence[str], file: str) -> tuple[InputFault, ...]:
    if not cells:
        return ()
    one = len(cells) == 1
    where = f"{file}, {'cell' if one else 'cells'} {', '.join(cells)}"
    what = 'An error such as "#N/A" stands there; it is read as empty.'
    return (InputFault(where, what, "Put in the text itself if it was meant to be read."),)
