"""Rows of which nothing is taken: those with faults, left aside, and of who does not come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from api.accounts.schemas import plain_address
from api.attendees.list_doubt import Known
from api.attendees.list_report import Listed
from api.attendees.people_file import PersonRow
from api.faults import InputFault


def faulty(faults: Iterable[InputFault]) -> Iterator[tuple[str, Listed]]:
    """Name each row once, with all that is wrong with it; the kind stands before."""
    said: dict[int, list[str]] = defaultdict(list)
    for fault in faults:
        said[fault.row or 0].append(fault.what)
    for row, whats in said.items():
        yield "faulty", Listed(f"Row {row}", row, said=" ".join(whats))


def away(rows: Iterable[PersonRow], known: Sequence[Known]) -> Iterator[tuple[str, Listed]]:
    """Name who does not come, what the list says of it, and whether they are in the event."""
    by_address = {person.address: person for person in known if person.address}
    by_id = {person.external_id: person for person in known}
    for row in rows:
        person = by_address.get(plain(row.email)) or (by_id.get(row.id) if row.id else None)
        name = row.name or row.email or row.id or f"row {row.row}"
        said = row.status + ("; in the event, and stays there" if person else "")
        yield "away", Listed(name, row.row, person.id if person else "", said=said)


def plain(email: str) -> str:
    """Give an address as accounts are known by it; empty for what is none."""
    try:
        return plain_address(email) if email else ""
    except ValueError:
        return ""
