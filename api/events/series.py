"""Events of the same organisers, in the order of time."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from api.events.models import Organiser, Slot


def earlier_of_same_organisers(session: Session, event_id: str) -> list[str]:
    """Give the ids of events over before this one begins, that share an organiser with it."""
    here, there = aliased(Organiser), aliased(Organiser)
    begins = select(func.min(Slot.starts_at)).where(Slot.event_id == event_id).scalar_subquery()
    return list(
        session.scalars(
            select(there.event_id)
            .join(here, here.account_id == there.account_id)
            .join(Slot, Slot.event_id == there.event_id)
            .where(here.event_id == event_id, there.event_id != event_id)
            .group_by(there.event_id)
            .having(func.max(Slot.ends_at) <= begins)
            .order_by(there.event_id)
        )
    )
