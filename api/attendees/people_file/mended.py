"""A list to mend: every row as it was sent, and in a column more what is wrong with it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

from api.attendees.people_file.heading_words import MENDED, joined
from api.attendees.people_file.headings import Vocabulary
from api.attendees.people_file.reading import Choices
from api.attendees.people_file.table import read_table
from api.events.event_file import OwnField

# The most that a cell of a workbook holds is 32,767; what is longer is a fault, and says so.
_LONGEST = 32_000


def list_to_mend(
    data: bytes,
    file: str,
    fields: Iterable[OwnField],
    choices: Choices,
    wrong: Mapping[int, Sequence[str]],
) -> bytes:
    """Write the list as a workbook, in which every cell is text that nothing runs.

    Parameters
    ----------
    wrong
        Row to what is wrong with it.
    """
    table = read_table(data, file, Vocabulary(fields), choices.encoding)
    kept = [place for place, name in enumerate(table.heading) if joined(name) != joined(MENDED)]
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        marked = book.add_format({"bg_color": "#ffe3c2", "text_wrap": True})
        sheet = book.add_worksheet("People")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 50)
        sheet.write_string(0, 0, MENDED, bold)
        for column, place in enumerate(kept, start=1):
            sheet.write_string(0, column, table.heading[place], bold)
        for number, (row, cells) in enumerate(table.rows, start=1):
            faults = wrong.get(row, ())
            style = marked if faults else None
            if faults:
                sheet.write_string(number, 0, " ".join(faults)[:_LONGEST], style)
            # Cells beyond the heading are part of what is wrong, and stay to be put right.
            places = (*kept, *range(len(table.heading), len(cells)))
            for column, place in enumerate(places, start=1):
                if place < len(cells) and cells[place]:
                    sheet.write_string(number, column, cells[place][:_LONGEST], style)
    return out.getvalue()
