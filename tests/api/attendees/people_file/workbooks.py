"""Workbooks made for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

Rows = Sequence[Sequence[object]]


def workbook(sheets: Mapping[str, Rows], number_format: str = "") -> bytes:
    """Make a workbook; dates, times and formulas as Excel keeps them; numbers in a format."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            style = book.add_format({"num_format": number_format or "General"})
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, int | float) and not isinstance(cell, bool):
                        sheet.write_number(number, column, cell, style)
                    else:
                        sheet.write(number, column, cell)
    return data.getvalue()


def far_cell(place: str, content: str = "<v>1</v>", encoding: str = "utf-8") -> bytes:
    """Make a tiny workbook with a list at A1 and one cell far away; no word of its size."""
    made = workbook({"People": [["id", "offers"], ["x1", "bread"]]})
    row = "".join(letter for letter in place if letter.isdigit())
    far = f'<row r="{row}"><c r="{place}">{content}</c></row></sheetData>'
    return replaced(made, "</sheetData>", far, encoding)


def replaced(data: bytes, old: str, new: str, encoding: str = "utf-8") -> bytes:
    """Write something else in the text of a workbook's first sheet."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for part in archive.infolist():
            text = archive.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                sheet = text.decode().replace(old, new)
                text = sheet.replace("UTF-8", encoding.upper()).encode(encoding)
            changed.writestr(part.filename, text)
    return out.getvalue()
