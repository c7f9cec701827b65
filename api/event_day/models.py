"""Rows of the day: the link by which a screen shows an event's board."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id


class BoardLink(Base):
    """The public link to an event's board, until somebody takes it back.

    The token is kept as it is, for the team reads it again; it shows names and tables, which hang
    in the room.
    """

    __tablename__ = "board_link"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    token: Mapped[str] = mapped_column(String(20), unique=True)
    made_at: Mapped[dt.datetime] = mapped_column(default=now)
