"""Values of an event file as people type them, and back."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from api.events.settings.parts import Column
from api.web.wording import day

_WORD = re.compile(r"[,;\n]")
WRONG = {
    "number": "Use a whole number.",
    "share": "Use a number from 0 to 1, such as 0.4.",
}


def written(column: Column, value: Any) -> tuple[str, ...]:
    """Put a value as the field's values; nothing where it says nothing."""
    if value is None or value is False or value in ("", [], ()):
        return ()
    match column.kind:
        case "tick":
            return ("yes",)
        case "slots":
            return tuple(value)
        case "words":
            return (", ".join(value),)
        case "lines":
            return ("\n".join(value),)
        case "sets":
            return ("\n".join("; ".join(each) for each in value),)
        case "share" | "choice" if isinstance(value, (int, float)):
            return (str(float(value)),)
    return (value.isoformat() if isinstance(value, dt.date) else str(value),)


def read(column: Column, values: tuple[str, ...]) -> Any:
    """Read a field's values; None where nothing is typed.

    Raises
    ------
    ValueError
        In words for people.
    """
    text = values[0] if values else ""
    match column.kind:
        case "tick":
            return text == "yes"
        case "slots":
            return [value for value in values if value]
        case "words":
            return _words(text)
        case "lines":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "sets":
            return [_firms(line) for line in text.split("\n") if line.strip()]
    if not text:
        return None
    try:
        if column.kind == "number":
            return int(text)
        if column.kind == "share" or column.key == "fairness":
            return float(text.replace(",", "."))
        if column.kind == "date":
            return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(WRONG.get(column.kind, "Choose a date.")) from error
    return text if column.kind == "area" else " ".join(text.split())


def said(column: Column, value: Any) -> str:
    """Put a value in words, for comparing."""
    if column.kind == "tick":
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return day(value)
    words = dict(column.options)
    return "; ".join(words.get(each, each) for each in written(column, value)).replace("\n", "; ")


def _firms(line: str) -> list[str]:
    """Part a line at semicolons; where it has none, at commas, which a firm's name may have."""
    return [firm.strip() for firm in line.split(";" if ";" in line else ",") if firm.strip()]


def _words(text: str) -> list[str]:
    return [word.strip() for word in _WORD.split(text) if word.strip()]
