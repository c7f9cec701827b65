"""What was done in an event, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.events import log
from api.events.queries import history


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done, and when."""

    at: dt.datetime
    text: str


def happenings(session: Session, event_id: str) -> tuple[Happening, ...]:
    """List the last things done in an event, newest first."""
    return tuple(
        Happening(entry.at, log.sentence(entry)) for entry in history(session, event_id, most=12)
    )
