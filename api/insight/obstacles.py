"""What would stand in the way of a good timetable, told before one is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.events.models import Event
from api.events.queries import rules_of, tables_of
from api.insight.guests import Guest

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something an organiser can do about an obstacle, and where."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way; while one that ``stops`` is there, no timetable is asked for."""

    text: str
    remedies: tuple[Remedy, ...] = ()
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Meetings that the promise takes, and that the room and its people can hold at most.

    Attributes
    ----------
    promised
        Meetings promised to each.
    people
        Whoever has not said no.
    needed
        Each meeting keeps the promise of two: half of all that is promised, rounded up.
    room
        Open tables, added up over all times.
    filled
        The same, with no more tables at a time than half of the people who are there then.
    """

    promised: int
    people: int
    needed: int
    room: int
    filled: int


def places_of(session: Session, event: Event, people: Sequence[Guest]) -> Places:
    """Count the places that the promise takes, and those there are."""
    here = [person for person in people if person.coming != "no"]
    promised = rules_of(event).min_meetings
    alike = tables_of(session, event.id)
    room = filled = 0
    for slot in event.slots:
        tables = sum(some.number for some in alike if slot.key not in some.closed)
        there = sum(p.available is None or slot.key in p.available for p in here)
        room += tables
        filled += min(tables, there // 2)
    return Places(promised, len(here), -(-promised * len(here) // 2), room, filled)


def obstacles_of(session: Session, event: Event, people: Sequence[Guest]) -> tuple[Obstacle, ...]:
    """Name the obstacles an organiser can do something about, each with what to do."""
    here = [person for person in people if person.coming != "no"]
    return tuple(_obstacles(session, event, here))


def _obstacles(session: Session, event: Event, people: list[Guest]) -> Iterator[Obstacle]:
    home = f"/organise/{event.slug}"
    empty = [person for person in people if person.profile == "empty"]
    if empty:
        yield Obstacle(
            f"{_names(empty)} said nothing to match by. Ask them to fill in their profile."
        )
    yield from _too_few_places(home, places_of(session, event, people))
    promised = rules_of(event).min_meetings
    short = [p for p in people if p.available is not None and len(p.available) < promised]
    if short:
        yield Obstacle(
            f"{_names(short)} can come to fewer than {promised} slots, so the promise cannot be "
            "kept for them. Ask whether they have more time; else the certificate will say so."
        )


def _too_few_places(home: str, places: Places) -> Iterator[Obstacle]:
    promise = (
        f"To promise {places.promised} meetings to each of {places.people} people takes "
        f"{places.needed} places"
    )
    fewer = Remedy("Promise fewer", f"{home}/room#field-promised")
    times = Remedy("Add times", f"{home}/room#field-more_times")
    if places.needed > places.room:
        tables = Remedy("Add tables", f"{home}/room#tables")
        text = f"{promise}; the room has {places.room}."
        yield Obstacle(text, (tables, times, fewer), stops=True)
    elif places.needed > places.filled:
        text = (
            f"{promise}; no more than {places.filled} of the room’s {places.room} can be filled, "
            "because of who is there when."
        )
        yield Obstacle(text, (times, fewer), stops=True)


def _names(people: list[Guest]) -> str:
    names = [person.name or person.external_id for person in people[:_NAMED]]
    left = len(people) - len(names)
    if left:
        return f"{', '.join(names)} and {left} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
