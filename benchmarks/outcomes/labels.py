"""Relevance labels: who would gain from whom, as a reader of all profiles judged."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from api.faults import InputFault, InputFaults

COLUMNS = ("for", "other", "grade")
# Rows of people by whom settings were chosen say nothing of how good they are.
HELD_OUT = "held-out"
_GRADES = ("0", "1", "2")


@dataclass(frozen=True)
class _Label:
    row: int
    person: str
    other: str
    grade: str


def read_labels(path: Path, ids: Sequence[str], *, all_splits: bool = False) -> NDArray[np.float64]:
    """Read the grades of an event; where there is a column ``split``, the held-out rows alone.

    Parameters
    ----------
    path
        CSV with the columns `COLUMNS`: how much does ``for`` gain from meeting ``other``, 0, 1
        or 2.
    ids
        The people, in the order of rows and columns of what is returned.
    all_splits
        Read the other rows, too: for what does not judge the settings chosen by them.

    Returns
    -------
    numpy.ndarray
        float64, shape (n, n): of a person with a label all others are judged, 0 where no row
        names them; nan for people nobody judged, and for oneself.

    Raises
    ------
    InputFaults
        Every fault of the file.
    """
    place = {person: at for at, person in enumerate(ids)}
    faults: list[InputFault] = []
    grades = np.full((len(ids), len(ids)), np.nan)
    seen: dict[tuple[str, str], int] = {}
    for label in _labels(path, all_splits):
        wrong = [*_faults(label, place, path.name)]
        earlier = seen.setdefault((label.person, label.other), label.row)
        if earlier != label.row:
            what = f'"{label.person}" and "{label.other}" are already in row {earlier}.'
            wrong.append(InputFault(f"{path.name}, row {label.row}", what, "Keep one of the two."))
        faults += wrong
        if not wrong:
            row = grades[place[label.person]]
            row[np.isnan(row)] = 0.0
            row[place[label.other]] = float(label.grade)
    if not faults and not (grades > 0).any():
        what = "No row has a grade above 0, so every order is as good as any other."
        faults.append(InputFault(path.name, what, "Grade the people whom somebody should meet."))
    if faults:
        raise InputFaults(faults)
    np.fill_diagonal(grades, np.nan)
    return grades


def _labels(path: Path, all_splits: bool) -> Iterator[_Label]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        fault = InputFault(str(path), "There is no such file.", "Check the path.")
        raise InputFaults([fault]) from error
    except UnicodeDecodeError as error:
        fault = InputFault(path.name, "This is no text in UTF-8.", "Save it as CSV in UTF-8.")
        raise InputFaults([fault]) from error
    lines = csv.DictReader(text.splitlines())
    missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
    if missing:
        what = f'The column "{missing[0]}" is missing.'
        remedy = f"Give the file a first line with {', '.join(COLUMNS)}."
        raise InputFaults([InputFault(path.name, what, remedy)])
    for number, line in enumerate(lines, start=2):
        if all_splits or line.get("split") in (None, "", HELD_OUT):
            yield _Label(number, *((line[name] or "").strip() for name in COLUMNS))


def _faults(label: _Label, place: dict[str, int], file: str) -> Iterator[InputFault]:
    where = f"{file}, row {label.row}, column"
    for column, person in (("for", label.person), ("other", label.other)):
        if person not in place:
            what = f'Nobody in the list of people has the id "{person}".'
            yield InputFault(f"{where} {column}", what, "Write ids as the list has them.")
    if label.person == label.other:
        yield InputFault(f"{where} other", "Nobody meets themselves.", "Take the row out.")
    if label.grade not in _GRADES:
        what = f'"{label.grade}" is no grade.'
        yield InputFault(
            f"{where} grade", what, "Give 0 (no gain), 1 (in part) or 2 (a good gain)."
        )
