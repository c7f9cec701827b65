"""Printed documents as values, the same for paper and for the page: lists, badges, table cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from api.timetable.exports.paper import A4, A7, Size


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of one cell: ``strong`` stands out, ``small`` stands below; ``tick`` is a box."""

    text: str = ""
    strong: str = ""
    before: str = ""
    """Stands before ``strong``."""
    small: str = ""
    tick: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list, a cell each column; or ``group``, a heading for those that follow."""

    cells: tuple[Cell, ...] = ()
    quiet: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name and width in millimetres; 0 is what the others leave."""

    name: str
    width: float = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading, which is printed again wherever they go on.

    Attributes
    ----------
    fresh
        Begins a page.
    empty
        What is said where there are no rows.
    """

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    detail: str = ""
    fresh: bool = False
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists on pages; ``across`` is how many columns a page is set in."""

    template: ClassVar[str] = "lists"
    title: str
    foot: str
    sections: tuple[Section, ...]
    heading: str = ""
    intro: tuple[str, ...] = ()
    page: Size = A4
    across: int = 1
    size: float = 10
    """Of the text, in points."""

    @property
    def weight(self) -> int:
        """How much there is to print, in rows."""
        return sum(len(section.rows) + 3 for section in self.sections)


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says; ``code`` is an SVG picture, or ""."""

    name: str
    organisation: str = ""
    role: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Badges:
    """Badges, as many on a sheet as fit."""

    template: ClassVar[str] = "badges"
    title: str
    event: str
    badges: tuple[Badge, ...]
    page: Size = A4
    size: Size = A7
    columns: int = 2
    rows: int = 4


@dataclass(frozen=True, slots=True)
class TableCard:
    """A table's name, and its part of the room."""

    table: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class TableCards:
    """Cards to fold and put on the tables."""

    template: ClassVar[str] = "cards"
    title: str
    event: str
    cards: tuple[TableCard, ...]
    page: Size = A4


Printed = Lists | Badges | TableCards
