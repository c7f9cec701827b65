"""Rows of what people said after a meeting; no one ever reads the other's."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from api.clock import now
from api.db.rows import Base, Id


class Feedback(Base):
    """One side's answers about one meeting."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("worth BETWEEN 1 AND 5", name="worth"),)

    meeting_id: Mapped[Id] = mapped_column(
        ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True
    )
    attendee_id: Mapped[Id] = mapped_column(
        ForeignKey("attendee.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    happened: Mapped[bool]
    worth: Mapped[int | None]
    """1 to 5; None when the meeting did not happen or was not rated."""
    go_on: Mapped[bool | None]
    """None where it was left open, which is no verdict."""
    next_step: Mapped[str] = mapped_column(Text, default="")
    """What this side would do next; shown to both only when both say go on."""
    note: Mapped[str] = mapped_column(Text, default="")
    """For this side's eyes only."""
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    changed_at: Mapped[dt.datetime] = mapped_column(default=now)
