"""Access: the people of an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import select

from api.accounts.access import visitor
from api.accounts.queries import SignedIn
from api.attendees.models import Attendee
from api.events.queries import by_slug, organises
from api.web.access import SignInNeeded, declares, not_found
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
        row = session.execute(
            select(Attendee.id, Attendee.name).where(
                Attendee.event_id == event.id,
                Attendee.account_id == account.account_id,
                Attendee.left_at.is_(None),
            )
        ).first()
        if row is None:
            raise not_found()
        runs_it = organises(session, event.id, account.account_id)
    name = row.name or account.shown_name
    here = AttendeeHere(account, row.id, name, event.id, event.slug, event.name, event.timezone)
    set_viewer(
        request,
        Viewer(name, Place(event.slug, event.name), attends=True, organises=runs_it),
    )
    return here


Attending = Annotated[AttendeeHere, Depends(attendee)]
