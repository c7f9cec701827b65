"""Reading an event's people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from api.attendees.models import Attendee, Draft
from api.events.known_names import guests_are_named_by
from matcher.text.silence import says_nothing


def everybody(session: Session, event_id: str) -> Sequence[Attendee]:
    """List who is in an event by name."""
    by_name = select(Attendee).order_by(func.lower(Attendee.name), Attendee.id)
    return session.scalars(by_name.where(*_found(event_id, ""))).all()


def some(session: Session, event_id: str, search: str, after: int, most: int) -> Sequence[Attendee]:
    """List so many of an event by name, after the first so many; see `count` for the search."""
    by_name = select(Attendee).order_by(func.lower(Attendee.name), Attendee.id)
    return session.scalars(by_name.where(*_found(event_id, search)).offset(after).limit(most)).all()


def count(session: Session, event_id: str, search: str = "") -> int:
    """Count who is in an event; with a search, by part of name, organisation or address."""
    counted = select(func.count()).select_from(Attendee)
    return session.scalar(counted.where(*_found(event_id, search))) or 0


def _found(event_id: str, search: str) -> list[ColumnElement[bool]]:
    there = [Attendee.event_id == event_id, Attendee.left_at.is_(None)]
    if search:
        texts = (Attendee.name, Attendee.organisation, Attendee.email)
        there.append(or_(*(text.icontains(search, autoescape=True) for text in texts)))
    return there


def last_change(session: Session, event_id: str) -> dt.datetime | None:
    """Say when anybody of an event last changed, joined or left; None where nobody ever was."""
    return session.scalar(
        select(func.max(Attendee.changed_at)).where(Attendee.event_id == event_id)
    )


def answered(session: Session, event_id: str) -> set[str]:
    """Give the ids of the organiser's own questions, past ones as well, that somebody answered."""
    given = session.scalars(select(Attendee.answers).where(Attendee.event_id == event_id))
    return {key for answers in given for key in answers}


def attended_by(session: Session, account_id: str) -> Sequence[str]:
    """Give the ids of the events that an account attends."""
    return session.scalars(
        select(Attendee.event_id).where(
            Attendee.account_id == account_id, Attendee.left_at.is_(None)
        )
    ).all()


@guests_are_named_by
def names_at(session: Session, event_id: str, accounts: Collection[str]) -> dict[str, str]:
    """Give what those of some accounts that attend an event are called there, by account id."""
    rows = session.execute(
        select(Attendee.account_id, Attendee.name).where(
            Attendee.account_id.in_(accounts), *_found(event_id, "")
        )
    )
    return {account_id: name for account_id, name in rows if account_id is not None}


def draft_of(session: Session, event_id: str, account_id: str) -> Draft | None:
    """Find what somebody has typed and not yet sent."""
    return session.get(Draft, (event_id, account_id))


# Counts of an event's profiles look at every text each time; most are as they were.
_is_silent = lru_cache(30_000)(says_nothing)


def profile_state(attendee: Attendee) -> str:
    """Say how much a profile holds: ``complete``, ``thin`` or ``empty``; "tbd" holds nothing."""
    return state_of((facet.kind, facet.text) for facet in attendee.facets)


def state_of(facets: Iterable[tuple[str, str]]) -> str:
    """Say how much a profile of these facets holds, each a kind and a text."""
    said = {kind for kind, text in facets if not _is_silent(text)}
    if {"need", "offer"} <= said:
        return "complete"
    return "thin" if said else "empty"
