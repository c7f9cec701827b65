"""A theme's form: a document as its fields, and the fields as another document."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from api.events.event_file import EventFile
from api.events.settings.parts import ALL_SLOTS, Column, Part, Theme
from api.events.settings.written import read, written
from api.web.conflict import stamp_of
from api.web.forms import Path, errors_of

Values = Mapping[str, tuple[str, ...]]
PLACE = "at"
"""Ends the name of the field that says at which place a row stands."""


@dataclass(frozen=True, slots=True)
class Read:
    """A form that was read: the document it makes, checked; or what is wrong by field."""

    file: EventFile | None
    errors: dict[str, str]


def name_of(part: Part, row: int, key: str) -> str:
    """Name the field of a part's row."""
    return f"{part.name}-{row}-{key}"


def fields_of(theme: Theme, document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Put what a document says as a theme's fields; those that say nothing are left out."""
    found = {
        single.column.key: written(single.column, at(document, single.path))
        for single in theme.singles
    }
    slots = set(_slots(document))
    for part in theme.parts:
        for number, row in enumerate(rows_of(part, document)):
            for column in part.columns:
                values = written(column, row.get(column.key))
                whole = column.kind == "slots" and slots <= set(values)
                found[name_of(part, number, column.key)] = (ALL_SLOTS,) if whole else values
            if part.ordered:
                found[name_of(part, number, PLACE)] = (str(number + 1),)
    return {name: values for name, values in found.items() if values}


def state_of(theme: Theme, document: Mapping[str, Any]) -> str:
    """Give the stamp of a theme's state; see `moved`."""
    rows = {}
    for part in theme.parts:
        key = _id_key(part) or part.key
        rows[part.name] = tuple(f"row {row.get(key)}" for row in rows_of(part, document))
    return stamp_of(fields_of(theme, document)) + stamp_of(rows)


def moved(before: str, now: str) -> bool:
    """Whether rows were added, taken away or put in another order between two states.

    A form's fields are called by their place: filled in before, they are not those of the same
    rows now.
    """
    half = len(now) // 2
    return before[half:] != now[half:]


def typed_of(theme: Theme, sent: Values) -> dict[str, tuple[str, ...]]:
    """Keep of what was sent what the theme asks, without rows and values that say nothing."""
    names = {single.column.key for single in theme.singles}
    for part in theme.parts:
        for row in present(part, sent):
            names |= {name_of(part, row, column.key) for column in part.columns}
            names |= {name_of(part, row, PLACE)} if part.ordered else set()
    found = {name: tuple(filter(None, values)) for name, values in sent.items() if name in names}
    return {name: values for name, values in found.items() if values}


def present(part: Part, sent: Values) -> list[int]:
    """Give the numbers of rows that name something, in the order that is asked for."""
    pattern = re.compile(rf"{part.name}-(\d{{1,4}})-{part.key}")
    found = (pattern.fullmatch(name) for name, values in sent.items() if any(values))
    rows = sorted({int(each[1]) for each in found if each})
    if not part.ordered:
        return rows

    def place(row: int) -> tuple[int, int]:
        text = "".join(sent.get(name_of(part, row, PLACE), ()))
        return (int(text) if re.fullmatch(r"\d{1,4}", text) else row + 1, row)

    return sorted(rows, key=place)


def read_form(
    theme: Theme, document: Mapping[str, Any], sent: Values, held: Collection[str] = ()
) -> Read:
    """Read a theme's form as a change of a document.

    Parameters
    ----------
    held
        Ids of questions that people answered, which no new question may have.
    """
    changed = copy.deepcopy(dict(document))
    errors: dict[str, str] = {}

    def value(column: Column, name: str) -> Any:
        try:
            found = read(column, sent.get(name, ()))
        except ValueError as error:
            errors[name] = str(error)
            return None
        return _slots(document) if column.kind == "slots" and ALL_SLOTS in found else found

    for single in theme.singles:
        _put(changed, single.path, value(single.column, single.column.key))
    for part in theme.parts:
        rows = []
        for number in present(part, sent):
            row = {c.key: value(c, name_of(part, number, c.key)) for c in part.columns}
            rows.append({key: each for key, each in row.items() if each is not None})
        ids = {row.get(_id_key(part), "") for row in rows_of(part, document)}
        _put(changed, part.path, _listed(part, rows, errors, ids.union(held)))
    if errors:
        return Read(None, errors)
    try:
        return Read(EventFile.model_validate(changed), {})
    except ValidationError as error:
        return Read(None, errors_of(error, lambda path: _field(theme, sent, path)))


def rows_of(part: Part, document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Give a part of a document row by row."""
    found = at(document, part.path)
    if not part.mapping:
        return list(found or ())
    value = next(column.key for column in part.columns if column.key != part.key)
    return [{part.key: key, value: each} for key, each in (found or {}).items()]


def at(document: Mapping[str, Any], path: Sequence[str]) -> Any:
    """Give what stands at a path of a document; None where nothing does."""
    found: Any = document
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _put(document: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        document = document.setdefault(step, {})
    if value is None:
        document.pop(path[-1], None)
    else:
        document[path[-1]] = value


def _slots(document: Mapping[str, Any]) -> list[str]:
    """Give the keys of all slots; `EventFile.slot_times` calls them so."""
    number = sum(len(day["starts"]) for day in document["slots"])
    return [f"s{each:02}" for each in range(1, number + 1)]


def _id_key(part: Part) -> str:
    return next((column.key for column in part.columns if column.kind == "id"), "")


def _listed(part: Part, rows: list[dict[str, Any]], errors: dict[str, str], held: set[str]) -> Any:
    if part.mapping:
        value = next(column.key for column in part.columns if column.key != part.key)
        keys = [row[part.key] for row in rows]
        if len(set(keys)) < len(keys):
            errors[""] = f"{part.title}: one of them is there twice. Leave one."
        return {row[part.key]: row.get(value, "") for row in rows}
    named = _id_key(part)
    taken = held | {row[named] for row in rows if named in row}
    for row in rows if named else ():
        if named not in row:
            row[named] = _id(row[part.key], taken)
            taken.add(row[named])
    return rows


def _id(label: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:30].strip("_")
    plain = plain if plain[:1].isalpha() else f"q_{plain}".strip("_")
    number, found = 1, plain
    while found in taken:
        number += 1
        found = f"{plain}_{number}"
    return found


def _field(theme: Theme, sent: Values, path: Path) -> str:
    """Name the field for a place in the event file; empty for what belongs to none."""
    for single in theme.singles:
        if path[: len(single.path)] == single.path:
            return single.column.key
    for part in theme.parts:
        depth = len(part.path)
        if path[:depth] != part.path or len(path) == depth:
            continue
        rows = present(part, sent)
        if part.mapping:
            keys = [next(iter(sent.get(name_of(part, row, part.key), ())), "") for row in rows]
            step = str(path[depth])
            return name_of(part, rows[keys.index(step)], part.key) if step in keys else ""
        place = path[depth]
        if isinstance(place, int) and place < len(rows):
            key = path[depth + 1] if len(path) > depth + 1 else part.key
            shown = {column.key for column in part.columns if column.kind != "id"}
            return name_of(part, rows[place], str(key) if key in shown else part.key)
    return ""
