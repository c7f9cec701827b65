"""The list of pairs, a million long, to arrays; slow and exact only where something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from api.formats.problem_file import PairEntry
from scheduling.problem import Fault, Pairs

LISTED = 10


def pairs_from(rows: object, ids: Sequence[str]) -> tuple[Pairs, list[Fault]]:
    """Read pairs; ``ids`` names the parties in the problem's order.

    A million take about a second. Where a row is not plain (other types than text, text and
    number, unknown ids, other fields) all are read as model objects, to name each fault.

    Returns
    -------
    Pairs, faults
        No pairs when there are faults; at most `LISTED` of them are listed, then their number.
    """
    if rows is None:
        return Pairs.none(), []
    if not isinstance(rows, list):
        return Pairs.none(), [Fault("pairs", "This is not a list.", "Give a list of pairs.")]
    place = {name: row for row, name in enumerate(ids)}
    plain = _plain_columns(rows, place)
    return (plain, []) if plain is not None else _checked(rows, place)


def _plain_columns(rows: list[Any], place: dict[str, int]) -> Pairs | None:
    # Whole numbers stand for ids written in digits.
    known: dict[str | int, int] = {int(name): row for name, row in place.items() if _digits(name)}
    known.update(place)
    try:
        a = np.array([known[row["a"]] for row in rows], np.int32)
        b = np.array([known[row["b"]] for row in rows], np.int32)
        worth = [row["score"] for row in rows]
        if not set(map(type, worth)) <= {float, int} or set(map(len, rows)) != {3}:
            return None
        score = np.array(worth, np.float64)
    except (KeyError, TypeError, IndexError, OverflowError):
        return None
    if not (np.isfinite(score) & (score >= 0)).all():
        return None
    return Pairs(a, b, score)


def _digits(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 20 and str(int(name)) == name


def _checked(rows: list[Any], place: dict[str, int]) -> tuple[Pairs, list[Fault]]:
    adapter = TypeAdapter(PairEntry)
    faults: list[Fault] = []
    found: list[tuple[int, int, float]] = []
    for row, raw in enumerate(rows):
        try:
            entry = adapter.validate_python(raw)
        except ValidationError as error:
            finding = error.errors(include_url=False, include_input=False)[0]
            path = "".join(f".{step}" for step in finding["loc"])
            what = finding["msg"].removeprefix("Value error, ")
            if finding["type"] == "extra_forbidden":
                what = "There is no such field"
            faults.append(Fault(f"pairs[{row}]{path}", f"{what}.", "Give a, b and score."))
            continue
        for side, name in (("a", entry.a), ("b", entry.b)):
            if name not in place:
                what = f'There is no attendee or team "{name}".'
                faults.append(Fault(f"pairs[{row}].{side}", what, "Name a known one."))
        found.append((place.get(entry.a, 0), place.get(entry.b, 0), entry.score))
    if faults:
        left = len(faults) - LISTED
        if left > 0:
            more = Fault("pairs", f"There are {left:,} more faults in pairs.", "Correct all.")
            faults = [*faults[:LISTED], more]
        return Pairs.none(), faults
    columns = list(zip(*found, strict=True)) or [(), (), ()]
    return (
        Pairs(
            np.array(columns[0], np.int32),
            np.array(columns[1], np.int32),
            np.array(columns[2], np.float64),
        ),
        [],
    )
