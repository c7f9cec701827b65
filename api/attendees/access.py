"""Access: the people of an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.accounts.access import visitor
from api.accounts.queries import SignedIn
from api.attendees.models import Attendee
from api.events.queries import by_slug, organises
from api.web.access import Shut, SignInNeeded, declares, not_found
from api.web.page import set_viewer
from api.web.running import site_of
from api.web.templating import Place, Viewer


@dataclass(frozen=True, slots=True)
class AttendeeHere:
    """An attendee at one of their events."""

    account: SignedIn
    attendee_id: str
    name: str
    event_id: str
    slug: str
    event_name: str
    zone: str


@declares("attendee")
def attendee(request: Request, slug: str) -> AttendeeHere:
    """Only the people of the event in the address may; to others it does not exist."""
    account = visitor(request)
    if account is None:
        raise SignInNeeded
    with site_of(request).database.read_session() as session:
        event = by_slug(session, slug)
        if event is None:
            raise not_found()
        row = _row_of(session, event.id, account.account_id)
        if row is None:
            raise not_found()
        if row.left_at is not None:
            said = (
                f"You have left {event.name}. Nothing of you is in it, and it is not yours to see."
            )
            raise Shut(said, "Come back", f"/e/{event.slug}/back")
        runs_it = organises(session, event.id, account.account_id)
    name = row.name or account.shown_name
    here = AttendeeHere(account, row.id, name, event.id, event.slug, event.name, event.timezone)
    set_viewer(
        request,
        Viewer(name, Place(event.slug, event.name), attends=True, organises=runs_it),
    )
    return here


@dataclass(frozen=True, slots=True)
class LeftHere:
    """Somebody at the door of an event they have left."""

    account: SignedIn
    attendee_id: str
    slug: str
    event_name: str
    zone: str


@declares("who left")
def who_left(request: Request, slug: str) -> LeftHere:
    """Only who has left the event in the address may; to others it does not exist."""
    account = visitor(request)
    if account is None:
        raise SignInNeeded
    with site_of(request).database.read_session() as session:
        event = by_slug(session, slug)
        row = _row_of(session, event.id, account.account_id) if event else None
        if event is None or row is None or row.left_at is None:
            raise not_found()
        return LeftHere(account, row.id, event.slug, event.name, event.timezone)


def _row_of(session: Session, event_id: str, account_id: str) -> Attendee | None:
    return session.scalar(
        select(Attendee).where(Attendee.event_id == event_id, Attendee.account_id == account_id)
    )


WhoLeft = Annotated[LeftHere, Depends(who_left)]
"""Somebody who has left the event in the address."""
Attending = Annotated[AttendeeHere, Depends(attendee)]
