"""A file to people: kind, table, heading, rows; every fault at once, every loss told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path

from api.attendees.people_file.bounds import COLUMN_LIMIT, FILE_LIMIT, ROW_LIMIT
from api.attendees.people_file.cells import cell_fault
from api.attendees.people_file.doubts import doubts
from api.attendees.people_file.heading_words import FIRST, LAST
from api.attendees.people_file.headings import Columns, Vocabulary
from api.attendees.people_file.kinds import is_workbook
from api.attendees.people_file.rows import COLUMNS, FACETS, PeopleList, PersonRow, split_labels
from api.attendees.people_file.text_table import HEADING_WITHIN, Rows, text_rows
from api.attendees.people_file.workbook import workbook_rows
from api.attendees.people_file.workbook_reach import column_letters
from api.events.event_file import OwnField
from api.faults import InputFault, InputFaults

# One word of a title may happen to be a heading; two beside one another do not.
_SURE = 2


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
    """Parse an uploaded list by its content: XLSX, or text in UTF-8 or UTF-16.

    Parameters
    ----------
    file
        Name of the file, for faults and notices.
    fields
        The event's own fields: a heading may be the id or the label of one.

    Raises
    ------
    InputFaults
        Every fault of the file.
    """
    vocabulary = Vocabulary(fields)
    notices: tuple[InputFault, ...] = ()
    if is_workbook(data, file):
        table, notices = workbook_rows(data, file, vocabulary)
    else:
        table = text_rows(data, file, vocabulary)
    heading, table, above = _heading(table, file, vocabulary)
    columns, unused = vocabulary.columns(heading[1], f"{file}, row {heading[0]}")
    faults: list[InputFault] = []
    people: list[PersonRow] = []
    unnamed: dict[int, int] = {}
    for row, cells in table:
        if not any(cell.strip() for cell in cells):
            continue
        if row > ROW_LIMIT:
            where = f"{file}, row {row}"
            faults.append(InputFault(where, "The list is too long.", "Split the list."))
            break
        for place, cell in enumerate(cells[: len(columns.headings)]):
            if not columns.headings[place] and cell.strip():
                unnamed.setdefault(place, row)
        person = _person(file, row, columns, cells, faults)
        if person is not None:
            people.append(person)
    faults.extend(_twice(file, people))
    if not people and not faults:
        faults.append(InputFault(file, "There is nobody in the list.", "Add a row per person."))
    if faults:
        raise InputFaults(faults)
    told = (*notices, *above, *unused, *_without_heading(unnamed, file), *doubts(people, file))
    return PeopleList(tuple(people), told)


def _heading(
    table: Rows, file: str, vocabulary: Vocabulary
) -> tuple[tuple[int, list[str]], Rows, tuple[InputFault, ...]]:
    """Find the heading: the first row that has something, or below it the first that is known."""
    filled = ((row, cells) for row, cells in table if any(cell.strip() for cell in cells))
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


def _words(cells: Iterable[str]) -> str:
    return f'"{" ".join(" ".join(cells).split())[:60]}"'


def _person(
    file: str, row: int, columns: Columns, cells: list[str], faults: list[InputFault]
) -> PersonRow | None:
    before = len(faults)
    width = len(columns.headings)
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        what = f"The row has {len(cells)} cells, the heading names {width}."
        remedy = "Put quotation marks around cells that contain the separator."
        faults.append(InputFault(f"{file}, row {row}", what, remedy))
        return None
    texts = [cell.strip() for cell in cells] + [""] * (width - len(cells))
    values = {name: texts[place] for name, place in columns.places.items()}
    if "email" in values:
        values["email"] = re.sub(r"^mailto:\s*", "", values["email"], flags=re.IGNORECASE)
    own = {key: text for key, place in columns.own.items() if (text := texts[place])}
    for name, value in (*values.items(), *own.items()):
        fault = cell_fault(name, value)
        if fault:
            where = f"{file}, row {row}, column {columns.called(name)}"
            faults.append(InputFault(where, *fault))
    if not (values.get("id") or values.get("email")):
        where = f"{file}, row {row}, column id"
        what = "The row has neither id nor address."
        faults.append(InputFault(where, what, "Give each person one of the two."))
    elif not any(values.get(name) for name in (*FACETS, "name", "email", FIRST, LAST)):
        # An id alone is a sum or a note below the list; a person may have said nothing as yet.
        faults.append(
            InputFault(
                f"{file}, row {row}, columns offers, needs, interests, bio",
                f'The profile of "{values["id"][:200]}" is empty.',
                "Fill at least one of the four, give a name or address, or remove the row.",
            )
        )
    if len(faults) > before:
        return None
    values["name"] = _whole_name(values)
    lists = ("languages", "groups")
    return PersonRow(
        row=row,
        languages=split_labels(values.get("languages", "")),
        groups=split_labels(values.get("groups", "")),
        own=own,
        **{name: values.get(name, "") for name in COLUMNS if name not in lists},
    )


def _whole_name(values: dict[str, str]) -> str:
    """Put a name together: "Name" beside one of its parts alone is the other part."""
    name, first, last = (values.get(part, "") for part in ("name", FIRST, LAST))
    if not name:
        return f"{first} {last}".strip()
    held = name.casefold().split()
    if FIRST not in values and last and last.casefold() not in held and " " not in name:
        return f"{name} {last}"
    if LAST in values or not first or first.casefold() in held:
        return name
    return f"{first} {name}"


def _without_heading(unnamed: dict[int, int], file: str) -> list[InputFault]:
    return [
        InputFault(
            f"{file}, row {row}, column {column_letters(place + 1)}",
            "This column has no heading; it is not used.",
            "Give it one if it was meant to be read.",
        )
        for place, row in sorted(unnamed.items())
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
                )
            )
        first.setdefault((column, mark), person.row)
    return faults
