"""Forms: fields as sent, checked by a Pydantic model, faults in words beside each field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import UploadFile

from api.web.form_data import KEEP, ONCE, OURS, STAMP, STORED, read_form

Model = TypeVar("Model", bound=BaseModel)

_MESSAGES = {
    "missing": "Fill this in.",
    "string_too_short": "Fill this in.",
    "string_too_long": "Use at most {max_length} characters.",
    "too_long": "Choose at most {max_length}.",
    "too_short": "Choose at least {min_length}.",
    "int_parsing": "Use a whole number.",
    "float_parsing": "Use a number.",
    "bool_parsing": "Choose one.",
    "greater_than_equal": "The least is {ge}.",
    "less_than_equal": "The most is {le}.",
    "date_parsing": "Choose a date.",
    "date_from_datetime_parsing": "Choose a date.",
    "literal_error": "Choose one of the options.",
    "enum": "Choose one of the options.",
}


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a sent form, text stripped, line breaks as line feeds."""

    values: dict[str, tuple[str, ...]]
    files: dict[str, UploadFile]
    once: str = ""
    """The form's one-time token: tells one opening of a page from another."""
    stamp: str = ""
    """State of things that the form was made from."""

    def one(self, name: str) -> str:
        """Value of a field; empty where it was not sent."""
        return next(iter(self.values.get(name, ())), "")

    def many(self, name: str) -> tuple[str, ...]:
        """All non-empty values of a field that may be sent several times."""
        return tuple(value for value in self.values.get(name, ()) if value)

    def plain(self, *several: str) -> dict[str, Any]:
        """Fields by name for a model; those in ``several`` as lists, empty ones left out."""
        found: dict[str, Any] = {
            name: values[0] for name, values in self.values.items() if values and values[0]
        }
        return found | {name: list(self.many(name)) for name in several}


async def _fields(request: Request) -> Fields:
    form = await read_form(request)
    values: dict[str, tuple[str, ...]] = {}
    files: dict[str, UploadFile] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = value
        elif name not in OURS:
            values[name] = (*values.get(name, ()), value.replace("\r\n", "\n").strip())
    _take_choices(values)
    once, stamp = (form.get(name) for name in (ONCE, STAMP))
    return Fields(values, files, str(once or ""), str(stamp or ""))


def _take_choices(values: dict[str, tuple[str, ...]]) -> None:
    """Put in what somebody chose who saw two versions of a field; see `api.web.conflict`."""
    for chosen in [name for name in values if name.startswith(KEEP)]:
        name = chosen.removeprefix(KEEP)
        stored = values.pop(STORED + name, ())
        if values.pop(chosen) == ("stored",):
            values[name] = stored


SentFields = Annotated[Fields, Depends(_fields)]
"""A handler's parameter of this type receives the form it was sent."""


def check(model: type[Model], values: dict[str, Any]) -> Model | dict[str, str]:
    """Check values by a model; give the model, or what is wrong by field.

    In what is wrong, ``""`` stands for the form as a whole.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        return errors_of(error)


Path = tuple[int | str, ...]
"""Where in a model something is: names of fields, numbers of items."""


def _first(path: Path) -> str:
    return str(path[0]) if path else ""


def errors_of(error: ValidationError, name_of: Callable[[Path], str] = _first) -> dict[str, str]:
    """Put Pydantic's findings in words, the first of each field.

    Parameters
    ----------
    name_of
        Gives the form's field for a place in the model; by default its outermost name.
    """
    found: dict[str, str] = {}
    for detail in error.errors(include_url=False, include_input=False):
        found.setdefault(name_of(detail["loc"]), _words(detail))
    return found


def _words(detail: ErrorDetails) -> str:
    template = _MESSAGES.get(detail["type"])
    if template is not None:
        return template.format(**detail.get("ctx", {}))
    message = detail["msg"].removeprefix("Value error, ")
    message = message[:1].upper() + message[1:]
    return message if message.endswith(".") else message + "."
