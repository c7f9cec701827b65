"""What is printed of people before there is a timetable: badges, the list at the door; cards."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import segno

from api.timetable.exports.paper import A4, A7, Size, grid_on
from api.timetable.exports.printed import (
    Badge,
    Badges,
    Cell,
    Column,
    Lists,
    Row,
    Section,
    TableCard,
    TableCards,
)
from api.timetable.exports.surname import SortedName, sorted_name

# Which of the eight patterns is laid over a code; to try them all takes ten times as long.
_PATTERN = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who is in an event, as far as a badge and the door say it."""

    id: str
    name: str
    organisation: str = ""
    role: str = ""
    listed_id: str = ""
    said_no: bool = False
    path: str = ""
    """Where on the site the code of their badge leads."""


def by_surname(people: Iterable[Listed]) -> tuple[Listed, ...]:
    """Sort people as lists at a door do."""
    return tuple(sorted(people, key=lambda each: (sorted_name(each.name).order, each.listed_id)))


def badges(
    event: str,
    people: Sequence[Listed],
    base_url: str = "",
    page: Size = A4,
    size: Size = A7,
) -> Badges:
    """Make badges of those who have not said no, in order of their surnames.

    Parameters
    ----------
    base_url
        The site that the codes lead to; without it there are no codes.
    """
    columns, rows = grid_on(page, size)
    made = tuple(
        Badge(
            each.name,
            each.organisation,
            each.role,
            code_picture(base_url.rstrip("/") + each.path) if base_url else "",
        )
        for each in by_surname(people)
        if not each.said_no
    )
    return Badges(f"{event}: badges", event, made, page, size, columns, rows)


@lru_cache(maxsize=2000)
def code_picture(text: str) -> str:
    """Draw a QR code as SVG: dark on white with its quiet zone, so that any phone reads it."""
    picture = io.BytesIO()
    code = segno.make(text, micro=False, error="m", mask=_PATTERN)
    code.save(
        picture, kind="svg", border=2, light="#fff", xmldecl=False, svgclass=None, lineclass=None
    )
    return picture.getvalue().decode().strip()


def door_list(event: str, when: str, people: Sequence[Listed], page: Size = A4) -> Lists:
    """List people by surname, each with a box to tick; those who said no at the end of all."""
    columns = (Column("Here", 14), Column("Name"), Column("Organisation"), Column("Id", 26))
    coming = [each for each in people if not each.said_no]
    not_coming = [each for each in people if each.said_no]
    sections = [
        Section("Door list", columns, _door_rows(coming), f"{event} · {when}", empty="Nobody yet.")
    ]
    if not_coming:
        words = "If one of them comes all the same: welcome them."
        sections.append(Section("Said they would not come", columns, _door_rows(not_coming), words))
    return Lists(f"{event}: door list", f"{event} · door list", tuple(sections), page=page)


def _door_rows(people: Iterable[Listed]) -> tuple[Row, ...]:
    rows: list[Row] = []
    letter = ""
    for each in by_surname(people):
        parts: SortedName = sorted_name(each.name)
        if parts.initial != letter:
            letter = parts.initial
            rows.append(Row(group=letter))
        name = Cell(parts.after, strong=parts.surname, before=parts.before)
        row = (Cell(tick=True), name, Cell(each.organisation), Cell(each.listed_id))
        rows.append(Row(row))
    return tuple(rows)


def table_cards(event: str, tables: Iterable[tuple[str, str]], page: Size = A4) -> TableCards:
    """Make a card for each table: its name, its part of the room."""
    cards = tuple(TableCard(table, zone) for table, zone in tables)
    return TableCards(f"{event}: table cards", event, cards, page)
