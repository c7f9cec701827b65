"""Rows of what organisers say of an event afterwards: what was ordered, and what came of it."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from api.db.rows import Base, Id


class Catering(Base):
    """Plates of an event; None where nobody has said it."""

    __tablename__ = "catering"

    event_id: Mapped[Id] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    ordered: Mapped[int | None]
    came: Mapped[int | None]
    """People counted by hand, where check-ins do not say it."""
    left_over: Mapped[int | None]
    """Plates that nobody ate."""
