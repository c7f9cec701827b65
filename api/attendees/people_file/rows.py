"""What a list of people says: its rows, and what to tell of how they were read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.attendees.people_file.letters import Reading
from api.faults import InputFault

COLUMNS = (
    "id",
    "name",
    "email",
    "organisation",
    "sector",
    "role",
    "languages",
    "offers",
    "needs",
    "interests",
    "bio",
    "availability",
    "groups",
    "diet",
)
FACETS = ("offers", "needs", "interests", "bio")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the list, text stripped; ``row`` is the line a spreadsheet shows.

    ``own`` holds the answers to the event's own fields, by the field's id.
    """

    row: int
    id: str
    name: str = ""
    email: str = ""
    organisation: str = ""
    sector: str = ""
    role: str = ""
    languages: tuple[str, ...] = ()
    offers: str = ""
    needs: str = ""
    interests: str = ""
    bio: str = ""
    availability: str = ""
    groups: tuple[str, ...] = ()
    diet: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    status: str = ""
    """Whether they come, in the words of the tool that the list is from."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the file: its heading, what it is read as, and some of what stands in it.

    Attributes
    ----------
    held
        Name of a column, a part of the name, ``own:`` and the id of an own field, or empty.
    """

    heading: str
    held: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list as it was read, and what its author should know of how.

    Attributes
    ----------
    people
        Of every row without a fault.
    notices
        In reading order; each says where, what, and what to do if it was not meant.
    away
        Who has cancelled, was refunded or is not let in as yet.
    faults
        With any of them, the list as a whole cannot be taken.
    tool
        Whose export it is; empty for a list of one's own.
    encoding, readings
        Of a text whose letters are guessed, how they were read, and how else they may be.
    """

    people: tuple[PersonRow, ...]
    notices: tuple[InputFault, ...] = ()
    away: tuple[PersonRow, ...] = ()
    faults: tuple[InputFault, ...] = ()
    columns: tuple[ListColumn, ...] = ()
    tool: str = ""
    encoding: str = ""
    readings: tuple[Reading, ...] = ()


def split_labels(text: str) -> tuple[str, ...]:
    """Split ``"en; de"`` into its labels, empty ones dropped, order kept."""
    return tuple(part for raw in re.split(r"[;\n]", text) if (part := raw.strip()))
