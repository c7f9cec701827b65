"""Access: the people of an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from api.accounts.access import visitor
from api.accounts.queries import SignedIn
from api.attendees.models import Attendee
from api.attendees.team_rows import Withdrawal
from api.events.models import Event, Organiser
from api.events.queries import by_slug
from api.web.access import Shut, SignInNeeded, declares, not_found
from api.web.page import set_viewer
from api.web.running import site_of
from api.web.templating import Place, Viewer

_ROLE = (
    select(Organiser.role)
    .where(Organiser.event_id == Event.id, Organiser.account_id == bindparam("account"))
    .scalar_subquery()
)
_HERE = (
    select(Attendee.id, Attendee.name, Attendee.left_at)
    .add_columns(Event.id, Event.name, Event.timezone, _ROLE)
    .join(Event, Event.id == Attendee.event_id)
    .where(Event.slug == bindparam("slug"), Attendee.account_id == bindparam("account"))
)


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
    asked = {"slug": slug, "account": account.account_id}
    with site_of(request).database.read_session() as session:
        row = session.execute(_HERE, asked).first()
        taken_out = row is not None and row.left_at is not None and _taken_out(session, row[0])
    if row is None:
        raise not_found()
    attendee_id, own_name, left_at, event_id, event_name, zone, role = row
    if taken_out:
        raise by_the_team(event_name)
    if left_at is not None:
        said = f"Nothing of you is in {event_name} any more, and it is not yours to see."
        raise Shut("You have left this event", said, "Come back", f"/e/{slug}/back")
    name = own_name or account.shown_name
    set_viewer(request, Viewer(name, Place(slug, event_name), attends=True, role=role or ""))
    return AttendeeHere(account, attendee_id, name, event_id, slug, event_name, zone)


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
        if event is None or row is None:
            raise not_found()
        if row.left_at is None:
            raise already_here(event.slug, event.name)
        if _taken_out(session, row.id):
            raise by_the_team(event.name)
        return LeftHere(account, row.id, event.slug, event.name, event.timezone)


def already_here(slug: str, event_name: str) -> Shut:
    """Say that there is nothing to come back to: pressed twice, or come back elsewhere."""
    said = f"{event_name} has you among its people."
    return Shut("You take part already", said, "Open the event", f"/e/{slug}")


def by_the_team(event_name: str) -> Shut:
    """Say that the organisers have taken somebody out, who can put them back."""
    said = (
        f"The organisers of {event_name} have withdrawn you. Nobody sees anything of you there. "
        "If that should be otherwise, write to them: they can restore you."
    )
    return Shut("You do not take part any more", said, "Your events", "/")


def _taken_out(session: Session, attendee_id: str) -> bool:
    return session.get(Withdrawal, attendee_id) is not None


def _row_of(session: Session, event_id: str, account_id: str) -> Attendee | None:
    return session.scalar(
        select(Attendee).where(Attendee.event_id == event_id, Attendee.account_id == account_id)
    )


WhoLeft = Annotated[LeftHere, Depends(who_left)]
"""Somebody who has left the event in the address."""
Attending = Annotated[AttendeeHere, Depends(attendee)]
