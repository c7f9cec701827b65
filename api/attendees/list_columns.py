"""The columns of a sent list as the page shows them: what stands there, what it may be read as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.attendees.people_file import ListColumn
from api.attendees.people_file.heading_words import FIRST, LAST, STATUS
from api.attendees.people_file.headings import OWN
from api.attendees.people_file.workbook_reach import column_letters
from api.events.event_file import OwnField
from api.web.forms import Fields
from api.web.paging import Pages

FIELD = "column-"
_LABELS = {
    "": "Not used",
    "name": "Name",
    FIRST: "First name",
    LAST: "Last name",
    "email": "Address (e-mail)",
    "organisation": "Organisation",
    "role": "Role",
    "sector": "Sector",
    "languages": "Languages",
    "offers": "Offers",
    "needs": "Needs",
    "interests": "Interests",
    "bio": "About them",
    "availability": "Times they can come",
    "groups": "Labels",
    "diet": "Diet",
    STATUS: "Whether they come",
    "id": "A mark of each person (id)",
}
# A page with all columns of a wide list, each with all questions of an event, would never end.
_OPTIONS_SHOWN = 1200
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column: its field in the form, its heading, some of its values, what it is read as."""

    field: str
    heading: str
    samples: str
    held: str


def options(fields: Iterable[OwnField]) -> tuple[tuple[str, str], ...]:
    """Give what a column may be read as, in words."""
    own = [(OWN + field.id, f"Your question: {field.label[:_LONGEST]}") for field in fields]
    return (*_LABELS.items(), *own)


def shown(
    columns: tuple[ListColumn, ...], choices: int, number: int
) -> tuple[tuple[ColumnShown, ...], Pages]:
    """Give the columns of one page.

    Parameters
    ----------
    choices
        How many things each may be read as.
    number
        Of the page, from 1.
    """
    filled = [place for place, one in enumerate(columns) if one.heading or one.samples]
    size = max(6, min(40, _OPTIONS_SHOWN // choices))
    pages = Pages.of(number, len(filled), size)
    return tuple(
        ColumnShown(
            f"{FIELD}{place}",
            (columns[place].heading or f"Column {column_letters(place + 1)}")[:_LONGEST],
            " · ".join(columns[place].samples),
            columns[place].held,
        )
        for place in filled[pages.before : pages.before + size]
    ), pages


def chosen(sent: Fields) -> dict[int, str]:
    """Read what was chosen; strange places and things are not there."""
    found: dict[int, str] = {}
    for name in sent.values:
        place = name.removeprefix(FIELD)
        if name.startswith(FIELD) and place.isascii() and place.isdigit() and len(place) < 4:
            found[int(place)] = sent.one(name)[:60]
    return found
