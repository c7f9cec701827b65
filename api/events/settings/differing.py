"""What differs between two event files, theme by theme, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.events.settings.forms import at, rows_of
from api.events.settings.parts import Part
from api.events.settings.themes import THEMES
from api.events.settings.written import said

_LONGEST = 80
_MOST = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said otherwise; both empty where the log may not tell."""

    theme: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before and not self.after:
            return self.label
        return f"{self.label}: {_short(self.before)} → {_short(self.after)}"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Compare two documents, each that of a checked file."""
    found: list[Difference] = []
    for theme in THEMES:
        for single in theme.singles:
            column = single.column
            was, now = (said(column, at(each, single.path)) for each in (before, after))
            if was != now and not column.told:
                found.append(Difference(theme.title, f"{column.label} changed", "", ""))
            elif was != now:
                found.append(Difference(theme.title, column.label, was, now))
        for part in theme.parts:
            found += _of_part(theme.title, part, before, after)
    return tuple(found)


def told(found: tuple[Difference, ...]) -> str:
    """Put differences into one line, for the log."""
    lines = [str(each) for each in found[:_MOST]]
    left = len(found) - len(lines)
    return "; ".join([*lines, f"and {left} more"] if left else lines)


def _of_part(
    theme: str, part: Part, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    was, now = _named(part, before), _named(part, after)
    secret = not all(column.told for column in part.columns)
    if secret:
        if was != now:
            yield Difference(theme, f"{part.title} changed", "", "")
        return
    for name in [*was, *(name for name in now if name not in was)]:
        label = f"{part.row} {name}"
        if name not in now:
            yield Difference(theme, label, "there", "taken away")
        elif name not in was:
            yield Difference(theme, label, "not there", _row_in_words(part, now[name]))
        else:
            for column in part.columns:
                old, new = (
                    said(column, was[name].get(column.key)),
                    said(column, now[name].get(column.key)),
                )
                if old != new:
                    yield Difference(theme, f"{label}, {column.label.lower()}", old, new)
    if list(was) != list(now) and sorted(was) == sorted(now):
        yield Difference(theme, f"Order of {part.title.lower()}", ", ".join(was), ", ".join(now))


def _row_in_words(part: Part, row: Mapping[str, Any]) -> str:
    words = [
        f"{column.label.lower()} {said(column, row.get(column.key))}"
        for column in part.columns
        if column.key != part.key and column.kind != "id" and row.get(column.key)
    ]
    return ", ".join(words) or "new"


def _named(part: Part, document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Call rows by what names them; of one name, the later ones by a number as well."""
    names = {column.key: column for column in part.columns}
    found: dict[str, Mapping[str, Any]] = {}
    for row in rows_of(part, document):
        name = said(names[part.key], row.get(part.key))
        number = 1
        while (name if number == 1 else f"{name} ({number})") in found:
            number += 1
        found[name if number == 1 else f"{name} ({number})"] = row
    return found


def _short(text: str) -> str:
    text = text or "nothing"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
