"""Reading an event file: from a path or from what somebody sent, every fault with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from api.events.event_file import EventFile
from api.faults import InputFault, InputFaults

LARGEST = 200_000
"""Bytes of a file that is sent; the longest sample has three thousand."""
# Reading takes memory by the square of a key's depth (a.b.c), and ours are two deep.
_DEEPEST = 60
_STRING_OR_COMMENT = re.compile(
    r'"""[\s\S]*?"""|' r"'''[\s\S]*?'''|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|#[^\n]*"
)
# No database stores a NUL; other controls have no place in a line that people read.
_UNFIT = re.compile(r"[\0-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_UNFIT_IN_A_LINE = re.compile(_UNFIT.pattern[:-1] + r"\t\n\u2028\u2029]")
_LONG = frozenset({"about"})
_ANEW = "Type the text anew."


def read_event(path: Path) -> EventFile:
    """Read and check event.toml.

    Raises
    ------
    InputFaults
        Every fault, each with the table and key it stands at.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputFaults(
            [InputFault(str(path), "There is no such file.", "Check the path.")]
        ) from error
    return parse_event(text_of_file(content, path.name), path.name)


def text_of_file(content: bytes, name: str) -> str:
    """Read what was sent, or stands in a file, as text; whether it is an event is seen later.

    Raises
    ------
    InputFaults
        It is empty, too long, or no text.
    """
    if not content:
        what = "No file was chosen, or there is nothing in it."
        raise InputFaults([InputFault(name, what, "Choose an event.toml.")])
    _refuse_long(len(content), name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputFaults(
            [InputFault(name, "This is no text in UTF-8.", "Save it as UTF-8, or choose another.")]
        ) from error


def parse_event(text: str, name: str) -> EventFile:
    """Check the text of an event.toml that is called so.

    Raises
    ------
    InputFaults
        Every fault, each with the table and key it stands at.
    """
    _refuse_long(len(text), name)
    try:
        _refuse_deep(text)
        raw: dict[str, Any] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # A plain ValueError is a number of thousands of digits.
        raise InputFaults(
            [InputFault(name, f"This is not TOML: {error}.", "Correct that line.")]
        ) from error
    return checked(raw, name)


def _refuse_deep(text: str) -> None:
    for number, line in enumerate(_STRING_OR_COMMENT.sub(_without, text).split("\n"), start=1):
        if line.count(".") > _DEEPEST:
            raise ValueError(f"line {number} has a key of too many parts")


def _without(found: re.Match[str]) -> str:
    """Leave of a string or comment the ends of its lines alone."""
    return '""' + "\n" * found[0].count("\n")


def _texts(document: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Give every text of a document, keys as well, and where it stands."""
    if isinstance(document, str):
        yield place, document
    elif isinstance(document, dict):
        for key, value in document.items():
            yield place or "a key", key
            yield from _texts(value, f"{place}.{key}".lstrip("."))
    elif isinstance(document, (list, tuple)):
        for at, value in enumerate(document):
            yield from _texts(value, f"{place}[{at}]")


def _refuse_long(length: int, name: str) -> None:
    if length > LARGEST:
        raise InputFaults(
            [InputFault(name, "This is too long for an event file.", "Choose an event.toml.")]
        )


def checked(document: dict[str, Any], name: str = "event.toml") -> EventFile:
    """Check an event file that is read already.

    Raises
    ------
    InputFaults
        Every fault, each with the table and key it stands at.
    """
    faults = [
        InputFault(f"{name}, {place}", "There is a character in it that cannot be kept.", _ANEW)
        for place, text in _texts(document)
        if (_UNFIT if place.rpartition(".")[2] in _LONG else _UNFIT_IN_A_LINE).search(text)
    ]
    if faults:
        raise InputFaults(faults)
    try:
        return EventFile.model_validate(document)
    except ValidationError as error:
        raise InputFaults(validation_faults(error, name)) from error


def validation_faults(error: ValidationError, file: str) -> list[InputFault]:
    """Put Pydantic's findings as faults, the place as a path: ``attendees[3].available``."""
    faults = []
    for finding in error.errors(include_url=False):
        place = "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in finding["loc"]
        ).lstrip(".")
        what = finding["msg"].removeprefix("Value error, ")
        if finding["type"] == "too_long":
            what = "There are {actual_length} of them; {max_length} is the most".format(
                **finding["ctx"]
            )
        where = f"{file}, {place}" if place else file
        remedy = finding.get("ctx", {}).get("remedy", "Correct it as docs/formats.md says.")
        faults.append(InputFault(where, f"{what}.", remedy))
    return faults
