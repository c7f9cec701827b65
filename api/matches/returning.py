"""Who comes back to an event: whom they want to meet, and who wants to meet them, is as before."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.attendees.following import pairs_follow
from api.attendees.models import Attendee
from api.attendees.returning import come_back
from api.matches.models import Wish


def return_to(session: Session, attendee_id: str) -> Attendee | None:
    """Take somebody into their event again; see `api.attendees.returning.come_back`."""
    fresh = come_back(session, attendee_id)
    if fresh is not None:
        wishes_follow(session, attendee_id, fresh.id)
    return fresh


def wishes_follow(session: Session, old: str, new: str) -> None:
    """Give the wishes by and about one row to another of the same person."""
    pairs_follow(session, Wish, old, new)
