"""What was done in an event, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.models import Account
from api.events import log
from api.events.queries import history


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done, when, and by whom; empty where a command or the site did it."""

    at: dt.datetime
    text: str
    by: str


def happenings(session: Session, event_id: str) -> tuple[Happening, ...]:
    """List the last things done in an event, newest first."""
    entries = history(session, event_id, most=12)
    actors = {entry.account_id for entry in entries if entry.account_id}
    names = {
        account.id: account.name or account.email
        for account in session.scalars(select(Account).where(Account.id.in_(actors)))
    }
    return tuple(
        Happening(entry.at, log.sentence(entry), names.get(entry.account_id or "", ""))
        for entry in entries
    )
