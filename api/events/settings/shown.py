"""A theme's form as its page shows it: fields with what is typed, rows, and a blank one each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.events.event_file import EventFile
from api.events.settings.forms import PLACE, Values, at, name_of, present, rows_of
from api.events.settings.parts import Column, Options, Part, Theme
from api.events.settings.written import said
from api.web.conflict import Words
from api.web.event_times import EventTimes
from api.web.wording import day


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field: its name, how it is asked, and what is typed."""

    name: str
    label: str
    kind: str
    hint: str
    options: Options
    values: tuple[str, ...]

    @property
    def value(self) -> str:
        """The first value; empty where nothing is typed."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of a list; ``title`` is "" for the blank one."""

    title: str
    fields: tuple[FieldShown, ...]


@dataclass(frozen=True, slots=True)
class PartShown:
    """A list and its rows, a blank one last."""

    title: str
    row: str
    hint: str
    rows: tuple[RowShown, ...]


@dataclass(frozen=True, slots=True)
class ThemeForm:
    """A theme's form."""

    key: str
    title: str
    about: str
    fields: tuple[FieldShown, ...]
    parts: tuple[PartShown, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A theme in the list of them: what it says now, line by line."""

    key: str
    title: str
    about: str
    lines: tuple[tuple[str, str], ...]


def form_of(theme: Theme, file: EventFile, typed: Values) -> ThemeForm:
    """Build a theme's form, filled in as typed."""
    times = EventTimes.of(file.event.timezone, (start for _, start, _ in file.slot_times()))
    slots = tuple((key, times.alone(start)) for key, start, _ in file.slot_times())
    return ThemeForm(
        theme.key,
        theme.title,
        theme.about,
        tuple(_field(s.column, s.column.key, typed, slots) for s in theme.singles),
        tuple(_part(part, typed, slots) for part in theme.parts),
    )


def summary_of(theme: Theme, document: Mapping[str, Any]) -> Summary:
    """Say what a theme says now: its answers, and how many rows its lists have."""
    lines = [
        (single.column.label, words)
        for single in theme.singles
        if single.column.told
        if (words := said(single.column, at(document, single.path)))
    ]
    for part in theme.parts:
        rows = rows_of(part, document)
        names = [said(_key(part), row.get(part.key)) for row in rows]
        if rows and all(column.told for column in part.columns):
            lines.append((part.title, ", ".join(names)))
        elif rows:
            lines.append((part.title, str(len(rows))))
    return Summary(theme.key, theme.title, theme.about, tuple(lines))


def words_of(theme: Theme, names: Iterable[str]) -> Words:
    """Call each of some fields and their values, for choosing between two versions of them.

    They stand in the form's order; ids, which nobody sees, are left out.
    """
    wanted = set(names)
    columns = {s.column.key: (s.column.label, s.column) for s in theme.singles}
    for part in theme.parts:
        rows = {int(name.split("-")[1]) for name in wanted if name.startswith(f"{part.name}-")}
        place = (Column(PLACE, "Place"),) if part.ordered else ()
        for row in sorted(rows):
            columns |= {
                name_of(part, row, column.key): (f"{part.row} {row + 1}: {column.label}", column)
                for column in (*part.columns, *place)
                if column.kind != "id"
            }
    asked = {name: each for name, each in columns.items() if name in wanted}
    values = {
        (name, value): words
        for name, (_, column) in asked.items()
        for value, words in column.options
    }
    return Words({name: label for name, (label, _) in asked.items()}, values)


def _part(part: Part, typed: Values, slots: Options) -> PartShown:
    rows = []
    numbers = present(part, typed)
    for number in numbers:
        fields = [
            _field(column, name_of(part, number, column.key), typed, slots)
            for column in part.columns
        ]
        if part.ordered:
            place = Column(PLACE, "Place", "number")
            fields.append(_field(place, name_of(part, number, PLACE), typed, slots))
        title = _title(part, " ".join(typed.get(name_of(part, number, part.key), ())))
        rows.append(RowShown(title, tuple(fields)))
    blank = max(numbers, default=-1) + 1
    rows.append(
        RowShown(
            "",
            tuple(
                _field(column, name_of(part, blank, column.key), {}, slots)
                for column in part.columns
            ),
        )
    )
    return PartShown(part.title, part.row, part.hint, tuple(rows))


def _title(part: Part, typed: str) -> str:
    if _key(part).kind != "date":
        return typed
    try:
        return day(dt.date.fromisoformat(typed))
    except ValueError:
        return typed


def _field(column: Column, name: str, typed: Values, slots: Options) -> FieldShown:
    values = typed.get(name, ())
    options = (*column.options, *slots) if column.kind == "slots" else column.options
    if values and column.kind in ("choice", "select") and values[0] not in dict(options):
        options = (*options, (values[0], f"as it is now: {values[0]}"))
    return FieldShown(name, column.label, column.kind, column.hint, options, values)


def _key(part: Part) -> Column:
    return next(column for column in part.columns if column.key == part.key)
