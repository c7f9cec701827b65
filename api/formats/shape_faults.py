"""Faults of shape in a document: what Pydantic found, in words its author can act on."""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from api.faults import InputFault

REMEDY = "Correct it as docs/formats.md says."


def shape_faults(
    error: ValidationError, model: type[BaseModel], file: str, at: str = ""
) -> list[InputFault]:
    """Put findings as faults, the place as a path: ``attendees[3].available[1]``.

    ``at`` is the path of the part that the model describes, "" for the whole file.
    """
    file = f"{file}, {at}." if at else f"{file}, "
    faults = []
    for finding in error.errors(include_url=False, include_input=False):
        steps = finding["loc"]
        if finding["type"] == "extra_forbidden":
            faults.append(_unknown_field(steps, model, file))
            continue
        if finding["type"] == "missing":
            what = f'The field "{steps[-1]}" is missing.'
            faults.append(InputFault(_where(file, steps[:-1]), what, "Add it."))
            continue
        what = "This is not an object with named fields"
        if finding["type"] not in ("model_type", "dict_type"):
            what = finding["msg"].removeprefix("Value error, ")
        faults.append(InputFault(_where(file, steps), f"{what}.", REMEDY))
    return faults


def _where(file: str, steps: tuple[int | str, ...]) -> str:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return f"{file}{place.lstrip('.')}".rstrip(", .")


def _unknown_field(steps: tuple[int | str, ...], model: type[BaseModel], file: str) -> InputFault:
    field = str(steps[-1])
    close = difflib.get_close_matches(field, _fields_at(steps[:-1], model), n=1)
    remedy = f'Did you mean "{close[0]}"?' if close else "Take it out, or put it under note."
    return InputFault(_where(file, steps[:-1]), f'There is no field "{field}" here.', remedy)


def _fields_at(steps: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    for step in steps:
        if isinstance(step, str) and step in model.model_fields:
            inner = next(_models_in(model.model_fields[step].annotation), None)
            if inner is None:
                return []
            model = inner
    return list(model.model_fields)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models_in(part)
