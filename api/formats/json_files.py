"""JSON files: read with faults that name the place, written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from api.faults import InputFault, InputFaults


def read_json(path: Path) -> object:
    """Read a file of one JSON value in UTF-8.

    Raises
    ------
    InputFaults
        When there is none; names the line and column where it can.
    """
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError:
        why = "It cannot be read" if path.exists() else "There is no such file"
        fault = InputFault(str(path), f"{why}.", "Check the path.")
    except UnicodeDecodeError as error:
        fault = InputFault(path.name, f"Byte {error.start} is not UTF-8.", "Save it as UTF-8.")
    except json.JSONDecodeError as error:
        where = f"{path.name}, line {error.lineno}, column {error.colno}"
        fault = InputFault(where, f"This is not JSON: {error.msg}.", "Correct it there.")
    except RecursionError:
        fault = InputFault(path.name, "It is nested too deep.", "Check the file.")
    except ValueError as error:
        fault = InputFault(path.name, f"This is not usable JSON: {error}.", "Check the file.")
    raise InputFaults([fault])


def check_writable(path: Path) -> None:
    """Make sure, before long work, that a file can be put there.

    Raises
    ------
    InputFaults
        When the folder is not there, or a folder stands in the file's place.
    """
    if not path.absolute().parent.is_dir():
        fault = InputFault(str(path), "There is no such folder.", "Make the folder first.")
        raise InputFaults([fault])
    if path.is_dir():
        raise InputFaults([InputFault(str(path), "This is a folder.", "Name a file.")])


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document, entries of its lists on lines of their own, in one step.

    Raises
    ------
    InputFaults
        When it cannot be written; the file is then as it was.
    """
    check_writable(path)
    spare: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
        spare = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(_pieces(document, 0))
            file.write("\n")
        # A temporary file is its owner's alone; the result is as readable as any new file.
        mask = os.umask(0)
        os.umask(mask)
        spare.chmod(0o666 & ~mask)
        spare.replace(path)
        spare = None
    except OSError as error:
        why = f"It cannot be written: {error.strerror}."
        raise InputFaults([InputFault(str(path), why, "Check the disk and the path.")]) from error
    finally:
        if spare is not None:
            spare.unlink(missing_ok=True)


def _pieces(value: Any, depth: int) -> Iterator[str]:
    """Text of a value: two levels of fields a line each, and entries of their lists."""
    indent = "\n" + " " * (depth + 1)
    if isinstance(value, Mapping) and depth < 2 and value:
        yield "{"
        for row, (key, inner) in enumerate(value.items()):
            yield f"{',' if row else ''}{indent}{json.dumps(key, ensure_ascii=False)}: "
            yield from _pieces(inner, depth + 1)
        yield "\n" + " " * depth + "}"
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield "["
        for row, inner in enumerate(value):
            text = json.dumps(inner, ensure_ascii=False, allow_nan=False)
            yield f"{',' if row else ''}{indent}{text}"
        yield "\n" + " " * depth + "]"
    else:
        yield json.dumps(value, ensure_ascii=False, allow_nan=False)
