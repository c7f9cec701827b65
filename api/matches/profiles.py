"""Rows, a people file and an event file -> what `matcher.match` takes: the first translator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from api.attendees.languages import spoken
from api.attendees.models import Attendee, Block
from api.attendees.people_file import PersonRow, split_labels
from api.events.availability import parse_availability
from api.events.event_file import EventFile, OwnField, Rules
from api.faults import InputFault, InputFaults
from matcher import Facet, Field, Parameters, Policy, Profile


class _Labelled(Protocol):
    @property
    def sector(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def groups(self) -> Sequence[str]: ...
    @property
    def email(self) -> str: ...


def groups_of(person: _Labelled, rules: Rules) -> tuple[str, ...]:
    """Name the groups a person counts with: own labels, and the rules' groups by sector or role."""
    by_rule = (
        group.name
        for group in rules.groups
        if person.sector in group.sectors or person.role in group.roles
    )
    return tuple(dict.fromkeys((*person.groups, *by_rule)))


def side_of(person: _Labelled, rules: Rules) -> str:
    """Name the side that a person is of; "" for none, and for several: they may meet any side."""
    own = groups_of(person, rules)
    # A side may be told in several parts, such as one by sector and one by role.
    sides = {group.name for group in rules.groups if group.side and group.name in own}
    return sides.pop() if len(sides) == 1 else ""


def own_table(person: _Labelled, list_id: str, rules: Rules) -> str:
    """Name the table that is a host's alone, by id or address; "" for a guest."""
    if not rules.hosts:
        return ""
    return rules.hosts.get(list_id) or rules.hosts.get(person.email.lower(), "")


def profile_of(attendee: Attendee, rules: Rules) -> Profile:
    """Translate a row; the profile's id is the row's."""
    return Profile(
        id=attendee.id,
        name=attendee.name,
        organisation=attendee.organisation,
        sector=attendee.sector,
        role=attendee.role,
        languages=spoken(attendee.languages).codes,
        groups=groups_of(attendee, rules),
        side=side_of(attendee, rules),
        host=bool(own_table(attendee, attendee.external_id, rules)),
        offers=attendee.text("offer"),
        needs=attendee.text("need"),
        interests=attendee.text("interest"),
        private=frozenset(Facet(facet.kind) for facet in attendee.facets if facet.private),
        answers={
            key: tuple(value) if isinstance(value, list) else (str(value),)
            for key, value in attendee.answers.items()
        },
        available=None if attendee.available is None else tuple(attendee.available),
    )


def profiles_of_file(
    people: Iterable[PersonRow], event: EventFile | None, file: str
) -> tuple[Profile, ...]:
    """Translate the rows of a people file.

    Parameters
    ----------
    event
        Gives meaning to groups, own fields and times; without one, availability cannot be
        told and everybody counts as always there.
    file
        Name of the people file, for faults.

    Raises
    ------
    InputFaults
        For every availability that no slot fits.
    """
    faults: list[InputFault] = []
    profiles = []
    for person in people:
        available = None
        if event is not None:
            try:
                available = parse_availability(person.availability, event)
            except ValueError as error:
                where = f"{file}, row {person.row}, column availability"
                remedy = (
                    "Write times such as 14:00-15:30 or from 14:00 that hold at least one slot."
                )
                faults.append(InputFault(where, f"{error}.", remedy))
        profiles.append(_profile_of_row(person, event, available))
    if faults:
        raise InputFaults(faults)
    return tuple(profiles)


def idle_rules(people: Iterable[PersonRow], rules: Rules, file: str) -> tuple[InputFault, ...]:
    """Name sides that nobody of a people file is of, and hosts who are not in it.

    Either may be a slip of the pen, or people who are still to come.
    """
    known: set[str] = set()
    sides: set[str] = set()
    for person in people:
        known |= {person.id, person.email.lower()}
        sides.add(side_of(person, rules))
    found = [
        InputFault(
            file,
            f'Nobody is of the side "{group.name}" alone.',
            "Look at its sectors, roles or label in event.toml.",
        )
        for group in rules.groups
        if group.side and group.name not in sides
    ]
    for host in rules.hosts:
        if host not in known:
            what = f'The host "{host}" of event.toml is not in it.'
            found.append(InputFault(file, what, "Name hosts by id or address."))
    return tuple(found)


def _profile_of_row(
    person: PersonRow, event: EventFile | None, available: tuple[str, ...] | None
) -> Profile:
    fields = {field.id: field for field in event.fields} if event else {}
    rules = event.rules if event else Rules()
    return Profile(
        id=person.id or person.email,
        name=person.name,
        organisation=person.organisation,
        sector=person.sector,
        role=person.role,
        languages=spoken(person.languages).codes,
        groups=groups_of(person, rules),
        side=side_of(person, rules),
        host=bool(own_table(person, person.id, rules)),
        offers=person.offers,
        needs=person.needs,
        interests=person.interests,
        bio=person.bio,
        answers={
            key: split_labels(text) if fields[key].kind == "multi" else (text,)
            for key, text in person.own.items()
            if key in fields
        },
        available=available,
    )


def policy_of(
    rules: Rules,
    fields: Iterable[OwnField] = (),
    blocks: Iterable[Block] = (),
    met: Iterable[tuple[str, str]] = (),
) -> Policy:
    """Translate an event's rules.

    Parameters
    ----------
    met
        Pairs of attendee ids that met already.
    """
    return Policy(
        same_organisation=rules.same_organisation,
        blocked=frozenset((block.attendee_id, block.other_id) for block in blocks),
        met=frozenset(met),
        competitors=tuple(frozenset(rivals) for rivals in rules.competitors),
        group_caps={g.name: g.cap for g in rules.groups if g.cap is not None},
        fields=tuple(
            Field(
                id=field.id,
                label=field.label,
                kind=field.kind,
                options=field.options,
                counts=field.counts,
                weight=field.weight,
                ordered=field.ordered,
            )
            for field in fields
        ),
    )


def parameters_of(mix: float, rules: Rules, top_k: int | None = None) -> Parameters:
    """Translate an event's settings; ``top_k`` None keeps the default."""
    default = Parameters()
    return Parameters(
        mix=mix, top_k=default.top_k if top_k is None else top_k, suggestions=rules.suggestions
    )
