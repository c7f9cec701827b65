"""Known ids: what entries of a problem may refer to, and the faults where they do not."""

from __future__ import annotations

import graphlib
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from scheduling.problem.entities import Attendee, Slot, Table, Team
from scheduling.problem.fault import Fault

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class KnownIds:
    """The ids of a problem by kind; ``members`` are those of each team, by its id."""

    people: frozenset[str]
    members: Mapping[str, frozenset[str]]
    parties: frozenset[str]
    slots: frozenset[str]
    tables: frozenset[str]
    zones: frozenset[str]

    @classmethod
    def of(
        cls,
        attendees: Sequence[Attendee],
        teams: Sequence[Team],
        slots: Sequence[Slot],
        tables: Sequence[Table],
    ) -> KnownIds:
        """Gather them."""
        people = frozenset(person.id for person in attendees)
        members = {team.id: frozenset(team.members) for team in teams}
        return cls(
            people=people,
            members=members,
            parties=people | members.keys(),
            slots=frozenset(slot.id for slot in slots),
            tables=frozenset(table.id for table in tables),
            zones=frozenset(table.zone for table in tables),
        )

    def pair_faults(self, where: str, a: str, b: str) -> Iterator[Fault]:
        """Two parties of which one is unknown, or that are one and the same."""
        yield from party_faults(where, a, b, self.parties, self.members)


def id_faults(field: str, ids: Iterable[str]) -> Iterator[Fault]:
    """Ids that are empty or taken; ``field`` is the list they stand in."""
    first: dict[str, int] = {}
    for index, name in enumerate(ids):
        if not name:
            yield Fault(f"{field}[{index}].id", "The id is empty.", "Give every entry an id.")
        elif name in first:
            yield Fault(
                f"{field}[{index}].id",
                f'"{name}" is already the id of {field}[{first[name]}].',
                "Give each its own id.",
            )
        else:
            first[name] = index


def unknown_faults(
    where: str, names: Iterable[str] | None, known: frozenset[str], kind: str
) -> Iterator[Fault]:
    """Entries of a list of ids (``where[index]``) that name nothing of that kind."""
    for index, name in enumerate(names or ()):
        if name not in known:
            yield Fault(
                f"{where}[{index}]", f'There is no {kind} "{name}".', f"Name a known {kind}."
            )


def party_faults(
    where: str, a: str, b: str, known: Collection[str], members: Mapping[str, frozenset[str]]
) -> Iterator[Fault]:
    """Two parties of which one is unknown, or that are one and the same."""
    for name, party in (("a", a), ("b", b)):
        if party not in known:
            yield Fault(
                f"{where}.{name}",
                f'There is no attendee or team "{party}".',
                "Name a known attendee or team.",
            )
    if a == b:
        yield Fault(where, f'"{a}" would meet itself.', "Name two parties.")
    elif a in members.get(b, ()) or b in members.get(a, ()):
        yield Fault(where, f'"{a}" and "{b}" are a team and its member.', "Name two parties.")


def cycle_in(earlier: Mapping[Node, Iterable[Node]]) -> list[Node]:
    """Find things of which each is to come before the next, the first again at the end.

    Parameters
    ----------
    earlier
        For each thing those that come before it.

    Returns
    -------
    list
        Empty if there is no such circle.
    """
    try:
        graphlib.TopologicalSorter(earlier).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []
