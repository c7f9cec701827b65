"""Candidates, room and rules of an event -> `scheduling.Problem`: the second translator."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from api.attendees.models import Attendee, Block
from api.events.event_file import Group, Rules
from api.events.models import Event, RoomTable
from api.events.queries import days_of, rules_of
from api.matches.models import Wish
from api.matches.profiles import groups_of, own_table, side_of
from scheduling import problem as sp
from scheduling.problem import entities as sr

# One side's wish weighs like a clearly better match, yet cannot turn a poor one into a good one.
WISH_FACTOR = 1.25
# People's labels that say where they can sit, and the property of a zone that answers them.
SEAT_LABELS = {"step-free": "step_free", "quiet": "quiet"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """Who wants whom and who never wants whom, by attendee row id; private to the solver."""

    wanted: frozenset[tuple[str, str]]
    refused: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, wishes: Iterable[Wish], blocks: Iterable[Block]) -> Wishes:
        """Gather the rows."""
        asked = list(wishes)
        refused = {(w.attendee_id, w.other_id) for w in asked if w.want == "rather not"}
        refused |= {(block.attendee_id, block.other_id) for block in blocks}
        wanted = {(w.attendee_id, w.other_id) for w in asked if w.want == "want"}
        return cls(frozenset(wanted), frozenset(refused))

    def refuses(self, a: str, b: str) -> bool:
        """Whether either side would rather not meet the other."""
        return (a, b) in self.refused or (b, a) in self.refused

    def votes(self, a: str, b: str) -> int:
        """How many of the two want the meeting, 0 to 2."""
        return ((a, b) in self.wanted) + ((b, a) in self.wanted)


def build_problem(
    event: Event,
    people: Sequence[Attendee],
    scored: Iterable[tuple[str, str, float]],
    wishes: Wishes,
) -> sp.Problem:
    """Translate an event into a problem; attendees are called by their external ids.

    Parameters
    ----------
    event
        With slots, zones, tables and rules loaded.
    people
        Those who take part, in any order; the problem has them by key.
    scored
        Row ids of the two and the score, of the pairs of one match run in any order; pairs with
        somebody not in ``people`` are passed over.
    wishes
        A wish of both sides becomes a must-meet with priority, of one side a higher score;
        a refusal of either a pair that never meets.
    """
    rules = rules_of(event)
    ordered = sorted(people, key=lambda person: person.key)
    pairs, both = _pairs({person.id: place for place, person in enumerate(ordered)}, scored, wishes)
    return sp.Problem(
        attendees=tuple(attendee_entry(person, rules, event) for person in ordered),
        slots=_slots(event),
        tables=tuple(_table(table, event) for table in event.tables),
        pairs=pairs,
        must_meet=tuple(
            sr.MustMeet(ordered[one].key, ordered[two].key, priority=1.0) for one, two in both
        ),
        objective=sr.Objective(fairness=rules.fairness),
    )


def _pairs(
    position: Mapping[str, int], scored: Iterable[tuple[str, str, float]], wishes: Wishes
) -> tuple[sp.Pairs, list[tuple[int, int]]]:
    """Give the pairs that may meet in one order whatever the rows', and those both sides want."""
    one, two, worth, both = array("i"), array("i"), array("d"), []
    for a, b, score in scored:
        if a not in position or b not in position or wishes.refuses(a, b):
            continue
        votes = wishes.votes(a, b)
        one.append(position[a])
        two.append(position[b])
        worth.append(score * WISH_FACTOR**votes)
        if votes == 2:
            both.append((position[a], position[b]))
    first, second = np.array(one, np.int32), np.array(two, np.int32)
    order = np.lexsort((np.maximum(first, second), np.minimum(first, second)))
    pairs = sp.Pairs(first[order], second[order], np.array(worth)[order])
    return pairs, sorted(both, key=sorted)


def _slots(event: Event) -> tuple[sr.Slot, ...]:
    origin = event.slots[0].starts_at
    days = days_of(event)
    return tuple(
        sr.Slot(
            slot.key,
            (slot.starts_at - origin).total_seconds() / 60,
            (slot.ends_at - origin).total_seconds() / 60,
            days[slot.key].isoformat(),
        )
        for slot in event.slots
    )


def _table(table: RoomTable, event: Event) -> sr.Table:
    if not table.closed:
        return sr.Table(table.key, table.zone)
    is_open = tuple(slot.key for slot in event.slots if slot.key not in table.closed)
    return sr.Table(table.key, table.zone, is_open)


def attendee_entry(person: Attendee, rules: Rules, event: Event) -> sr.Attendee:
    """Translate one person: limits by the event's rules, times and seats by their profile."""
    available = None if person.available is None else tuple(person.available)
    return sr.Attendee(
        person.key,
        # Who comes for one slot stays owed the rest, so that the certificate says why not.
        min_meetings=rules.min_meetings,
        max_meetings=rules.max_meetings,
        available=available,
        groups=groups_of(person, rules),
        group_caps=_caps(rules.groups),
        side=side_of(person, rules),
        table=_own_table(person, rules, event),
        max_consecutive=rules.max_consecutive,
        zones=_zones(person, event),
    )


def _own_table(person: Attendee, rules: Rules, event: Event) -> str | None:
    """Name a host's own table; whose table was taken out of the room sits at any."""
    own = own_table(person, person.external_id, rules)
    return own if own and any(table.key == own for table in event.tables) else None


def _caps(groups: Iterable[Group]) -> Mapping[str, int]:
    return {group.name: group.cap for group in groups if group.cap is not None}


def _zones(person: Attendee, event: Event) -> tuple[str, ...]:
    """Zones the person can sit in; () where any will do, or where no zone answers the need."""
    needs = [SEAT_LABELS[label] for label in person.groups if label in SEAT_LABELS]
    if not needs:
        return ()
    return tuple(zone.name for zone in event.zones if all(getattr(zone, need) for need in needs))
