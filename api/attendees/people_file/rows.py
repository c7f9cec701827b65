"""What a list of people says: its rows, and what to tell of how they were read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A list that can be taken, and what its author should know of how it was read.

    ``notices`` are in reading order; each says where, what, and what to do if it was not meant.
    """

    people: tuple[PersonRow, ...]
    notices: tuple[InputFault, ...] = ()


def split_labels(text: str) -> tuple[str, ...]:
    """Split ``"en; de"`` into its labels, empty ones dropped, order kept."""
    return tuple(part for raw in re.split(r"[;\n]", text) if (part := raw.strip()))
