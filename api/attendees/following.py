"""Rows of two people, such as wishes and blocks, that follow one row of a person to another."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.orm import Session

from api.attendees.models import Block
from api.db.rows import Base


def pairs_follow(session: Session, rows: type[Base], old: str, new: str) -> None:
    """Put one attendee for another in rows of ``attendee_id`` and ``other_id``.

    Where both had something with the same third person the new one's stands; nobody has anything
    with themselves.
    """
    table = cast("Table", rows.__table__)
    one, other = table.c.attendee_id, table.c.other_id
    between = or_((one == old) & (other == new), (one == new) & (other == old))
    session.execute(delete(table).where(between))
    for side, third in ((one, other), (other, one)):
        known = select(third).where(side == new)
        twice = delete(table).where(side == old, third.in_(known))
        session.execute(twice)
        session.execute(update(table).where(side == old).values({side: new}))


def blocks_follow(session: Session, old: str, new: str) -> None:
    """Give who is never to meet whom of one row to another of the same person."""
    pairs_follow(session, Block, old, new)
