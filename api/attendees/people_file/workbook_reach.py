"""How far a workbook's cells reach, told before a reader lays the sheet out in memory.

A workbook of 1.4 kB with one cell at XFD1048576 would otherwise ask for 17 billion cells.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from api.attendees.people_file.bounds import AREA_LIMIT, COLUMN_LIMIT, FILE_LIMIT, ROW_LIMIT
from api.attendees.people_file.number_formats import NumberFormats, StyledNumbers
from api.faults import InputFault, InputFaults

_CELL = re.compile(r"^([A-Z]{1,7})([0-9]{1,12})$")
_PIECE = 1 << 16
_ERRORS_NAMED = 12


class _NoSheet(Exception):
    """The part is no sheet; it needs no looking at."""


@dataclass(slots=True)
class Looked:
    """What the reader of workbooks does not give.

    Attributes
    ----------
    errors
        The first cells that hold an error such as #N/A; the reader gives nothing for these.
    styled
        Part of the archive -> its numbers that a format shows otherwise than they are.
    """

    errors: list[str] = field(default_factory=list)
    styled: dict[str, StyledNumbers] = field(default_factory=dict)


def check_reach(archive: zipfile.ZipFile, file: str, formats: NumberFormats) -> Looked:
    """Look at every cell's place, piece by piece, whatever the sheet says of its own size.

    Raises
    ------
    InputFaults
        A cell with content lies farther out than a list can; or the workbook unpacks to more
        than 200 MB, or cannot be read.
    """
    left = FILE_LIMIT
    looked = Looked()
    area = 0
    for part in archive.infolist():
        sheet = _Sheet(file, looked.errors, formats, Reach(file, before=area))
        with archive.open(part) as stream:
            left = _look(stream, sheet, left)
        looked.styled[part.filename] = sheet.styled
        area = sheet.reach.area
    return looked


def _look(stream: IO[bytes], sheet: _Sheet, left: int) -> int:
    parser = expat.ParserCreate()
    parser.StartElementHandler = sheet.start
    parser.EndElementHandler = sheet.end
    looking = True
    while piece := stream.read(_PIECE):
        left -= len(piece)
        if left < 0:
            what = "The workbook unpacks to over 200 MB."
            raise InputFaults([InputFault(sheet.file, what, "Split the list.")])
        if looking:
            try:
                parser.Parse(piece, False)
            except (_NoSheet, expat.ExpatError, LookupError, ValueError):
                # What is no XML is a picture, or a sheet that the reader refuses as well; an
                # encoding that nobody knows is a LookupError.
                looking = False
    return left


@dataclass(slots=True)
class Reach:
    """The farthest row and column with content, of one sheet."""

    file: str
    row: int = 0
    column: int = 0
    before: int = 0
    """Cells up to the farthest of each sheet before; all are laid out together."""

    @property
    def area(self) -> int:
        """Cells of this sheet and those before."""
        return self.before + self.row * self.column

    def holds(self, row: int, column: int) -> None:
        """Note that there is content.

        Raises
        ------
        InputFaults
            It lies farther out than a list can.
        """
        self.row, self.column = max(self.row, row), max(self.column, column)
        far = row > ROW_LIMIT + 1 or column > COLUMN_LIMIT
        if far or self.area > AREA_LIMIT:
            cell = f"{column_letters(column)}{row}"
            what = (
                f"The sheet reaches to cell {cell}; a list has at most {ROW_LIMIT:,} rows and "
                f"{COLUMN_LIMIT} columns."
            )
            remedy = "Delete what stands there, or split the list."
            raise InputFaults([InputFault(f"{self.file}, cell {cell}", what, remedy)])


@dataclass(slots=True)
class _Sheet:
    file: str
    errors: list[str]
    formats: NumberFormats
    reach: Reach
    styled: StyledNumbers = field(default_factory=StyledNumbers)
    code: str = ""
    row: int = 0
    column: int = 0
    begun: bool = False
    in_cell: bool = field(default=False)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if not self.begun:
            self.begun = True
            if kind != "worksheet":
                raise _NoSheet
        elif kind == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isascii() and number.isdigit() else self.row + 1
            self.column = 0
        elif kind == "c":
            self._move(attributes.get("r", ""))
            self.in_cell = True
            plain = attributes.get("t", "n") == "n"
            self.code = self.formats.code(attributes.get("s", "")) if plain else ""
            if attributes.get("t") == "e" and len(self.errors) < _ERRORS_NAMED:
                self.errors.append(f"{column_letters(self.column)}{self.row}")
        elif self.in_cell and kind in ("v", "is", "f", "t"):
            # Empty cells that only have a colour are no content; whole columns of them are common.
            self.reach.holds(self.row, self.column)
            if self.code and kind == "v":
                self.styled.add(self.row, self.column, self.code)

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.in_cell = False

    def _move(self, place: str) -> None:
        found = _CELL.match(place)
        if found is None:
            self.column += 1
            return
        self.column = 0
        for letter in found[1]:
            self.column = self.column * 26 + ord(letter) - 64
        self.row = int(found[2])


def column_letters(number: int) -> str:
    """Call a column as a spreadsheet does: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
