"""One row of a list as a person, and what is wrong with it."""

from __future__ import annotations

import re

from api.attendees.people_file.cells import cell_fault
from api.attendees.people_file.heading_words import FIRST, LAST, STATUS
from api.attendees.people_file.headings import Columns
from api.attendees.people_file.rows import COLUMNS, FACETS, PersonRow, split_labels
from api.attendees.people_file.status_words import is_away
from api.faults import InputFault

_MAILTO = re.compile(r"^mailto:\s*", re.IGNORECASE)
_SINGLE = tuple(name for name in COLUMNS if name not in ("languages", "groups"))


def person_of(
    file: str, row: int, columns: Columns, cells: list[str], faults: list[InputFault]
) -> PersonRow | None:
    """Read a row; None where faults were added. Who does not come is not looked at closely."""
    before = len(faults)
    width = len(columns.headings)
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        what = f"The row has {len(cells)} cells, the heading names {width}."
        remedy = "Put quotation marks around cells that contain the separator."
        faults.append(InputFault(f"{file}, row {row}", what, remedy, row))
        return None
    texts = [cell.strip() for cell in cells] + [""] * (width - len(cells))
    values = {name: texts[place] for name, place in columns.places.items()}
    if "email" in values:
        values["email"] = _MAILTO.sub("", values["email"])
    if is_away(values.get(STATUS, "")):
        return PersonRow(
            row,
            values.get("id", "")[:200],
            whole_name(values)[:200],
            values.get("email", "")[:320],
            status=values[STATUS][:60],
        )
    own = {key: text for key, place in columns.own.items() if (text := texts[place])}
    for name, value in (*values.items(), *own.items()):
        fault = cell_fault(name, value)
        if fault:
            where = f"{file}, row {row}, column {columns.called(name)}"
            faults.append(InputFault(where, *fault, row))
    _know_of(file, row, values, faults)
    if len(faults) > before:
        return None
    values["name"] = whole_name(values)
    return PersonRow(
        row=row,
        languages=split_labels(values.get("languages", "")),
        groups=split_labels(values.get("groups", "")),
        own=own,
        status=values.get(STATUS, ""),
        **{name: values.get(name, "") for name in _SINGLE},
    )


def _know_of(file: str, row: int, values: dict[str, str], faults: list[InputFault]) -> None:
    """Find a row by which nobody is known, or that says nothing of anybody."""
    if not (values.get("id") or values.get("email")):
        where = f"{file}, row {row}, column id"
        what = "The row has neither id nor address."
        faults.append(InputFault(where, what, "Give each person one of the two.", row))
    elif not any(values.get(name) for name in (*FACETS, "name", "email", FIRST, LAST)):
        # An id alone is a sum or a note below the list; a person may have said nothing as yet.
        faults.append(
            InputFault(
                f"{file}, row {row}, columns offers, needs, interests, bio",
                f'The profile of "{values["id"][:200]}" is empty.',
                "Fill at least one of the four, give a name or address, or remove the row.",
                row,
            )
        )


def whole_name(values: dict[str, str]) -> str:
    """Put a name together: "Name" beside one of its parts alone is the other part."""
    name, first, last = (values.get(part, "") for part in ("name", FIRST, LAST))
    if not name:
        return f"{first} {last}".strip()
    held = name.casefold().split()
    if FIRST not in values and last and last.casefold() not in held and " " not in name:
        return f"{name} {last}"
    if LAST in values or not first or first.casefold() in held:
        return name
    return f"{first} {name}"
