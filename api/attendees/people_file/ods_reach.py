"""How far the cells of an OpenDocument spreadsheet reach, told before a reader lays it out.

There one cell may stand for a billion: "repeated" columns and rows (ODF 1.3, part 3, 19.675 and
19.678). Empty ones at the end are common, and cost nothing; with content they count.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from api.attendees.people_file.bounds import FILE_LIMIT
from api.attendees.people_file.number_formats import StyledNumbers
from api.attendees.people_file.workbook_reach import Reach
from api.faults import InputFault, InputFaults

_PIECE = 1 << 16
_LEADING_ZEROS = re.compile(r"0[0-9]{1,20}")
_PERCENT = re.compile(r"-?[0-9]+(?:[.,]([0-9]{1,9}))?\s?%")
_MOST = 10**12


def check_ods_reach(archive: zipfile.ZipFile, file: str) -> Mapping[str, StyledNumbers]:
    """Look at every cell's place; give, by sheet, numbers that are shown otherwise than they are.

    Raises
    ------
    InputFaults
        A cell with content lies farther out than a list can; or it unpacks to over 200 MB.
    ExpatError
        It is no XML.
    """
    left = FILE_LIMIT
    content = _Content(file)
    for part in archive.infolist():
        parser = None
        if part.filename == "content.xml":
            parser = expat.ParserCreate()
            parser.StartElementHandler = content.start
            parser.EndElementHandler = content.end
            parser.CharacterDataHandler = content.text
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    what = "The workbook unpacks to over 200 MB."
                    raise InputFaults([InputFault(file, what, "Split the list.")])
                if parser is not None:
                    parser.Parse(piece, False)
        if parser is not None:
            # A table that never ends would keep the reader waiting for its end.
            parser.Parse(b"", True)
    return content.styled


class _Content:
    def __init__(self, file: str) -> None:
        self._file = file
        self._reach = Reach(file)
        self._row, self._rows = 1, 1
        self._column, self._columns = 1, 1
        self._kind = ""
        self._shown: list[str] = []
        self._depth = 0
        self._letters = self._laid_out = 0
        self._sheet = StyledNumbers()
        self.styled: dict[str, StyledNumbers] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if name == "table:table":
            self._reach, self._row = Reach(self._file, before=self._reach.area), 1
            self._sheet = self.styled.setdefault(attributes.get("table:name", ""), StyledNumbers())
        elif kind == "table-row":
            self._rows = _times(attributes.get("table:number-rows-repeated", "1"))
            self._column = 1
        elif kind in ("table-cell", "covered-table-cell"):
            self._columns = _times(attributes.get("table:number-columns-repeated", "1"))
            self._kind, self._shown, self._depth = "", [], 1
            self._letters = len(attributes.get("office:string-value", ""))
            if said := attributes.get("office:value-type", ""):
                self._kind = said
                last = self._row + self._rows - 1, self._column + self._columns - 1
                self._reach.holds(*last)
        elif self._depth:
            self._depth += 1
            if kind == "s":
                self._letters += _times(attributes.get("text:c", "1"))
            if name == "text:p" and not self._kind:
                self._reach.holds(self._row + self._rows - 1, self._column + self._columns - 1)

    def end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table-row":
            self._row += self._rows
        elif kind in ("table-cell", "covered-table-cell"):
            self._lay_out()
            self._note("".join(self._shown).strip())
            self._column += self._columns
            self._depth = 0
        elif self._depth:
            self._depth -= 1

    def _lay_out(self) -> None:
        """Count what a cell's text comes to once it is repeated, spaces written as a number too."""
        self._laid_out += self._letters * self._rows * self._columns
        if self._laid_out > FILE_LIMIT:
            what = "The workbook unpacks to over 200 MB."
            raise InputFaults([InputFault(self._file, what, "Split the list.")])

    def text(self, text: str) -> None:
        if self._depth:
            self._letters += len(text)
        if self._depth and self._kind in ("float", "percentage") and len(self._shown) < 4:
            self._shown.append(text)

    def _note(self, shown: str) -> None:
        """Keep how a number is shown: "007" and "50 %" are what its author sees."""
        code = ""
        if self._kind == "float" and _LEADING_ZEROS.fullmatch(shown):
            code = "0" * len(shown)
        elif self._kind == "percentage" and (found := _PERCENT.fullmatch(shown)):
            code = f"0.{'0' * len(found[1])}%" if found[1] else "0%"
        if code:
            for row in range(self._row, self._row + self._rows):
                for column in range(self._column, self._column + self._columns):
                    self._sheet.add(row, column, code)


def _times(number: str) -> int:
    plain = number.isascii() and number.isdigit() and len(number) < 13
    return max(int(number), 1) if plain else _MOST
