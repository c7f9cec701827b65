"""Bringing a list of people into an event: checked as a whole, then stored as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.accounts.schemas import plain_address
from api.attendees.models import Attendee
from api.attendees.people_file import PersonRow
from api.attendees.queries import by_external_id
from api.attendees.renewal import ask_for_matches
from api.attendees.schemas import ANSWER, ProfileIn, profile_of_row, unfit
from api.attendees.service import fill, snapshot
from api.clock import now
from api.events import log
from api.events.models import Event
from api.events.stored import StoredEvent
from api.faults import InputFault, InputFaults
from api.web.forms import errors_of

IMPORTED = log.declare("people-imported", "People list read: {added} added, {changed} changed")
_COLUMNS = {"offer": "offers", "need": "needs", "interest": "interests", "when": "availability"}
_REMEDIES = {
    "availability": "Write times such as 14:00-15:30 that hold at least one slot.",
    "groups": "Use one of the event's labels, or add it to event.toml.",
}
_REMEDY = "Correct the cell."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a list does to an event, in people."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    """Who has sent the profile themselves since: only the organiser's columns were taken."""
    not_listed: int = 0
    """Who is in the event and not in the list; they stay as they are."""


def import_people(session: Session, event: Event, rows: Sequence[PersonRow], file: str) -> Outcome:
    """Bring people in by their id; the same list again changes nothing.

    Parameters
    ----------
    file
        Name of the list, for faults.

    Raises
    ------
    InputFaults
        Every fault of the list; nothing is stored then.
    """
    profiles = check_people(session, event, rows, file)
    present = by_external_id(session, event.id)
    accounts = _accounts(session, {address_of(row): row.name for row in rows if row.email})
    by_account = {row.account_id: row for row in present.values() if row.account_id}
    outcome = Outcome(not_listed=len(present.keys() - {row.id for row in rows}))
    for row, profile in zip(rows, profiles, strict=True):
        account = accounts.get(address_of(row))
        attendee = present.get(row.id) or (by_account.get(account.id) if account else None)
        if attendee is None:
            attendee = Attendee(event_id=event.id, external_id=row.id, facets=[])
            session.add(attendee)
            fill(attendee, profile)
            _organisers_columns(attendee, row, account)
            outcome = replace(outcome, added=outcome.added + 1)
            continue
        before = (snapshot(attendee), attendee.external_id, attendee.account_id)
        if attendee.sent_at is None:
            fill(attendee, profile)
        _organisers_columns(attendee, row, account)
        after = (snapshot(attendee), attendee.external_id, attendee.account_id)
        what = "changed" if after != before else "kept" if attendee.sent_at else "unchanged"
        if after != before:
            attendee.changed_at = now()
        outcome = replace(outcome, **{what: getattr(outcome, what) + 1})
    session.flush()
    if outcome.added or outcome.changed:
        log.record(session, IMPORTED, event.id, None, added=outcome.added, changed=outcome.changed)
        ask_for_matches(session, event.id)
    return outcome


def check_people(
    session: Session, event: Event, rows: Sequence[PersonRow], file: str
) -> list[ProfileIn]:
    """Check a list against an event without storing anything.

    Raises
    ------
    InputFaults
        Every fault, with file, row and column.
    """
    stored = StoredEvent.of(event)
    faults: list[InputFault] = []
    profiles: list[ProfileIn] = []
    for row in rows:
        profile, wrong = _check(row, stored)
        for column, what in wrong.items():
            where = f"{file}, row {row.row}, column {column}"
            faults.append(InputFault(where, what, _REMEDIES.get(column, _REMEDY)))
        if profile is not None:
            profiles.append(profile)
    faults.extend(_addresses_twice(rows, file))
    if faults:
        raise InputFaults(faults)
    return profiles


def _check(row: PersonRow, event: StoredEvent) -> tuple[ProfileIn | None, dict[str, str]]:
    values, wrong = profile_of_row(row, event)
    try:
        address_of(row)
    except ValueError as error:
        wrong["email"] = str(error)
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


def _organisers_columns(attendee: Attendee, row: PersonRow, account: Account | None) -> None:
    attendee.external_id = row.id
    attendee.email = row.email
    attendee.sector = row.sector
    attendee.groups = list(row.groups)
    if account is not None:
        attendee.account_id = account.id
    attendee.left_at = None


def address_of(row: PersonRow) -> str:
    """Give the address that the person will sign in by; empty where the list has none.

    Raises
    ------
    ValueError
        It is not an address.
    """
    return plain_address(row.email) if row.email else ""


def _accounts(session: Session, names: dict[str, str]) -> dict[str, Account]:
    """Find or make the account of each address, in few statements."""
    found: dict[str, Account] = {}
    addresses = list(names)
    for start in range(0, len(addresses), 500):
        part = addresses[start : start + 500]
        for account in session.scalars(select(Account).where(Account.email.in_(part))):
            found[account.email] = account
    for address, name in names.items():
        if address not in found:
            found[address] = Account(email=address, name=name)
            session.add(found[address])
    session.flush()
    return found


def _addresses_twice(rows: Sequence[PersonRow], file: str) -> list[InputFault]:
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        address = row.email.strip().lower()
        if address and address in first:
            faults.append(
                InputFault(
                    f"{file}, row {row.row}, column email",
                    f"The address is already in row {first[address]}.",
                    "Give each person an address of their own, or leave it empty.",
                )
            )
        first.setdefault(address, row.row)
    return faults
