"""What would stand in the way of a good timetable, told before one is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.attendees.models import Attendee
from api.attendees.queries import profile_state
from api.events.models import Event
from api.events.queries import rules_of

_NAMED = 5


def obstacles_of(event: Event, people: Sequence[Attendee]) -> tuple[str, ...]:
    """Name the obstacles an organiser can do something about, each with what to do."""
    here = [person for person in people if person.coming != "no"]
    return tuple(_obstacles(event, here))


def _obstacles(event: Event, people: list[Attendee]) -> Iterator[str]:
    promised = rules_of(event).min_meetings
    empty = [person for person in people if profile_state(person) == "empty"]
    if empty:
        yield f"{_names(empty)} said nothing to match by. Ask them to fill in their profile."
    places = sum(len(event.slots) - len(table.closed) for table in event.tables)
    needed = -(-promised * len(people) // 2)
    if needed > places:
        yield (
            f"To promise {promised} meetings to each of {len(people)} people takes {needed} "
            f"places; the room has {places}. Add tables or times, or promise fewer."
        )
    short = [p for p in people if p.available is not None and len(p.available) < promised]
    if short:
        yield (
            f"{_names(short)} can come to fewer than {promised} slots, so the promise cannot be "
            "kept for them. Ask whether they have more time; else the certificate will say so."
        )


def _names(people: list[Attendee]) -> str:
    names = [person.name or person.external_id for person in people[:_NAMED]]
    left = len(people) - len(names)
    if left:
        return f"{', '.join(names)} and {left} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
