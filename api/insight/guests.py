"""An event's people as far as its counts need them, read at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee, Coming, FacetText
from api.attendees.queries import count, last_change, state_of
from api.kept import Kept

# Three megabytes each at 10,000 people.
_guests: Kept[tuple[Guest, ...]] = Kept(8, dt.timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is in an event; fields are those of `api.attendees.models.Attendee`."""

    name: str
    external_id: str
    coming: Coming
    diet: str
    available: Sequence[str] | None
    checked_in_at: dt.datetime | None
    profile: str
    """As `profile_state` gives it."""


def guests(session: Session, event_id: str) -> tuple[Guest, ...]:
    """Give who is in an event, in the order of their ids.

    Kept until any of them changes: whoever changes somebody notes when.
    """
    stamp = last_change(session, event_id), count(session, event_id)
    return _guests.get(event_id, stamp, lambda: _read(session, event_id))


def _read(session: Session, event_id: str) -> tuple[Guest, ...]:
    states = _profile_states(session, event_id)
    rows = session.execute(
        select(
            Attendee.id,
            Attendee.name,
            Attendee.external_id,
            Attendee.coming,
            Attendee.diet,
            Attendee.available,
            Attendee.checked_in_at,
        )
        .where(Attendee.event_id == event_id, Attendee.left_at.is_(None))
        .order_by(Attendee.id)
    )
    return tuple(Guest(*row[1:], states.get(row[0], "empty")) for row in rows)


def _profile_states(session: Session, event_id: str) -> Mapping[str, str]:
    """Say how much each profile holds that has any text."""
    texts = (
        select(FacetText.attendee_id, FacetText.kind, FacetText.text)
        .join(Attendee, Attendee.id == FacetText.attendee_id)
        .where(Attendee.event_id == event_id)
    )
    facets: dict[str, list[tuple[str, str]]] = {}
    for person, kind, text in session.execute(texts):
        facets.setdefault(person, []).append((kind, text))
    return {person: state_of(own) for person, own in facets.items()}
