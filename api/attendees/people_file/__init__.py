"""The list of people as a file, read as it comes: rows out, every fault and every loss named."""

from api.attendees.people_file.bounds import CELL_LIMIT
from api.attendees.people_file.mended import list_to_mend
from api.attendees.people_file.reading import Choices, parse_people, read_list, read_people
from api.attendees.people_file.rows import (
    COLUMNS,
    FACETS,
    ListColumn,
    PeopleList,
    PersonRow,
    split_labels,
)

__all__ = [
    "CELL_LIMIT",
    "COLUMNS",
    "FACETS",
    "Choices",
    "ListColumn",
    "PeopleList",
    "PersonRow",
    "list_to_mend",
    "parse_people",
    "read_list",
    "read_people",
    "split_labels",
]
