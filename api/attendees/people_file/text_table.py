"""A list as text: its separator, its rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from api.attendees.people_file.bounds import FILE_LIMIT
from api.attendees.people_file.headings import Vocabulary
from api.faults import InputFault, InputFaults

Rows = Iterator[tuple[int, list[str]]]
"""(number as a spreadsheet shows it, cells)."""

HEADING_WITHIN = 20
"""Rows among which the heading is looked for: exports put titles above it."""
_SEPARATORS = ",;\t|"
_SEP_LINE = re.compile(r"^[\"']?sep=(\t|[^\w\s])[\"']?[ \t]*(?:\r\n|\n|\r|$)", re.IGNORECASE)
_ONLY_TEXT = 'Save it as "CSV UTF-8" or XLSX.'


def text_rows(text: str, file: str, vocabulary: Vocabulary) -> Rows:
    """Read a list that is text.

    A first line ``sep=;`` sets the separator and is no row; else the separator is the one that
    makes the most known headings appear.

    Raises
    ------
    InputFaults
        The text, or a row of it, cannot be read; at once or on the way.
    """
    if "\0" in text:
        raise InputFaults([InputFault(file, "This is not a text file.", _ONLY_TEXT)])
    # A cell may be as long as the file until it is judged.
    csv.field_size_limit(FILE_LIMIT)
    told = _SEP_LINE.match(text)
    if told:
        return _rows(text[told.end() :], told[1], file)
    return _rows(text, _separator(text, vocabulary), file)


def _separator(text: str, vocabulary: Vocabulary) -> str:
    head = text[:100_000]
    best, most = ",", (-1, -1)
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        known = width = 0
        for _, cells in zip(range(HEADING_WITHIN), reader, strict=False):
            known = max(known, vocabulary.known(cells))
            width = max(width, len(cells))
        if (known, width) > most:
            best, most = separator, (known, width)
    return best


def _rows(text: str, separator: str, file: str) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            yield row, cells
    except csv.Error as error:
        where = f"{file}, row {row + 1}"
        what = f"The row cannot be read ({error})."
        raise InputFaults([InputFault(where, what, "Check its quotation marks.")]) from error
