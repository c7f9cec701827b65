"""Whose row is whose: by the address where there is one, then by the id together with the name.

Nothing here reads or writes rows of the database, so that every case can be tried by itself. What
cannot be told is a fault with row, column and both names, never a guess: a guess would put one
person's words under another's address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.attendees.list_doubt import Doubt, Known
from api.attendees.others_words import doubt_others_words
from api.attendees.people_file import PersonRow
from api.attendees.same_name import is_slip, name_key


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a list's rows are.

    Attributes
    ----------
    people
        For each row who it is, None where it is somebody new.
    held
        Places of rows that give another address to somebody whose account is their own: nothing
        of these is taken.
    doubts
        With any of them, nothing of the list may be stored.
    alike
        Sentences on rows that look like one person and are not taken for one.
    """

    people: tuple[Known | None, ...]
    held: frozenset[int]
    doubts: tuple[Doubt, ...]
    alike: tuple[str, ...]


def recognise(
    rows: Sequence[PersonRow], addresses: Sequence[str], known: Sequence[Known]
) -> Recognised:
    """Say whose each row is.

    Parameters
    ----------
    rows
        Of one list; no two with the same id or address.
    addresses
        Of each row, in the form accounts are known by; empty where it has none.
    known
        Everybody of the event, also who has withdrawn.
    """
    by_address = {person.address: person for person in known if person.address}
    by_id = {person.external_id: person for person in known}
    names = _Names(rows, known)
    people = [by_address.get(address) if address else None for address in addresses]
    claimed = {person.id for person in people if person is not None}
    held, doubts = set(), []
    listed = {address: name_key(row.name) for row, address in zip(rows, addresses, strict=True)}
    for place, (row, address) in enumerate(zip(rows, addresses, strict=True)):
        person = people[place]
        if person is not None:
            doubt = _another_s_name(row, person, names, listed)
        elif (owner := by_id.get(row.id) if row.id else None) is not None:
            is_owner, doubt = _by_id(row, address, owner, owner.id in claimed, names)
            if is_owner and address and owner.address and owner.theirs:
                held.add(place)
            people[place] = owner if is_owner else None
        else:
            doubt = None
        if doubt is not None:
            doubts.append(doubt)
    doubts.extend(_renumbered(rows, addresses, people, known, names))
    doubts.extend(doubt_others_words(rows, people, known))
    doubts.sort(key=lambda doubt: doubt.row)
    alike = tuple(_alike(rows, people, known))
    return Recognised(tuple(people), frozenset(held), tuple(doubts), alike)


class _Names:
    """Who in the event and in the list has a name."""

    def __init__(self, rows: Sequence[PersonRow], known: Sequence[Known]) -> None:
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            self._rows[name_key(row.name)].append(row.row)
        self._known: dict[str, list[Known]] = defaultdict(list)
        for person in known:
            for key in {name_key(name) for name in person.names if name}:
                self._known[key].append(person)

    def others(self, name: str, person: Known) -> list[Known]:
        """Give everybody else in the event who has this name."""
        found = self._known.get(name_key(name), ()) if name else ()
        return [one for one in found if one.id != person.id]

    def in_other_rows(self, name: str, row: PersonRow) -> bool:
        """Whether the list has the name in another row."""
        return bool(name) and any(n != row.row for n in self._rows.get(name_key(name), ()))


def _by_id(
    row: PersonRow, address: str, owner: Known, elsewhere: bool, names: _Names
) -> tuple[bool, Doubt | None]:
    """Whether a row is who has its id; its address is nobody's in the event, or it has none.

    ``elsewhere``: another row is this person, by the address; the id is then free for others.
    """
    if elsewhere:
        return False, None
    named = bool(row.name) and any(owner.names)
    same = name_key(row.name) in {name_key(name) for name in owner.names}
    if address and owner.address:
        if not (named and same):
            return False, None
        return True, _one_of_several(row, owner, names)
    if not named or same or (not address and _slip(row, owner, names)):
        return True, None
    return True, Doubt(
        row.row,
        "id",
        f'The id "{row.id}" is {owner.name}\'s in the event; this row says {row.name}.',
        "If they are two people, give this row an id of its own, or addresses to both; if it is "
        "one, write the name as it was.",
    )


def _renumbered(
    rows: Sequence[PersonRow],
    addresses: Sequence[str],
    people: list[Known | None],
    known: Sequence[Known],
    names: _Names,
) -> Iterator[Doubt]:
    """Find who has no address in a list that gives their id to somebody else.

    Name and organisation tell, where nobody else has them; ``people`` is brought up to date.
    """
    place_of = {row.id: place for place, row in enumerate(rows) if row.id}
    claimed = {person.id for person in people if person is not None}
    moved: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for person in known:
        if person.external_id in place_of and person.id not in claimed:
            for key in {name_key(name) for name in person.names if name}:
                moved[key, name_key(person.organisation)].append(person)
    for place, (row, address) in enumerate(zip(rows, addresses, strict=True)):
        found = moved.get((name_key(row.name), name_key(row.organisation)), ())
        if people[place] is not None or address or len(found) != 1:
            continue
        if names.in_other_rows(row.name, row):
            continue
        if not found[0].address:
            people[place] = found[0]
            continue
        yield Doubt(
            row.row,
            "email",
            f"This row looks like {found[0].name} ({found[0].address}), whose id the list gives "
            "to somebody else.",
            "Write the address, if it is the same person; else give one of their own.",
        )


def _another_s_name(
    row: PersonRow, person: Known, names: _Names, listed: Mapping[str, str]
) -> Doubt | None:
    """Doubt a row with one person's address under another's name.

    ``listed``: names by address, of the list. Who stands there under their own name is somebody
    else of the same name.
    """
    key = name_key(row.name)
    if not row.name or key in {name_key(name) for name in person.names}:
        return None
    for other in names.others(row.name, person):
        firm = name_key(row.organisation)
        alike = other.external_id == row.id or (firm and firm == name_key(other.organisation))
        if alike or not (other.address and listed.get(other.address) == key):
            return Doubt(
                row.row,
                "email",
                f"The address {person.address} is {person.name}'s in the event; this row says "
                f"{row.name}, whom the event knows as somebody else.",
                "Put each person's own address into their row. If two people have this name, "
                "bring both in one list.",
            )
    return None


def _one_of_several(row: PersonRow, owner: Known, names: _Names) -> Doubt | None:
    """Doubt a new address for a name that several people have."""
    if not names.others(row.name, owner) and not names.in_other_rows(row.name, row):
        return None
    return Doubt(
        row.row,
        "email",
        f"{owner.name} ({owner.address}) has this id in the event, and others have this name: "
        f"nobody can tell whose new address this is.",
        "Give this row an id of its own if it is somebody new. If it is a new address, move the "
        "profile on the page People.",
    )


def _slip(row: PersonRow, owner: Known, names: _Names) -> bool:
    """Whether the row's name is the owner's, corrected, and neither is anybody else's."""
    return (
        any(is_slip(row.name, name) for name in owner.names if name)
        and not names.others(row.name, owner)
        and not any(names.in_other_rows(name, row) for name in owner.names)
    )


def _alike(
    rows: Sequence[PersonRow], people: Sequence[Known | None], known: Sequence[Known]
) -> Iterator[str]:
    """Point out who is new and looks like somebody else."""
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    present: Mapping[tuple[str, str], Known] = {
        (name_key(name), name_key(person.organisation)): person
        for person in known
        for name in person.names
        if name
    }
    for row, person in zip(rows, people, strict=True):
        key = (name_key(row.name), name_key(row.organisation))
        if not key[0]:
            continue
        firm = f" ({row.organisation})" if row.organisation else ""
        if person is None and key in seen:
            yield (
                f"Rows {seen[key][0]} and {row.row} look like one person: {row.name}{firm}, "
                f"{_marks(row)} and {seen[key][1]}."
            )
        elif person is None and (other := present.get(key)) is not None:
            yield (
                f"Row {row.row} looks like somebody who is in the event: {row.name}{firm}, "
                f"{_marks(row)}; in the event {_mark(other.external_id, other.address)}."
            )
        seen.setdefault(key, (row.row, _marks(row)))


def _marks(row: PersonRow) -> str:
    return _mark(row.id, row.email)


def _mark(external_id: str, address: str) -> str:
    return ", ".join(part for part in (external_id and f"id {external_id}", address) if part)
