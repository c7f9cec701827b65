"""A list against its event: every row as a profile, every fault with file, row and column."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from api.accounts.schemas import plain_address
from api.attendees.people_file import PersonRow
from api.attendees.schemas import ANSWER, ProfileIn, profile_of_row, unfit
from api.events.models import Event
from api.events.stored import StoredEvent
from api.faults import InputFault
from api.web.forms import errors_of

_COLUMNS = {"offer": "offers", "need": "needs", "interest": "interests", "when": "availability"}
_REMEDIES = {
    "availability": "Write times such as 14:00-15:30 or from 14:00 that hold at least one slot.",
    "groups": "Use one of the event's labels, or add it to event.toml.",
}
_REMEDY = "Correct the cell."
_LONGEST_ID = 200


def check_people(
    event: Event, rows: Sequence[PersonRow], file: str
) -> tuple[list[ProfileIn | None], list[InputFault]]:
    """Check a list against an event without storing anything.

    Returns
    -------
    tuple
        For each row its profile, None where it has a fault; and every fault, with its row.
    """
    stored = StoredEvent.of(event)
    faults: list[InputFault] = []
    profiles: list[ProfileIn | None] = []
    for row in rows:
        profile, wrong = check_row(row, stored)
        for column, what in wrong.items():
            where = f"{file}, row {row.row}, column {column}"
            faults.append(InputFault(where, what, _REMEDIES.get(column, _REMEDY), row.row))
        profiles.append(None if wrong else profile)
    twice = _addresses_twice(rows, file)
    second = {fault.row for fault in twice}
    profiles = [
        None if row.row in second else profile for row, profile in zip(rows, profiles, strict=True)
    ]
    return profiles, [*faults, *twice]


def address_of(row: PersonRow) -> str:
    """Give the address that the person will sign in by; empty where the list has none.

    Raises
    ------
    ValueError
        It is not an address.
    """
    return _address(row.email) if row.email else ""


@lru_cache(maxsize=2**15)
def _address(email: str) -> str:
    # Asked for several times a row, and looking at a domain is most of the work of a check.
    return plain_address(email)


def check_row(row: PersonRow, event: StoredEvent) -> tuple[ProfileIn | None, dict[str, str]]:
    """Check one row; give its profile, if there can be one, and faults by the list's column."""
    values, wrong = profile_of_row(row, event)
    try:
        address_of(row)
    except ValueError as error:
        wrong["email"] = str(error)
    if len(row.id) > _LONGEST_ID:
        wrong["id"] = f"The id has {len(row.id)} characters; {_LONGEST_ID} is the most."
    strange = [label for label in row.groups if label not in event.labels]
    if strange:
        known = ", ".join(event.labels) or "it has none"
        wrong["groups"] = f'"{strange[0][:60]}" is not a label of the event ({known}).'
    try:
        profile = ProfileIn.model_validate(values)
    except ValidationError as error:
        found: dict[str, Any] = errors_of(error)
        return None, wrong | {_COLUMNS.get(name, name): what for name, what in found.items()}
    for name, what in unfit(profile, event).items():
        wrong[_COLUMNS.get(name, name.removeprefix(ANSWER))] = what
    return profile, wrong


def _addresses_twice(rows: Sequence[PersonRow], file: str) -> list[InputFault]:
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        try:
            address = address_of(row)
        except ValueError:
            continue
        if address and address in first:
            faults.append(
                InputFault(
                    f"{file}, row {row.row}, column email",
                    f"The address is already in row {first[address]}.",
                    "Give each person an address of their own, or leave it empty.",
                    row.row,
                )
            )
        first.setdefault(address, row.row)
    return faults
