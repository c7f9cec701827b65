"""What a page of settings is made of: questions about one thing, and lists asked row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "area", "date", "time", "number", "share", "tick", "choice", "select", "words",
    "lines", "sets", "slots", "id",
]  # fmt: skip
"""How a value is typed: a text, a longer one, ... a share 0..1, words between commas, lines, lines
of names between semicolons, ticked slots or all of them; an id is not shown and made of the row's
label."""
ALL_SLOTS = "all"
"""Stands for every slot, so that a row of many times is one field."""
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One question: its key in the document, and how it is asked.

    Attributes
    ----------
    options
        (value, words) to choose from.
    told
        Whether the log may say what it was and is; who keeps a table is nobody else's business.
    """

    key: str
    label: str
    kind: Kind = "text"
    hint: str = ""
    options: Options = ()
    told: bool = True


@dataclass(frozen=True, slots=True)
class Single:
    """A question about the event itself, and the path of its answer in the document."""

    path: tuple[str, ...]
    column: Column


@dataclass(frozen=True, slots=True)
class Part:
    """A list of the document, asked row by row; a row whose key is empty is taken away.

    Attributes
    ----------
    row
        How one of them is called: ``Zone``.
    key
        The column that names a row.
    mapping
        The document has a table of (key, value) in place of a list.
    ordered
        Whether people may say at which place a row stands.
    """

    name: str
    title: str
    row: str
    path: tuple[str, ...]
    columns: tuple[Column, ...]
    key: str
    hint: str = ""
    mapping: bool = False
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """One page of settings."""

    key: str
    title: str
    about: str
    singles: tuple[Single, ...] = ()
    parts: tuple[Part, ...] = ()
