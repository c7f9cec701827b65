"""A file as a table: its kind, its letters, its sheet, its heading, the rows below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from api.attendees.people_file.bounds import COLUMN_LIMIT
from api.attendees.people_file.headings import Vocabulary
from api.attendees.people_file.kinds import workbook_kind
from api.attendees.people_file.letters import Decoded, decoded
from api.attendees.people_file.text_table import HEADING_WITHIN, Rows, text_rows
from api.attendees.people_file.workbook import workbook_rows
from api.faults import InputFault, InputFaults

# One word of a title may happen to be a heading; two beside one another do not.
_SURE = 2
SAVE_AGAIN = 'If names look wrong, save it again as "CSV UTF-8".'


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table, its heading found.

    Attributes
    ----------
    number
        Of the row with the heading, as a spreadsheet counts.
    rows
        Those below it that are not empty; to be read once.
    """

    number: int
    heading: tuple[str, ...]
    rows: Rows
    notices: tuple[InputFault, ...]
    letters: Decoded


def read_table(data: bytes, file: str, vocabulary: Vocabulary, encoding: str = "") -> Table:
    """Read a file by its content.

    Parameters
    ----------
    encoding
        Of a text that does not tell its own, where somebody has chosen it.

    Raises
    ------
    InputFaults
        It is no table, or empty; or, on the way, a row of it cannot be read.
    """
    letters = Decoded("")
    notices: tuple[InputFault, ...] = ()
    kind = workbook_kind(data, file)
    if kind:
        table, notices = workbook_rows(data, file, vocabulary, kind)
    else:
        letters = decoded(data, file, encoding)
        notices = _guess(letters, file) if not encoding else ()
        table = text_rows(letters.text, file, vocabulary)
    (number, heading), rows, above = _heading(table, file, vocabulary)
    return Table(number, tuple(heading), rows, (*notices, *above), letters)


def _guess(letters: Decoded, file: str) -> tuple[InputFault, ...]:
    reading = letters.chosen
    if reading is None:
        return ()
    shown = ", ".join(f'"{sample}"' for sample in reading.samples)
    what = f"This is not UTF-8; it is read as {reading.label}: {shown}."
    return (InputFault(file, what, SAVE_AGAIN),)


def _heading(
    table: Rows, file: str, vocabulary: Vocabulary
) -> tuple[tuple[int, list[str]], Rows, tuple[InputFault, ...]]:
    """Find the heading: the first row that has something, or below it the first that is known."""
    filled = _filled(table)
    head = list(islice(filled, HEADING_WITHIN))
    if not head:
        fault = InputFault(file, "The file is empty.", "The first row names the columns.")
        raise InputFaults([fault])
    sure = (place for place, (_, cells) in enumerate(head) if vocabulary.known(cells) >= _SURE)
    place = next(sure, 0)
    row, cells = head[place]
    if len(cells) > COLUMN_LIMIT and any(cell.strip() for cell in cells[COLUMN_LIMIT:]):
        what = f"The heading names {len(cells):,} columns; {COLUMN_LIMIT} is the most."
        raise InputFaults([InputFault(f"{file}, row {row}", what, "Remove what is not needed.")])
    above: tuple[InputFault, ...] = ()
    if place:
        what = f"The columns are named here; what stands above is not read ({_words(head[0][1])})."
        above = (InputFault(f"{file}, row {row}", what, "Put people below the heading."),)
    return head[place], chain(head[place + 1 :], filled), above


def _filled(table: Rows) -> Iterator[tuple[int, list[str]]]:
    return ((row, cells) for row, cells in table if any(cell.strip() for cell in cells))


def _words(cells: Iterable[str]) -> str:
    return f'"{" ".join(" ".join(cells).split())[:60]}"'
