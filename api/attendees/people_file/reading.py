"""A file to people: table, columns, rows; every fault at once, every loss told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.attendees.people_file.bounds import FILE_LIMIT, ROW_LIMIT
from api.attendees.people_file.doubts import doubts, strange_statuses
from api.attendees.people_file.headings import HeadingRead, Vocabulary
from api.attendees.people_file.person import person_of
from api.attendees.people_file.rows import FACETS, ListColumn, PeopleList, PersonRow
from api.attendees.people_file.status_words import is_away
from api.attendees.people_file.table import Table, read_table
from api.attendees.people_file.workbook_reach import column_letters
from api.events.event_file import OwnField
from api.faults import InputFault, InputFaults

_SAMPLES = 3
_SAMPLED_ROWS = 60
_SAMPLE_LENGTH = 48


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody has chosen of how a file is read.

    Attributes
    ----------
    encoding
        Empty where it is guessed.
    columns
        What each column holds, as `ListColumn.held` says it; empty where headings tell.
    """

    encoding: str = ""
    columns: tuple[str, ...] = ()


def read_people(path: Path, fields: Iterable[OwnField] = ()) -> PeopleList:
    """Read a list of people; see `parse_people`.

    Raises
    ------
    InputFaults
        Every fault of the file, at most one a cell; nothing is returned then.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= FILE_LIMIT else b""
    except IsADirectoryError as error:
        fault = InputFault(str(path), "This is a folder.", "Give the path of the list in it.")
        raise InputFaults([fault]) from error
    except OSError as error:
        fault = InputFault(str(path), "There is no such file.", "Check the path.")
        raise InputFaults([fault]) from error
    if size > FILE_LIMIT:
        fault = InputFault(path.name, "The file is larger than 200 MB.", "Split the list.")
        raise InputFaults([fault])
    return parse_people(data, path.name, fields)


def parse_people(data: bytes, file: str, fields: Iterable[OwnField] = ()) -> PeopleList:
    """Parse an uploaded list that has to be without a fault; see `read_list`.

    Raises
    ------
    InputFaults
        Every fault of the file.
    """
    listed = read_list(data, file, fields)
    if listed.faults:
        raise InputFaults(listed.faults)
    return listed


def read_list(
    data: bytes, file: str, fields: Iterable[OwnField] = (), choices: Choices | None = None
) -> PeopleList:
    """Read an uploaded list by its content: XLSX, ODS, or text in any usual encoding.

    Parameters
    ----------
    file
        Name of the file, for faults and notices.
    fields
        The event's own fields: a heading may be the id or the label of one.

    Returns
    -------
    PeopleList
        With its faults, if it has any: the people are those of the other rows.

    Raises
    ------
    InputFaults
        It is no table.
    """
    choices = choices or Choices()
    vocabulary = Vocabulary(fields)
    table = read_table(data, file, vocabulary, choices.encoding)
    where = f"{file}, row {table.number}"
    heading = vocabulary.columns(table.heading, where, choices.columns)
    rows = _Rows(heading, file)
    for row, cells in table.rows:
        if row > ROW_LIMIT:
            fault = InputFault(f"{file}, row {row}", "The list is too long.", "Split the list.")
            rows.faults.append(fault)
            break
        rows.take(row, cells)
    rows.faults.extend(_twice(file, rows.people))
    if not rows.people and not rows.away and not rows.faults and not heading.faults:
        what = "There is nobody in the list."
        rows.faults.append(InputFault(file, what, "Add a row per person."))
    return _list(table, heading, rows, file)


class _Rows:
    """What the rows below a heading come to."""

    def __init__(self, heading: HeadingRead, file: str) -> None:
        self._columns = heading.columns
        self._readable = not heading.faults
        self._file = file
        self.people: list[PersonRow] = []
        self.away: list[PersonRow] = []
        self.faults: list[InputFault] = []
        self.unnamed: dict[int, int] = {}
        self.samples: list[dict[str, None]] = [{} for _ in heading.columns.headings]
        self._seen = 0

    def take(self, row: int, cells: list[str]) -> None:
        headings = self._columns.headings
        self._seen += 1
        for place, cell in enumerate(cells[: len(headings)]):
            if not headings[place] and cell.strip():
                self.unnamed.setdefault(place, row)
            sampled = self._seen <= _SAMPLED_ROWS and len(self.samples[place]) < _SAMPLES
            if sampled and (said := " ".join(cell.split())):
                self.samples[place].setdefault(_cut(said))
        if not self._readable:
            # Without its columns every row would be a fault of its own.
            return
        person = person_of(self._file, row, self._columns, cells, self.faults)
        if person is not None:
            (self.away if is_away(person.status) else self.people).append(person)


def _list(table: Table, heading: HeadingRead, rows: _Rows, file: str) -> PeopleList:
    columns = heading.columns
    silent = any(facet in columns.places for facet in FACETS)
    told = (
        *table.notices,
        *heading.notices,
        *_without_heading(rows.unnamed, columns.held(), file),
        *(doubts(rows.people, file) if silent else ()),
        *strange_statuses(rows.people, file),
    )
    return PeopleList(
        people=tuple(rows.people),
        notices=told,
        away=tuple(rows.away),
        faults=(*heading.faults, *sorted(rows.faults, key=lambda fault: fault.row or 0)),
        columns=tuple(
            ListColumn(name, held, tuple(seen))
            for name, held, seen in zip(columns.headings, columns.held(), rows.samples, strict=True)
        ),
        tool=heading.tool,
        encoding=table.letters.encoding,
        readings=table.letters.readings,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _SAMPLE_LENGTH else f"{text[: _SAMPLE_LENGTH - 1]}…"


def _without_heading(unnamed: dict[int, int], held: Sequence[str], file: str) -> list[InputFault]:
    return [
        InputFault(
            f"{file}, row {row}, column {column_letters(place + 1)}",
            "This column has no heading; it is not used.",
            "Give it one if it was meant to be read.",
        )
        for place, row in sorted(unnamed.items())
        if not held[place]
    ]


def _twice(file: str, people: Iterable[PersonRow]) -> list[InputFault]:
    first: dict[tuple[str, str], int] = {}
    faults = []
    for person in people:
        column, mark = ("id", person.id) if person.id else ("email", person.email.lower())
        if (column, mark) in first:
            faults.append(
                InputFault(
                    f"{file}, row {person.row}, column {column}",
                    f'The {column} "{mark}" is already in row {first[column, mark]}.',
                    f"Give each person an {column} of their own.",
                    person.row,
                )
            )
        first.setdefault((column, mark), person.row)
    return faults
