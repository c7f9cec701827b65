"""Reading an event's people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee, Draft
from matcher.text.silence import says_nothing


def everybody(session: Session, event_id: str, search: str = "") -> Sequence[Attendee]:
    """List who is in an event by name; with a search, by part of name or organisation."""
    query = (
        select(Attendee)
        .where(Attendee.event_id == event_id, Attendee.left_at.is_(None))
        .order_by(func.lower(Attendee.name), Attendee.id)
    )
    if search:
        query = query.where(
            or_(
                Attendee.name.icontains(search, autoescape=True),
                Attendee.organisation.icontains(search, autoescape=True),
            )
        )
    return session.scalars(query).all()


def count(session: Session, event_id: str) -> int:
    """Count who is in an event."""
    found = session.scalar(
        select(func.count())
        .select_from(Attendee)
        .where(Attendee.event_id == event_id, Attendee.left_at.is_(None))
    )
    return found or 0


def attended_by(session: Session, account_id: str) -> Sequence[str]:
    """Give the ids of the events that an account attends."""
    return session.scalars(
        select(Attendee.event_id).where(
            Attendee.account_id == account_id, Attendee.left_at.is_(None)
        )
    ).all()


def draft_of(session: Session, event_id: str, account_id: str) -> Draft | None:
    """Find what somebody has typed and not yet sent."""
    return session.get(Draft, (event_id, account_id))


def by_external_id(session: Session, event_id: str) -> dict[str, Attendee]:
    """Give everybody of an event by the id of the organiser's list, also who has left."""
    rows = session.scalars(select(Attendee).where(Attendee.event_id == event_id))
    return {row.external_id: row for row in rows}


def profile_state(attendee: Attendee) -> str:
    """Say how much a profile holds: ``complete``, ``thin`` or ``empty``; "tbd" holds nothing."""
    said = {facet.kind for facet in attendee.facets if not says_nothing(facet.text)}
    if {"need", "offer"} <= said:
        return "complete"
    return "thin" if said else "empty"
