"""The list of people as a file, read as it comes: rows out, every fault and every loss named."""

from api.attendees.people_file.bounds import CELL_LIMIT
from api.attendees.people_file.reading import parse_people, read_people
from api.attendees.people_file.rows import (
    COLUMNS,
    FACETS,
    PeopleList,
    PersonRow,
    split_labels,
)

__all__ = [
    "CELL_LIMIT",
    "COLUMNS",
    "FACETS",
    "PeopleList",
    "PersonRow",
    "parse_people",
    "read_people",
    "split_labels",
]
